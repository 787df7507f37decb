"""Puts one order into words: the language, the clock and the zone every fact is told with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal

from cx_assistant.models import Evidence, EvidenceKind, Order, OrderField, OrderStatus
from cx_assistant.orders.calendar import Calendar
from cx_assistant.orders.disclosure import OrderView
from cx_assistant.orders.formats import (
    day,
    elided,
    is_currency,
    listed,
    local_date,
    money,
    number,
)
from cx_assistant.orders.wording import Counted, Wording, counted, form_of, say, wording_for

_LONGEST_VALUE = 160
_NEAR_DAYS = 14  # further away the date alone says more than a number of days
_WEEKENDS_ONLY = Calendar()
_CLOCKS_DIFFER = timedelta(days=1)


@dataclass(frozen=True)
class Telling:
    """Makes evidence about one order. Whoever builds one has checked whose order it is."""

    view: OrderView
    wording: Wording
    now: datetime
    zone: tzinfo
    calendar: Calendar = _WEEKENDS_ONLY

    @classmethod
    def of(
        cls,
        view: OrderView,
        *,
        language: str,
        now: datetime,
        zone: tzinfo,
        calendar: Calendar = _WEEKENDS_ONLY,
    ) -> Telling:
        """Tells about the order in this language, or in English where nobody has written it."""
        return cls(view, wording_for(language), now, zone, calendar)

    @property
    def order(self) -> Order:
        """The order, without what may not be told."""
        return self.view.order

    @property
    def contradicts_status(self) -> bool:
        """True for a status that the order's dates deny; a clock some hours ahead denies none."""
        start = self.view.status_from
        return start is not None and start - self.now > _CLOCKS_DIFFER

    @property
    def hides_what_went_back(self) -> bool:
        """True if part of the order was refunded and the sender may not be told which."""
        in_part = self.order.status is OrderStatus.PARTIALLY_REFUNDED
        return in_part and not self.view.may_tell(OrderField.REFUNDS)

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

    def counted_fact(self, name: str, phrase: Counted, count: int, /, **values: str) -> Evidence:
        """The same with a number, in the form the language has for it."""
        return self.fact(name, form_of(phrase, count), count=self.number(count), **values)

    def computed(self, name: str, text: str, *, basis: tuple[str, ...]) -> Evidence:
        """One thing that follows from the order, as evidence `computed:<id>:<name>`."""
        return self._evidence(f"computed:{self.order.id}:{name}", EvidenceKind.COMPUTED).model_copy(
            update={"text": text, "basis": basis}
        )

    def text(self, sentence: str, /, **values: str) -> str:
        """The sentence about this order."""
        text = say(sentence, **({"order": self.order_id} | values)).strip()
        text = elided(text, self.wording.language)
        return text[:1].upper() + text[1:]

    def day(self, moment: datetime | date) -> str:
        """The day it was in the shop."""
        return day(moment, self.wording.language, self.zone)

    def today(self) -> date:
        """The day it is in the shop."""
        return local_date(self.now, self.zone)

    def when(self, moment: datetime | date) -> str:
        """`tomorrow (11 June 2026)`, `2 days ago (8 June 2026)` or, far away, `on 3 March 2026`."""
        wording, told = self.wording.when, self.day(moment)
        ahead = (local_date(moment, self.zone) - self.today()).days
        near = {0: wording.today, 1: wording.tomorrow, -1: wording.yesterday}
        if ahead in near:
            return say(near[ahead], date=told)
        if abs(ahead) > _NEAR_DAYS:
            return say(wording.far, date=told)
        return counted(wording.ahead if ahead > 0 else wording.ago, abs(ahead), date=told)

    def and_when(self, moment: datetime | None) -> str:
        """The same behind a space, or nothing."""
        return f" {self.when(moment)}" if moment else ""

    def money(self, amount: Decimal) -> str:
        """The amount in the order's currency."""
        return money(amount, self.order.currency, self.wording.language)

    @property
    def knows_currency(self) -> bool:
        """True if amounts of this order can be written; a bare number would say nothing."""
        return is_currency(self.order.currency)

    def number(self, count: int) -> str:
        """A whole number with the separators of the language."""
        return number(count, self.wording.language)

    def names(self, names: Sequence[str]) -> str:
        """`tent, stove and mug`."""
        return listed([shown(name) for name in names], self.wording.language)

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
