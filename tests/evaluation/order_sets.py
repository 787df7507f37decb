"""Small sets of order cases, as files: a shop, a bank and an airline."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

Row = Mapping[str, Any]

HOME = {
    "address1": "3 Quay Street",
    "address2": "Flat 2",
    "city": "Galway",
    "state": "G",
    "country": "Ireland",
    "zip": "40404",
}
OFFICE = {**HOME, "address1": "9 Mill Road", "address2": "", "city": "Cork", "zip": "50505"}

USERS: Mapping[str, Row] = {
    "ada_byrne_1001": {
        "name": {"first_name": "Ada", "last_name": "Byrne"},
        "address": HOME,
        "email": "ada.byrne@example.com",
        "payment_methods": {
            "credit_card_11": {
                "source": "credit_card",
                "id": "credit_card_11",
                "brand": "visa",
                "last_four": "4321",
            },
            "gift_card_12": {"source": "gift_card", "id": "gift_card_12", "balance": 12.5},
        },
        "orders": ["#K1000001", "#K1000002"],
    },
    "tom_reilly_1002": {
        "name": {"first_name": "Tom", "last_name": "Reilly"},
        "address": HOME,
        "email": "tom.reilly@example.com",
        "payment_methods": {"paypal_21": {"source": "paypal", "id": "paypal_21"}},
        "orders": ["#K1000003"],
    },
}


def _item(sku: str, product: str, name: str, price: float, **options: str) -> Row:
    return {
        "item_id": sku,
        "product_id": product,
        "name": name,
        "price": price,
        "options": options,
    }


def _order(user: str, status: str, method: str, *items: Row) -> Row:
    return {
        "user_id": user,
        "address": OFFICE if status == "pending" else HOME,
        "items": list(items),
        "status": status,
        "fulfillments": [],
        "payment_history": [{"amount": 80.5, "payment_method_id": method}],
    }


KETTLE = _item("51", "5", "Kettle", 40.25, colour="red", size="1 litre")
TENT = _item("61", "6", "Tent", 40.25, people="two")
ORDERS: Mapping[str, Row] = {
    "#K1000001": _order("ada_byrne_1001", "delivered", "credit_card_11", KETTLE, TENT),
    "#K1000002": _order("ada_byrne_1001", "pending", "credit_card_11", TENT),
    "#K1000003": _order("tom_reilly_1002", "pending", "paypal_21", KETTLE),
}
PRODUCTS: Mapping[str, Row] = {
    "5": {
        "name": "Kettle",
        "variants": {
            "51": {
                "options": {"colour": "red", "size": "1 litre"},
                "available": True,
                "price": 40.25,
            },
            "52": {
                "options": {"colour": "blue", "size": "1 litre"},
                "available": False,
                "price": 40.25,
            },
            "53": {
                "options": {"colour": "green", "size": "1 litre"},
                "available": True,
                "price": 41.0,
            },
        },
    },
    "6": {"name": "Tent", "variants": {"61": {"options": {"people": "two"}, "price": 40.25}}},
}
SHOP: Mapping[str, Mapping[str, Row]] = {"users": USERS, "orders": ORDERS, "products": PRODUCTS}


def action(name: str, **arguments: Any) -> Row:
    return {"name": name, "arguments": arguments}


def case(id_: str, reason: str, known: str, user: str, *actions: Row, **more: Any) -> Row:
    return {
        "_id": id_,
        "reason_for_call": reason,
        "known_info": known,
        "user_ids": [user],
        "expected": {"write_actions": list(actions)},
        **more,
    }


RETURN_KETTLE = action(
    "return_delivered_order_items",
    order_id="#K1000001",
    item_ids=["51"],
    payment_method_id="credit_card_11",
)
CASES: Sequence[Row] = (
    case(
        "c1",
        "You want to return the kettle of order #K1000001.",
        "You are Ada Byrne in zip code 40404.",
        "ada_byrne_1001",
        RETURN_KETTLE,
    ),
    case(
        "c2",
        "You want to cancel your order K1000003 because you no longer need it.",
        "Your email is tom.reilly@example.com.",
        "tom_reilly_1002",
        action("cancel_pending_order", order_id="#K1000003", reason="no longer needed"),
    ),
    case(
        "c3",
        "You want to exchange the kettle in order #K1000001 for a green one.",
        "You are ada_byrne_1001.",
        "ada_byrne_1001",
        action(
            "exchange_delivered_order_items",
            order_id="#K1000001",
            item_ids=["51"],
            new_item_ids=["53"],
            payment_method_id="credit_card_11",
        ),
    ),
    case(
        "c6",
        "You no longer need order #K1000001, which has been delivered, and want to cancel it.",
        "You are Ada Byrne in zip code 40404.",
        "ada_byrne_1001",
    ),
)

BANK: Mapping[str, Mapping[str, Any]] = {
    "users": {
        "notes": "",
        "data": {
            "u77": {
                "name": "Ida Lund",
                "address": "4 Elm Walk, Dover, DE 19901",
                "email": "ida.lund@example.com",
                "phone_number": "302-555-0101",
            }
        },
    },
    "accounts": {
        "notes": "",
        "data": {
            "acc_1": {
                "user_id": "u77",
                "class": "checking",
                "level": "Amber Account",
                "date_opened": "03/01/2024",
                "status": "OPEN",
            }
        },
    },
    "credit_card_accounts": {
        "notes": "",
        "data": {
            "cc_1": {
                "user_id": "u77",
                "card_type": "Heron Card",
                "date_of_account_open": "04/01/2024",
                "current_balance": "$1,020.50",
            }
        },
    },
}


def bank_case(id_: str, instructions: str, *actions: Row, **more: Any) -> Row:
    return {
        "_id": id_,
        "task_instructions": instructions,
        "user_ids": [],
        "expected": {"write_actions": list(actions)},
        **more,
    }


def tool(name: str, **arguments: Any) -> Row:
    return action(
        "call_discoverable_agent_tool",
        agent_tool_name=f"{name}_1234",
        arguments=json.dumps(arguments),
    )


IDA = "**Verification info:**\n- Name: Ida Lund | Phone: 302-555-0101\n- Address: 4 Elm Walk\n"

AIRLINE: Mapping[str, Mapping[str, Row]] = {
    "users": {
        "eve_holt_3001": {**USERS["ada_byrne_1001"], "reservations": ["QX7RT2", "ZZ1AB3"]},
    },
    "reservations": {
        id_: {
            "user_id": "eve_holt_3001",
            "created_at": "2024-05-01T10:00:00",
            "flights": [
                {
                    "flight_number": number,
                    "origin": "DUB",
                    "destination": goal,
                    "date": "2024-06-01",
                }
            ],
        }
        for id_, number, goal in (("QX7RT2", "XA1", "OSL"), ("ZZ1AB3", "XA2", "RIX"))
    },
}


def write_order_set(
    folder: Path,
    tables: Mapping[str, Any] = SHOP,
    cases: Sequence[Row] = CASES,
    *,
    openings: Mapping[str, str] | None = None,
    gzipped: bool = False,
) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder, "db.json", json.dumps(tables), gzipped=gzipped)
    _write(folder, "tasks.jsonl", _lines(cases), gzipped=gzipped)
    if openings is not None:
        rows = [{"_id": id_, "text": text} for id_, text in openings.items()]
        (folder / "queries.jsonl").write_text(_lines(rows), encoding="utf-8")
    return folder


def _lines(rows: Sequence[Row]) -> str:
    return "".join(f"{json.dumps(row)}\n" for row in rows)


def _write(folder: Path, name: str, text: str, *, gzipped: bool) -> None:
    if gzipped:
        (folder / f"{name}.gz").write_bytes(gzip.compress(text.encode()))
    else:
        (folder / name).write_text(text, encoding="utf-8")
