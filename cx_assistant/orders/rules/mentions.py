"""A time in a statement, and the part of the statement it belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cx_assistant.orders.rules.durations import Duration, durations_in
from cx_assistant.orders.rules.stated import CountedFrom
from cx_assistant.orders.rules.statements import Statement
from cx_assistant.orders.rules.words import pattern, speaks_of, whole_words

_BORDER = re.compile(
    r",(?!\s*(?:um|to|pour|para|per|om)\b)|[;:()]|\s[–—-]\s|\b(?:and|but|und|aber|while|whereas|et|y|mais|pero|ma|en|maar|e|mas|ale|a)\b",
    re.IGNORECASE,
)
_FILLER = re.compile(
    r"(?:yes|no|ja|oui|s[ií]|sim|tak|about|approx\.?|around|roughly|usually|normally|generally|"
    r"it|this|takes?|es|dauert|in der regel|normalerweise|das|within|in|"
    r"up to|ca\.?|etwa|rund|meist|innerhalb(?: von)?|binnen|bis zu|the|first|:|,|\W)*",
    re.IGNORECASE,
)
_ADVERB = re.compile(
    r"\s(?:only|just|about|around|nur|etwa|ca\.|rund|lediglich)\s+$", re.IGNORECASE
)
_RECURRING = re.compile(
    r"\b(?:every|each|alle|jede[ns]?|tous les|cada|ogni|elke|co)\s+$", re.IGNORECASE
)
_LABEL = re.compile(r"[:–—=]\s*(?:within|up to|innerhalb(?: von)?|binnen|bis zu|in)?\s*$", re.I)


@dataclass(frozen=True)
class Mention:
    """`region` is all of the statement that speaks of this time, and not of another one."""

    statement: Statement
    duration: Duration
    region: str
    before: str
    after: str

    @property
    def sentence(self) -> str:
        """The whole statement."""
        return self.statement.text

    @property
    def is_granted(self) -> bool:
        """True if the words in front give this time: "within", "you have", "for up to"."""
        if self.after.startswith(" lang"):
            return True
        before = _ADVERB.sub("", self.before).rstrip(" ~\"'“„(")
        ends = whole_words("concepts", "granting").finditer(before, max(0, len(before) - 40))
        return any(match.end() == len(before) for match in ends)

    @property
    def is_labelled(self) -> bool:
        """True for "Return window: 30 days"."""
        return _LABEL.search(self.before) is not None

    @property
    def is_leading(self) -> bool:
        """True if nothing of weight stands in front of it, as in a table cell."""
        return _FILLER.fullmatch(self.before) is not None

    def says(self, concept: str) -> bool:
        """True if its own part of the statement uses a word of the concept."""
        return speaks_of(concept, self.region)

    @property
    def is_anchored(self) -> bool:
        """True if it is followed by what it is counted from: "after …", "of …"."""
        return self._anchor_text is not None

    @property
    def counted_from(self) -> CountedFrom | None:
        """What the words after it count from; None if they do not say, or say something else."""
        text = self._anchor_text
        if text is None:
            return None
        found = [
            (match.start(), start)
            for start in (CountedFrom.DELIVERY, CountedFrom.DISPATCH, CountedFrom.ORDER)
            if (match := pattern("concepts", f"anchor_{start.value}").search(text))
        ]
        return min(found)[1] if found else None

    @property
    def _anchor_text(self) -> str | None:
        after = self.after.lstrip(" )")
        opened = whole_words("concepts", "anchor_open").match(after)
        return after[opened.end() : opened.end() + 60] if opened else None


def mentions_in(statement: Statement) -> Iterator[Mention]:
    """The times of a statement, each with its own part of it; a question grants nothing."""
    text = statement.text
    durations = durations_in(text)
    region_start = 0
    for number, duration in enumerate(durations):
        stop = len(text)
        if _RECURRING.search(text[: duration.start]):
            continue
        if number + 1 < len(durations):
            borders = _BORDER.finditer(text, duration.end, durations[number + 1].start)
            stop = next((each.start() for each in borders), duration.end)
        yield Mention(
            statement=statement,
            duration=duration,
            region=text[region_start:stop],
            before=text[: duration.start],
            after=text[duration.end : stop],
        )
        region_start = stop
