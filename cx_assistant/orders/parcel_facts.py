"""What an order's parcels say: when they come, when they came, how they travel."""

from __future__ import annotations

from collections.abc import Iterator

from cx_assistant.models import Evidence, Shipment
from cx_assistant.orders.carriers import tracking_link
from cx_assistant.orders.formats import local_date
from cx_assistant.orders.goods import has_arrived, is_dispatched, is_open
from cx_assistant.orders.telling import Telling, shown


def arrival_facts(telling: Telling) -> Iterator[Evidence]:
    """When each parcel was delivered or is expected."""
    wording = telling.wording.facts
    several = len(telling.order.shipments) > 1
    for number, sent in enumerate(telling.order.shipments, start=1):
        parcel = _parcel(telling, number)
        if sent.delivered is not None and has_arrived(sent, telling.now):
            if several:  # the status already tells it for a single parcel
                date = telling.day(sent.delivered)
                yield telling.fact(f"delivered-{number}", wording.arrived, parcel=parcel, date=date)
        elif sent.estimated is not None and is_open(telling.order, telling.now):
            sentence = wording.was_expected if _is_over(telling, sent) else wording.expected
            date = telling.day(sent.estimated)
            yield telling.fact(f"eta-{number}", sentence, parcel=parcel, date=date)


def sending_facts(telling: Telling) -> Iterator[Evidence]:
    """By whom each parcel was sent, and where to follow it."""
    wording = telling.wording.facts
    for number, sent in enumerate(telling.order.shipments, start=1):
        if sent.carrier and _has_left(telling, sent):
            yield _sent(telling, number, sent)
        code = shown(sent.tracking_number)
        if not code:
            continue
        sentence = wording.tracking if sent.carrier else wording.tracking_without_carrier
        values = {"carrier": shown(sent.carrier), "number": code}
        yield telling.fact(f"tracking-{number}", sentence, **values)
        link = tracking_link(sent.carrier, sent.tracking_number)
        if link:
            name = f"tracking-link-{number}"
            yield telling.fact(name, wording.tracking_link, url=link, number=code, link=link)


def _has_left(telling: Telling, sent: Shipment) -> bool:
    """True if the parcel is known to have left; a carrier alone may only have been chosen."""
    if sent.shipped is not None:
        return sent.shipped <= telling.now
    return has_arrived(sent, telling.now) or bool(is_dispatched(telling.order, telling.now))


def _sent(telling: Telling, number: int, sent: Shipment) -> Evidence:
    wording = telling.wording.facts
    values = {"parcel": _parcel(telling, number), "carrier": shown(sent.carrier)}
    if sent.shipped is None:
        return telling.fact(f"sent-{number}", wording.sent_undated, **values)
    date = telling.day(sent.shipped)
    return telling.fact(f"sent-{number}", wording.sent, date=date, **values)


def _parcel(telling: Telling, number: int) -> str:
    wording, count = telling.wording.facts, len(telling.order.shipments)
    if count == 1:
        return telling.text(wording.parcel)
    return telling.text(wording.parcel_of, number=str(number), count=str(count))


def _is_over(telling: Telling, sent: Shipment) -> bool:
    """True from the day after the expected one: on the day itself it may still come."""
    if sent.estimated is None:
        return False
    today = local_date(telling.now, telling.zone)
    return local_date(sent.estimated, telling.zone) < today
