"""What an order's parcels say: when they come, when they came, how they travel, what is in them."""

from __future__ import annotations

from collections.abc import Iterator

from cx_assistant.models import Evidence, OrderStatus, Shipment
from cx_assistant.orders.carriers import tracking_link
from cx_assistant.orders.formats import local_date
from cx_assistant.orders.goods import goods, has_arrived, is_dispatched, is_open, tells_delivery
from cx_assistant.orders.telling import Telling, shown


def arrival_facts(telling: Telling) -> Iterator[Evidence]:
    """When each parcel was delivered or is expected."""
    wording = telling.wording.facts
    is_told_apart = len(telling.order.shipments) > 1 or not tells_delivery(
        telling.order, telling.now
    )
    for number, sent in enumerate(telling.order.shipments, start=1):
        parcel = parcel_name(telling, number)
        if sent.delivered is not None and has_arrived(sent, telling.now):
            if is_told_apart:  # the status already tells it for a single parcel
                when = telling.when(sent.delivered)
                yield telling.fact(f"delivered-{number}", wording.arrived, parcel=parcel, when=when)
        elif sent.estimated is not None and is_open(telling.order, telling.now):
            sentence = wording.was_expected if _is_over(telling, sent) else wording.expected
            when = telling.when(sent.estimated)
            yield telling.fact(f"eta-{number}", sentence, parcel=parcel, when=when)


def sending_facts(telling: Telling) -> Iterator[Evidence]:
    """By whom each parcel was sent, and where to follow it."""
    wording = telling.wording.facts
    for number, sent in enumerate(telling.order.shipments, start=1):
        if shown(sent.carrier) and has_left(telling, sent):
            yield _sent(telling, number, sent)
        # Who asks where their order is need not follow a parcel that is there.
        past = "past-" if has_arrived(sent, telling.now) else ""
        code = shown(sent.tracking_number)
        if not code:
            continue
        sentence = wording.tracking if shown(sent.carrier) else wording.tracking_without_carrier
        values = {"carrier": shown(sent.carrier), "number": code}
        yield telling.fact(f"{past}tracking-{number}", sentence, **values)
        link = tracking_link(sent.carrier, sent.tracking_number)
        if link:
            name = f"{past}tracking-link-{number}"
            yield telling.fact(name, wording.tracking_link, url=link, number=code, link=link)


def content_facts(telling: Telling) -> Iterator[Evidence]:
    """What is in which parcel, and what has not been sent yet, where the order tells them apart."""
    wording, order = telling.wording.facts, telling.order
    names = {item.sku: item.name for item in goods(order) if item.sku and shown(item.name)}
    packed = [[names.get(sku, "") for sku in sent.skus] for sent in order.shipments]
    if len(packed) > 1:
        for number, inside in enumerate(packed, start=1):
            if inside and all(inside):
                parcel, told = parcel_name(telling, number), telling.names(inside)
                yield telling.fact(
                    f"contents-{number}", wording.contents, parcel=parcel, names=told
                )
    left = _unsent(telling, names)
    if left:
        yield telling.fact("unsent", wording.unsent, names=telling.names(left))


def _unsent(telling: Telling, names: dict[str, str]) -> list[str]:
    """The goods that are in no parcel; nothing unless every parcel says what is in it."""
    order = telling.order
    is_told = all(sent.skus and set(sent.skus) <= names.keys() for sent in order.shipments)
    is_named = len(names) == len(goods(order))
    if not (order.shipments and is_told and is_named and is_open(order, telling.now)):
        return []
    sent_skus = {sku for sent in order.shipments for sku in sent.skus}
    return [name for sku, name in names.items() if sku not in sent_skus]


def arrived_in_part(telling: Telling) -> int:
    """How many parcels have arrived while others have not; 0 for none, and for all of them."""
    arrived = sum(has_arrived(sent, telling.now) for sent in telling.order.shipments)
    return arrived if arrived < len(telling.order.shipments) else 0


def tells_status(telling: Telling) -> bool:
    """True if the order's status can be told, as it stands or as the arrival of its parcels."""
    order = telling.order
    if tells_delivery(order, telling.now):
        return True
    if order.status is OrderStatus.UNKNOWN and not shown(order.status_text):
        return False
    # "Delivered" while a parcel is still missing would be denied by the parcels themselves.
    is_denied = order.status is OrderStatus.DELIVERED and arrived_in_part(telling) > 0
    return not is_denied and not telling.contradicts_status


def standing_facts(telling: Telling) -> tuple[str, ...]:
    """The names of facts that say where the order stands: its status, else a parcel that left."""
    if tells_status(telling):
        return ("status",)
    for number, sent in enumerate(telling.order.shipments, start=1):
        if has_arrived(sent, telling.now):
            return (f"delivered-{number}",)
        if shown(sent.carrier) and has_left(telling, sent):
            return (f"sent-{number}",)
    return ()


def delivery_fact(telling: Telling) -> str:
    """The name of the fact that says when the last parcel arrived."""
    order = telling.order
    if tells_delivery(order, telling.now):
        return "status"
    last = max(
        range(len(order.shipments)),
        key=lambda at: order.shipments[at].delivered or telling.now,
    )
    return f"delivered-{last + 1}"


def has_left(telling: Telling, sent: Shipment) -> bool:
    """True if the parcel is known to have left; a carrier alone may only have been chosen."""
    if sent.shipped is not None:
        return sent.shipped <= telling.now
    return has_arrived(sent, telling.now) or bool(is_dispatched(telling.order, telling.now))


def parcel_name(telling: Telling, number: int) -> str:
    """`The parcel of order NL-20417`, or which of several it is."""
    wording, count = telling.wording.facts, len(telling.order.shipments)
    if count == 1:
        return telling.text(wording.parcel)
    return telling.text(wording.parcel_of, number=str(number), count=str(count))


def _sent(telling: Telling, number: int, sent: Shipment) -> Evidence:
    wording = telling.wording.facts
    values = {"parcel": parcel_name(telling, number), "carrier": shown(sent.carrier)}
    name = f"{'past-' if has_arrived(sent, telling.now) else ''}sent-{number}"
    if sent.shipped is None:
        return telling.fact(name, wording.sent_undated, **values)
    return telling.fact(name, wording.sent, when=telling.when(sent.shipped), **values)


def _is_over(telling: Telling, sent: Shipment) -> bool:
    """True from the day after the expected one: on the day itself it may still come."""
    if sent.estimated is None:
        return False
    return local_date(sent.estimated, telling.zone) < telling.today()
