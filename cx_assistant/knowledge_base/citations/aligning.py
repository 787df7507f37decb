"""What stands in a text where other words stood before, and how the two differ."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cx_assistant.knowledge_base.citations.folding import Span, fold
from cx_assistant.knowledge_base.citations.places import sentences_of
from cx_assistant.models import ArticleDiff, Edit

_EDITED = 0.4  # share of equal words from which a sentence in the same place is an edit of it
_MOVED_AND_EDITED = 0.65  # the same anywhere else, where chance likeness is far more common
_WORD = re.compile(r"\S+\s*")


@dataclass(frozen=True)
class Standing:
    """The sentences that took the place of those cited; not `is_edit` if they say other things."""

    span: Span
    is_edit: bool


def standing_now(old: str, cited: Span, new: str) -> Standing | None:
    """What stands in `new` in place of `cited`; None if nothing does."""
    old_units, new_units = sentences_of(old), sentences_of(new)
    olds = [fold(unit.of(old)).text for unit in old_units]
    news = [fold(unit.of(new)).text for unit in new_units]
    wanted = [number for number, unit in enumerate(old_units) if unit.meets(cited)]
    if not wanted:
        return None
    matched: set[int] = set()
    replacing: list[int] = []
    untouched: set[int] = set()
    for tag, i1, i2, j1, j2 in _opcodes(olds, news):
        touched = [number for number in wanted if i1 <= number < i2]
        if tag == "equal":
            matched.update(j1 + number - i1 for number in touched)
            untouched.update(range(j1, j2))
        elif touched and tag == "replace":
            candidates = range(j1, j2)
            matched.update(_alike([olds[each] for each in touched], news, candidates, _EDITED))
            replacing += candidates
    if not matched:
        rest = [number for number in range(len(news)) if number not in untouched]
        matched.update(_alike([olds[each] for each in wanted], news, rest, _MOVED_AND_EDITED))
    chosen = _together(sorted(matched) or replacing[: len(wanted)], len(wanted))
    if not chosen:
        return None
    span = Span(new_units[chosen[0]].start, new_units[chosen[-1]].end)
    return Standing(span, is_edit=bool(matched))


def diff_of(old: str, new: str, *, cited: str, found: str) -> ArticleDiff:
    """The sentences cited word by word, and the whole article line by line."""
    lines = difflib.unified_diff(
        old.splitlines(), new.splitlines(), "as cited", "now", n=1, lineterm=""
    )
    return ArticleDiff(words=tuple(word_edits(cited, found)), lines=tuple(lines))


def word_edits(old: str, new: str) -> Iterator[Edit]:
    """How `old` becomes `new`: what stayed is given as it stands in `new`."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    keys = [word.rstrip() for word in before], [word.rstrip() for word in after]
    for tag, i1, i2, j1, j2 in _opcodes(*keys):
        if tag == "equal":
            yield Edit(kind="same", text="".join(after[j1:j2]))
            continue
        if i2 > i1:
            yield Edit(kind="removed", text="".join(before[i1:i2]))
        if j2 > j1:
            yield Edit(kind="added", text="".join(after[j1:j2]))


def likeness(old: str, new: str) -> float:
    """The share of words two texts have in common and in the same order, 0.0 to 1.0."""
    return difflib.SequenceMatcher(None, old.split(), new.split(), autojunk=False).ratio()


def _alike(
    wanted: Sequence[str], news: Sequence[str], candidates: Sequence[int], enough: float
) -> Iterator[int]:
    """For each sentence the candidate most like it, if it is like enough."""
    for old in wanted:
        scored = [(likeness(old, news[number]), -number) for number in candidates]
        best = max(scored, default=(0.0, 0))
        if best[0] >= enough:
            yield -best[1]


def _together(numbers: Sequence[int], count: int) -> Sequence[int]:
    """Those that stand near the first: what lies far apart is no counterpart of one quote."""
    return [number for number in numbers if number - numbers[0] < count + 2]


def _opcodes(old: Sequence[str], new: Sequence[str]) -> Sequence[tuple[str, int, int, int, int]]:
    return difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
