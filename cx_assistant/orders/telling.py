"""Puts one order into words: the language, the clock and the zone every fact is told with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from decimal import Decimal

from cx_assistant.models import Evidence, EvidenceKind, Order
from cx_assistant.orders.disclosure import OrderView
from cx_assistant.orders.formats import day, money
from cx_assistant.orders.wording import Wording, say, wording_for

_LONGEST_VALUE = 160


@dataclass(frozen=True)
class Telling:
    """Makes evidence about one order. Whoever builds one has checked whose order it is."""

    view: OrderView
    wording: Wording
    now: datetime
    zone: tzinfo

    @classmethod
    def of(cls, view: OrderView, *, language: str, now: datetime, zone: tzinfo) -> Telling:
        """Tells about the order in this language, or in English where nobody has written it."""
        return cls(view, wording_for(language), now, zone)

    @property
    def order(self) -> Order:
        """The order, without what may not be told."""
        return self.view.order

    @property
    def order_id(self) -> str:
        """The order's number, fit to stand in a sentence."""
        return shown(self.order.id)

    def fact(
        self, name: str, sentence: str, /, *, url: str | None = None, **values: str
    ) -> Evidence:
        """One thing the order says, as evidence `order:<id>:<name>`."""
        return self._evidence(f"order:{self.order.id}:{name}", EvidenceKind.ORDER).model_copy(
            update={"text": self.text(sentence, **values), "url": url}
        )

    def computed(self, name: str, text: str, *, basis: tuple[str, ...]) -> Evidence:
        """One thing that follows from the order, as evidence `computed:<id>:<name>`."""
        return self._evidence(f"computed:{self.order.id}:{name}", EvidenceKind.COMPUTED).model_copy(
            update={"text": text, "basis": basis}
        )

    def text(self, sentence: str, /, **values: str) -> str:
        """The sentence about this order."""
        text = say(sentence, **({"order": self.order_id} | values)).strip()
        return text[:1].upper() + text[1:]

    def day(self, moment: datetime | date) -> str:
        """The day it was in the shop."""
        return day(moment, self.wording.language, self.zone)

    def on_day(self, moment: datetime | None) -> str:
        """` on 3 June 2026`, or nothing."""
        return say(self.wording.facts.on_day, date=self.day(moment)) if moment else ""

    def money(self, amount: Decimal) -> str:
        """The amount in the order's currency."""
        return money(amount, self.order.currency, self.wording.language)

    def _evidence(self, evidence_id: str, kind: EvidenceKind) -> Evidence:
        return Evidence(
            id=evidence_id,
            kind=kind,
            source=self.order.id,
            title=say(self.wording.facts.title, order=self.order_id),
            text="-",
            language=self.wording.language,
            customer_id=self.order.customer_id,
            updated=self.order.as_of,
        )


def shown(value: str) -> str:
    """A value from the shop's systems on one line, and not so long that it hides the sentence."""
    line = " ".join("".join(c if c.isprintable() else " " for c in value).split())
    return line if len(line) <= _LONGEST_VALUE else line[: _LONGEST_VALUE - 1] + "…"
