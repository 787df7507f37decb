"""Small orders, identities and files for the tests of orders."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from cx_assistant.models import Evidence, Order, Verification
from cx_assistant.orders.identity import VerifiedIdentity
from cx_assistant.orders.importing import ImportResult, read_orders

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime.fromisoformat("2026-06-10T10:00:00+02:00")
SHOP = Path(__file__).parents[2] / "knowledge"


def at(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=BERLIN)


def signed_in(customer_id: str = "C-1") -> VerifiedIdentity:
    return VerifiedIdentity.from_helpdesk(customer_id, Verification.SIGNED_IN)


def by_email(customer_id: str = "C-1") -> VerifiedIdentity:
    return VerifiedIdentity.from_helpdesk(customer_id, Verification.EMAIL_MATCH)


def order(order_id: str = "NL-20417", **fields: object) -> Order:
    values: dict[str, object] = {
        "id": order_id,
        "customer_id": "C-1",
        "placed": at("2026-05-30T11:24"),
        "status": "in_transit",
        "items": [{"name": "Hav 65 Backpack", "sku": "BPK-H65", "price": "195.00"}],
    }
    return Order.model_validate(values | fields)


def delivered(on: str, order_id: str = "NL-20417", **fields: object) -> Order:
    sent = {"carrier": "DHL", "tracking_number": "00340434161820040017", "delivered": at(on)}
    return order(order_id, **({"status": "delivered", "shipments": [sent]} | fields))


def texts(evidence: list[Evidence]) -> str:
    return "\n".join(item.text for item in evidence)


def text_of(evidence: list[Evidence], name: str) -> str:
    return next(item.text for item in evidence if item.id.endswith(f":{name}"))


def imported(folder: Path, content: str | bytes | list[object], **options: object) -> ImportResult:
    file = folder / "orders"
    if isinstance(content, list):
        content = json.dumps(content)
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_orders(file, **({"zone": BERLIN} | options))  # type: ignore[arg-type]
