"""Orders that between them give every fact there is, told in any language."""

from __future__ import annotations

from cx_assistant.models import Evidence, Order
from cx_assistant.orders.calendar import Calendar
from cx_assistant.orders.computed import worked_out
from cx_assistant.orders.disclosure import view_of
from cx_assistant.orders.facts import told_facts
from cx_assistant.orders.policies import (
    CancelRule,
    DeliveryRule,
    LoyaltyRule,
    Policies,
    Rule,
)
from cx_assistant.orders.telling import Telling
from cx_assistant.settings.order_schema import DisclosureSettings
from tests.orders.builders import BERLIN, NOW, at, order, signed_in

LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pt", "pl")
GERMANY = Calendar("DE")
POLICIES = Policies(
    return_window=Rule(days=30, source="passage-30"),
    sale_return_window=Rule(days=14, source="passage-14"),
    exchange_window=Rule(days=20, source="passage-20"),
    refund=Rule(days=5, working_days=True, source="passage-refund"),
    warranty=Rule(months=24, source="passage-warranty"),
    cancel=CancelRule(until_dispatch=True, within_minutes=120, source="passage-cancel"),
    loyalty=LoyaltyRule(source="passage-points"),
    delivery=DeliveryRule(min_days=3, max_days=5, source="passage-delivery"),
)
BY_TIME = CancelRule(within_minutes=120, source="passage-cancel")
BY_DISPATCH = CancelRule(until_dispatch=True, source="passage-cancel")

_HOME = {"name": "Emma Hartley", "street": "7 Mill Lane", "city": "York", "postcode": "YO1 7EP"}
_TWO = [
    {"name": "Hav 65 Backpack", "sku": "BPK-H65", "price": "195.00", "options": {"colour": "Blue"}},
    {"name": "Stein Poles", "sku": "POL-ST", "quantity": 2, "price": "59.43", "tags": ["sale"]},
    {"name": "Titanium Mug", "sku": "MUG-T", "tags": ["personalised"]},
]
_DHL = {"carrier": "DHL", "tracking_number": "00340434161820040017"}


def sent_on(day: str, **more: object) -> dict[str, object]:
    return {**_DHL, "shipped": at(day), **more}


ORDERS: dict[str, Order] = {
    "on its way": order(
        items=_TWO,
        shipments=[sent_on("2026-06-08T15:35", estimated=at("2026-06-12T20:00"))],
        payments=[
            {"method": "gift_card", "amount": "50.00", "at": at("2026-05-30T11:24")},
            {"method": "paypal", "amount": "1263.86", "at": at("2026-06-05T16:04")},
        ],
        refunds=[
            {"amount": "59.43", "method": "visa", "skus": ["POL-ST"], "at": at("2026-06-09T09:00")},
            {"amount": "12.00", "method": "credit_card", "at": at("2026-06-01T09:00")},
            {"amount": "5.00", "at": at("2026-06-11T09:00")},
        ],
        shipping_address=_HOME,
        billing_address={**_HOME, "city": "Leeds"},
        shipping_cost="4.90",
        discount="10.00",
        tax="200.10",
        total="1313.86",
    ),
    "in parts": order(
        items=_TWO,
        status="in_transit",
        shipments=[
            {**sent_on("2026-06-01T15:35", delivered=at("2026-06-03T11:20")), "skus": ["BPK-H65"]},
            {**sent_on("2026-06-02T15:35", estimated=at("2026-06-04T20:00")), "skus": ["POL-ST"]},
        ],
    ),
    "tomorrow": order(shipments=[sent_on("2026-06-09T15:35", estimated=at("2026-06-11T20:00"))]),
    "today": order(shipments=[sent_on("2026-06-10T08:00", estimated=at("2026-06-10T20:00"))]),
    "without estimate": order(shipments=[sent_on("2026-06-08T15:35")]),
    "overdue": order(shipments=[sent_on("2026-05-26T15:35")]),
    "late": order(shipments=[sent_on("2026-06-01T15:35", estimated=at("2026-06-04T20:00"))]),
    "arrived late": order(
        status="delivered",
        loyalty_points=195,
        shipments=[{"estimated": at("2026-06-04T20:00"), "delivered": at("2026-06-09T09:00")}],
        payments=[{"method": "visa", "amount": "195.00", "at": at("2026-06-01T10:00")}],
        refunds=[{"amount": "195.00", "at": at("2026-06-09T10:00")}],
    ),
    "delivered": order(status="delivered", shipments=[{"delivered": at("2026-06-01T09:00")}]),
    "last day": order(status="delivered", shipments=[{"delivered": at("2026-05-11T09:00")}]),
    "long ago": order(
        status="delivered",
        placed=at("2024-02-27T10:00"),
        shipments=[{"delivered": at("2024-02-29T09:00")}],
        loyalty_points=1,
    ),
    "fresh": order(status="paid", placed=at("2026-06-10T08:52")),
    "old and waiting": order(status="processing", placed=at("2026-06-08T08:52")),
    "of last month": order(status="processing", placed=at("2026-05-08T08:52")),
    "returned": order(status="returned", other={"returned_at": "2026-06-05T10:00:00+02:00"}),
    "returned long ago": order(
        status="returned", other={"returned_at": "2026-05-21T10:00:00+02:00"}
    ),
    "delivered and partly refunded": order(
        status="partially_refunded", shipments=[{"delivered": at("2026-06-01T09:00")}]
    ),
    "refunded too much": order(
        status="refunded",
        payments=[{"method": "paypal", "amount": "20.00"}],
        refunds=[{"amount": "15.00"}, {"amount": "15.00"}],
    ),
    **{
        status: order(status=status, status_text="Zoll")
        for status in ("pending", "on_hold", "shipped", "cancelled", "lost", "unknown", "refunded")
    },
    "partially_refunded": order(status="partially_refunded"),
    "delivered without a date": order(status="delivered"),
}


def telling(of: Order, language: str = "en", *, calendar: Calendar = GERMANY) -> Telling:
    view = view_of(of, signed_in(), DisclosureSettings())
    return Telling.of(view, language=language, now=NOW, zone=BERLIN, calendar=calendar)


def all_told(language: str) -> list[Evidence]:
    """Every fact of every order, each sentence once."""
    found: dict[str, Evidence] = {}
    for own in ORDERS.values():
        about = telling(own, language)
        variants = (POLICIES, *(POLICIES.model_copy(update={"cancel": r}) for r in _CANCEL))
        computed = [fact for policies in variants for fact in worked_out(about, policies)]
        plain = worked_out(telling(own, language, calendar=Calendar()), POLICIES)
        for fact in (*told_facts(about), *computed, *plain):
            found.setdefault(fact.text, fact)
    return list(found.values())


_CANCEL = (BY_TIME, BY_DISPATCH)
