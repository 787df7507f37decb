"""What an order says, as evidence, as far as its customer may be told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, tzinfo

from cx_assistant.models import Address, Evidence, OrderItem
from cx_assistant.orders.disclosure import OrderView
from cx_assistant.orders.formats import listed
from cx_assistant.orders.goods import (
    delivered_at,
    goods,
    is_personalised,
    is_sale,
    tells_delivery,
)
from cx_assistant.orders.loyalty import loyalty_facts
from cx_assistant.orders.money_facts import money_facts
from cx_assistant.orders.parcel_facts import (
    arrival_facts,
    arrived_in_part,
    content_facts,
    sending_facts,
    tells_status,
)
from cx_assistant.orders.telling import Telling, shown

_LISTED = 12  # more in one sentence would be read by nobody


def order_facts(view: OrderView, *, language: str, now: datetime, zone: tzinfo) -> list[Evidence]:
    """Short sentences the order supports, one evidence each, the status first.

    What the view withholds cannot be told, and staff notes never are.
    """
    return told_facts(Telling.of(view, language=language, now=now, zone=zone))


def told_facts(telling: Telling) -> list[Evidence]:
    """The same, for a caller that goes on telling about the order."""
    return [
        *_status_facts(telling),
        *arrival_facts(telling),
        *_item_count(telling),
        *_placed(telling),
        *sending_facts(telling),
        *content_facts(telling),
        *_item_facts(telling),
        *money_facts(telling),
        *loyalty_facts(telling),
        *_address_facts(telling),
    ]


def _status_facts(telling: Telling) -> Iterator[Evidence]:
    order, wording = telling.order, telling.wording
    delivered = delivered_at(order, telling.now)
    if delivered is not None and tells_delivery(order, telling.now):
        yield telling.fact("status", wording.facts.delivered_on, when=telling.when(delivered))
        return
    if arrived := arrived_in_part(telling):
        sentence = wording.facts.parcels_delivered
        yield telling.counted_fact("parcels", sentence, arrived, all=str(len(order.shipments)))
    if tells_status(telling):
        text = shown(order.status_text)
        yield telling.fact("status", wording.status[order.status], text=text)


def _placed(telling: Telling) -> Iterator[Evidence]:
    placed = telling.order.placed
    if placed is not None and placed <= telling.now:
        yield telling.fact("placed", telling.wording.facts.placed, when=telling.when(placed))


def _item_count(telling: Telling) -> Iterator[Evidence]:
    count = sum(item.quantity for item in goods(telling.order))
    if count:
        yield telling.counted_fact("item-count", telling.wording.facts.item_count, count)


def _item_facts(telling: Telling) -> Iterator[Evidence]:
    wording = telling.wording.facts
    named = [item for item in goods(telling.order) if shown(item.name)]
    if 1 < len(named) == len(goods(telling.order)) <= _LISTED:
        names = listed([_with_count(item) for item in named], telling.wording.language)
        yield telling.fact("goods", wording.goods, names=names)
    for number, item in enumerate(named, start=1):
        yield telling.fact(
            f"item-{number}", _item_sentence(telling, item), **_values(telling, item)
        )
        if is_sale(item):
            yield telling.fact(f"item-{number}-sale", wording.item_sale, name=shown(item.name))
        if is_personalised(item):
            sentence = wording.item_personalised
            yield telling.fact(f"item-{number}-personalised", sentence, name=shown(item.name))


def _item_sentence(telling: Telling, item: OrderItem) -> str:
    wording = telling.wording.facts
    if item.price is None or item.price <= 0 or not telling.knows_currency:
        return wording.item_without_price
    return wording.item if item.quantity == 1 else wording.items


def _values(telling: Telling, item: OrderItem) -> dict[str, str]:
    price = "" if item.price is None else telling.money(item.price)
    return {"name": _with_options(item), "count": str(item.quantity), "price": price}


def _with_count(item: OrderItem) -> str:
    name = _with_options(item)
    return f"{item.quantity} × {name}" if item.quantity > 1 else name


def _with_options(item: OrderItem) -> str:
    """`Skagen Rain Jacket (colour: Fjord Blue, size: M)`."""
    pairs = ((shown(name), shown(value)) for name, value in item.options.items())
    options = ", ".join(f"{name}: {value}" for name, value in pairs if name and value)
    return f"{shown(item.name)} ({options})" if options else shown(item.name)


def _address_facts(telling: Telling) -> Iterator[Evidence]:
    order, wording = telling.order, telling.wording.facts
    shipping, billing = _written(order.shipping_address), _written(order.billing_address)
    if shipping:
        yield telling.fact("shipping-address", wording.shipping_address, address=shipping)
    if billing and billing != shipping:
        yield telling.fact("billing-address", wording.billing_address, address=billing)


def _written(address: Address | None) -> str:
    if address is None:
        return ""
    place = f"{shown(address.postcode)} {shown(address.city)}".strip()
    lines = (shown(address.name), shown(address.street), place, shown(address.country))
    return ", ".join(line for line in lines if line)
