"""Which of several places that say the same is the one that was cited."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import takewhile

from cx_assistant.knowledge_base.citations.folding import Span, fold, occurrences
from cx_assistant.knowledge_base.citations.places import heading_path, section_of

_CONTEXT_WORDS = 24
_CONTEXT_CHARACTERS = 300
_MOST_COMPARED = 60


@dataclass(frozen=True)
class _Place:
    """One occurrence and what tells it from the others."""

    span: Span
    headings: tuple[str, ...]
    before: list[str]  # words, the nearest first
    after: list[str]
    position: float  # 0.0 to 1.0 of the text


def cited_span(quote: str, text: str, hint: Span | None) -> Span | None:
    """Where the quote stands in the version it was taken from; the hint decides between several."""
    found = occurrences(quote, text)
    if not found:
        return None
    if hint is None:
        return found[0]
    return min(found, key=lambda span: abs(span.start - hint.start))


def counterpart(quote: str, old: str, cited: Span, new: str) -> Span | None:
    """The place in `new` that was `cited` in `old`; None if the quote no longer stands there.

    Every place of the old text gets at most one of the new, the most alike first, so that a
    quote that was struck out is not found again in another section that says the same.
    """
    if old == new:
        return cited
    old_spans = sorted({cited, *_near(occurrences(quote, old), cited)})
    new_spans = _near(occurrences(quote, new), cited)
    if len(old_spans) == len(new_spans) == 1:
        return new_spans[0]
    olds = [_place(old, span) for span in old_spans]
    news = [_place(new, span) for span in new_spans]
    pairs = sorted(
        ((_likeness(before, after), before.span, after.span) for before in olds for after in news),
        key=lambda pair: (-pair[0], pair[1], pair[2]),
    )
    taken: dict[Span, Span] = {}
    for _, before, after in pairs:
        if before not in taken and after not in taken.values():
            taken[before] = after
    return taken.get(cited)


def _near(spans: list[Span], cited: Span) -> list[Span]:
    nearest = sorted(spans, key=lambda span: abs(span.start - cited.start))
    return sorted(nearest[:_MOST_COMPARED])


def _place(text: str, span: Span) -> _Place:
    section = section_of(text, span)
    before = text[max(section.start, span.start - _CONTEXT_CHARACTERS) : span.start]
    after = text[span.end : min(section.end, span.end + _CONTEXT_CHARACTERS)]
    return _Place(
        span=span,
        headings=heading_path(text, span, ""),
        before=fold(before).text.split()[::-1][:_CONTEXT_WORDS],
        after=fold(after).text.split()[:_CONTEXT_WORDS],
        position=span.start / max(1, len(text)),
    )


def _likeness(old: _Place, new: _Place) -> float:
    """Mostly the words next to it in its section, then its headings; its position among equals."""
    is_same_section = bool(old.headings) and old.headings[-1:] == new.headings[-1:]
    return (
        _common(old.before, new.before)
        + _common(old.after, new.after)
        + (2.0 if old.headings == new.headings else 1.0 if is_same_section else 0.0)
        + 0.1 * (1 - abs(old.position - new.position))
    )


def _common(old: list[str], new: list[str]) -> float:
    """0.0 to 2.0: how many words both share, and how many in a row from the quote on."""
    if not old and not new:
        return 2.0
    row = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))
    most = max(len(old), len(new))
    return (row + len(set(old) & set(new))) / most
