"""What stands in a text where other words stood before, and how the two differ."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cx_assistant.knowledge_base.citations.folding import Span, fold
from cx_assistant.knowledge_base.citations.places import sentences_of
from cx_assistant.models import ArticleDiff, Edit

_EDITED = 0.4  # share of equal words from which a sentence in the same place is an edit of it
_MOVED_AND_EDITED = 0.5  # the same anywhere else, where likeness is more often chance
_SAME_PLACE = 3  # other text is only said to replace a quote where little else came with it
_WORD = re.compile(r"\S+\s*")


@dataclass(frozen=True)
class Standing:
    """The sentences that took the place of those cited; not `is_edit` if they say other things."""

    span: Span
    is_edit: bool


@dataclass(frozen=True)
class _Sentences:
    """The sentences of a text, where they stand and how they are compared."""

    spans: Sequence[Span]
    folded: Sequence[str]
    headings: Sequence[bool]

    @classmethod
    def of(cls, text: str) -> _Sentences:
        spans = sentences_of(text)
        headings = [span.of(text).startswith("#") for span in spans]
        return cls(spans, [fold(span.of(text)).text for span in spans], headings)

    def is_heading(self, number: int) -> bool:
        """True for a heading, which never takes the place of a sentence."""
        return self.headings[number]


def standing_now(old: str, cited: Span, new: str) -> Standing | None:
    """What stands in `new` in place of `cited`; None if nothing does."""
    olds, news = _Sentences.of(old), _Sentences.of(new)
    wanted = [number for number, span in enumerate(olds.spans) if span.meets(cited)]
    fresh = _fresh(olds.folded, news.folded)
    matched: set[int] = set()
    replacing: list[int] = []
    for tag, i1, i2, j1, j2 in _opcodes(olds.folded, news.folded):
        touched = [number for number in wanted if i1 <= number < i2]
        if tag == "equal":
            matched.update(j1 + number - i1 for number in touched)
        elif touched and tag == "replace":
            candidates = [number for number in range(j1, j2) if number in fresh]
            said = [olds.folded[number] for number in touched]
            matched.update(_alike(said, news.folded, candidates, _EDITED))
            if i2 - i1 == len(touched) and len(candidates) <= _SAME_PLACE * len(touched):
                replacing += [each for each in candidates if not news.is_heading(each)]
    if not matched:
        said = [olds.folded[number] for number in wanted]
        matched.update(_alike(said, news.folded, sorted(fresh), _MOVED_AND_EDITED))
    chosen = _together(sorted(matched) or replacing[: len(wanted)], len(wanted))
    if not chosen:
        return None
    span = Span(news.spans[chosen[0]].start, news.spans[chosen[-1]].end)
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


def _fresh(old: Sequence[str], new: Sequence[str]) -> frozenset[int]:
    """The sentences that were not there before: any other stood beside the one cited already."""
    added = Counter(new) - Counter(old)
    return frozenset(number for number, sentence in enumerate(new) if sentence in added)


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
