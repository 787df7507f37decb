"""Reads sets of a web shop: users, orders and products, and cases with the actions expected."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from cx_assistant.evaluation.orders.cases import Case, OrderSet, World
from cx_assistant.evaluation.orders.files import (
    Row,
    arguments,
    money,
    read_tasks,
    user_of,
    write_actions,
)
from cx_assistant.evaluation.orders.retail_policy import ACTIONS, POLICIES
from cx_assistant.evaluation.orders.speech import as_written
from cx_assistant.evaluation.rows import Line
from cx_assistant.models import (
    Action,
    Address,
    CancelOrder,
    ChangeAddress,
    ChangePayment,
    Customer,
    ExchangeItems,
    Order,
    OrderItem,
    OrderStatus,
    Payment,
    PaymentMethod,
    Product,
    ReturnItems,
    Shipment,
    Swap,
    Variant,
)

# The set gives no days at all, and no rule of it depends on one; any moment serves.
_ZONE = ZoneInfo("America/New_York")
_NOW = datetime(2024, 5, 15, 15, tzinfo=_ZONE)
# "processed" orders have parcels with tracking numbers and can no longer be changed.
_STATUSES = {
    "pending": OrderStatus.PENDING,
    "processed": OrderStatus.SHIPPED,
    "delivered": OrderStatus.DELIVERED,
    "cancelled": OrderStatus.CANCELLED,
}


def read_retail(folder: Path, tables: Mapping[str, Mapping[str, Row]]) -> OrderSet:
    """The set in this folder, whose `db.json` holds these tables."""
    customers = {id_: customer_of(id_, row) for id_, row in tables["users"].items()}
    by_id = {id_: _order(id_, row) for id_, row in tables["orders"].items()}
    world = World(
        customers=customers,
        orders={
            id_: tuple(by_id[each] for each in row.get("orders", ()) if each in by_id)
            for id_, row in tables["users"].items()
        },
        products={id_: _product(id_, row) for id_, row in tables["products"].items()},
    )
    cases = tuple(_case(line, world) for line in read_tasks(folder))
    return OrderSet(
        folder.resolve().name, cases, _NOW, policies=POLICIES, actions=ACTIONS, zone=_ZONE
    )


def customer_of(id_: str, row: Row) -> Customer:
    """A customer with address and ways to pay."""
    name = row.get("name", {})
    return Customer(
        id=id_,
        name=f"{name.get('first_name', '')} {name.get('last_name', '')}".strip(),
        email=row.get("email", ""),
        address=address_of(row.get("address", {})),
        payment_methods=tuple(_method(each) for each in row.get("payment_methods", {}).values()),
    )


def address_of(row: Row) -> Address:
    """An address whose street stands in two fields."""
    lines = (row.get("address1", ""), row.get("address2", ""))
    return Address(
        street=", ".join(filter(None, lines)),
        city=row.get("city", ""),
        postcode=row.get("zip", ""),
        region=row.get("state", ""),
        country=row.get("country", ""),
    )


def _method(row: Row) -> PaymentMethod:
    last = row.get("last_four", "")
    label = f"{row.get('brand', '')} ending in {last}".strip() if last else row["source"]
    return PaymentMethod(
        id=row["id"], kind=row["source"], label=label, balance=money(row.get("balance"))
    )


def _order(id_: str, row: Row) -> Order:
    payments = tuple(_payment(each) for each in row.get("payment_history", ()))
    return Order(
        id=id_,
        customer_id=row["user_id"],
        status=_STATUSES.get(row["status"], OrderStatus.UNKNOWN),
        status_text=row["status"],
        currency="USD",
        items=tuple(_item(each) for each in row.get("items", ())),
        shipments=_shipments(row),
        payments=payments,
        shipping_address=address_of(row.get("address", {})),
        total=sum((each.amount for each in payments), Decimal(0)),
    )


def _item(row: Row) -> OrderItem:
    return OrderItem(
        sku=row["item_id"],
        product=row.get("product_id", ""),
        name=row["name"],
        options=row.get("options", {}),
        price=money(row.get("price")),
    )


def _shipments(row: Row) -> tuple[Shipment, ...]:
    """The parcels; those of a delivered order arrived some day, and any day does."""
    arrived = _NOW if row["status"] == "delivered" else None
    sent = [
        Shipment(
            tracking_number=next(iter(each.get("tracking_id") or ()), ""),
            skus=tuple(each.get("item_ids", ())),
            delivered=arrived,
        )
        for each in row.get("fulfillments", ())
    ]
    return tuple(sent) if sent or arrived is None else (Shipment(delivered=arrived),)


def _payment(row: Row) -> Payment:
    method = row.get("payment_method_id", "")
    return Payment(amount=row["amount"], method_id=method, method=method.rpartition("_")[0])


def _product(id_: str, row: Row) -> Product:
    variants = tuple(
        Variant(
            sku=sku,
            options=each.get("options", {}),
            price=money(each.get("price")),
            available=each.get("available", True),
        )
        for sku, each in row.get("variants", {}).items()
    )
    return Product(id=id_, name=row["name"], variants=variants)


def _case(line: Line, world: World) -> Case:
    found = [_action(line, each) for each in write_actions(line)]
    expected = tuple(each for each in found if each is not None)
    orders = frozenset(each.order_id for each in expected if each.order_id)
    items = frozenset(
        (each.order_id, sku)
        for each in expected
        if isinstance(each, ReturnItems | ExchangeItems)
        for sku in _skus(each)
    )
    return Case(
        id=line.text("_id"),
        text=as_written(line.text("reason_for_call")),
        known=as_written(line.text("known_info", required=False)),
        world=world,
        customer_id=user_of(line),
        orders=orders or None,
        items=items or None,
        expected=expected,
        is_complete=len(expected) == len(found),
    )


def _skus(action: ReturnItems | ExchangeItems) -> tuple[str, ...]:
    if isinstance(action, ReturnItems):
        return action.skus
    return tuple(swap.sku for swap in action.swaps)


def _action(line: Line, row: Row) -> Action | None:
    """What the set calls by its own name; None if there is nothing like it here."""
    given = arguments(line, row)
    order, method = given.get("order_id", ""), given.get("payment_method_id", "")
    match row.get("name"):
        case "cancel_pending_order":
            return CancelOrder(order_id=order, reason=given.get("reason", ""))
        case "return_delivered_order_items":
            return ReturnItems(order_id=order, skus=tuple(given["item_ids"]), method_id=method)
        # Before and after delivery, other variants instead of what was ordered are one thing here.
        case "exchange_delivered_order_items" | "modify_pending_order_items":
            pairs = zip(given["item_ids"], given["new_item_ids"], strict=True)
            swaps = tuple(Swap(sku=old, new_sku=new) for old, new in pairs)
            return ExchangeItems(order_id=order, swaps=swaps, method_id=method)
        case "modify_pending_order_address" | "modify_user_address":
            return ChangeAddress(order_id=order, address=address_of(given))
        case "modify_pending_order_payment":
            return ChangePayment(order_id=order, method_id=method)
    return None
