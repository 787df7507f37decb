"""Reads sets of a bank: customers with accounts and cards, and cases about them.

An account stands where a shop has an order: it is the thing the customer asks about and must be
the only one to be touched. Few of a bank's actions have a counterpart in a shop, and its rules
are hundreds of articles, not a policy, so of these sets only a part can be measured.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from cx_assistant.evaluation.orders.cases import Case, Measures, OrderSet, World
from cx_assistant.evaluation.orders.files import (
    Row,
    arguments,
    found_file,
    money,
    read_tasks,
    user_of,
    write_actions,
)
from cx_assistant.evaluation.rows import Line, json_lines
from cx_assistant.models import (
    Action,
    Address,
    CancelOrder,
    Customer,
    Order,
    OrderItem,
    OrderStatus,
    RefundOrder,
    ResendOrder,
)

_NOW = datetime(2025, 11, 14, 8, 40, tzinfo=UTC)  # when every case of these sets takes place
_UNDEFINED = Measures(
    items="openings name no single card or transaction; they come up in the conversation",
    decision="the rules stand in articles, and no case says what is refused",
)
_ACCOUNT_KEYS = (
    "account_id",
    "credit_card_account_id",
    "source_account_id",
    "checking_account_id",
)
# Steps on the way, which change nothing the customer asked about.
_STEPS = ("get_", "log_", "unlock_", "give_", "initial_transfer")
_LOOKED_UP = ("get_", "log_verification", "unlock_", "give_")
Tables = Mapping[str, Mapping[str, Row]]


def read_banking(folder: Path, tables: Tables) -> OrderSet:
    """The set in this folder, whose `db.json` holds these tables."""
    openings = {line.text("_id"): line for line in json_lines(found_file(folder, "queries.jsonl"))}
    shared = _world(tables)
    cases = tuple(
        _case(line, openings.get(line.text("_id")), _own_world(line, tables, shared))
        for line in read_tasks(folder)
    )
    return OrderSet(folder.resolve().name, cases, _NOW, _UNDEFINED)


def _own_world(line: Line, tables: Tables, shared: World) -> World:
    """What is on file in this case: some bring rows of their own."""
    state = line.values.get("initial_state") or {}
    own = ((state.get("initialization_data") or {}).get("agent_data")) or {}
    added = {name: table.get("data", {}) for name, table in own.items() if name in tables}
    if not any(added.values()):
        return shared
    return _world({name: {**table, **added.get(name, {})} for name, table in tables.items()})


def _world(tables: Tables) -> World:
    orders: defaultdict[str, list[Order]] = defaultdict(list)
    for order in _accounts(tables):
        orders[order.customer_id].append(order)
    return World(
        customers={id_: _customer(id_, row) for id_, row in tables.get("users", {}).items()},
        orders={id_: tuple(each) for id_, each in orders.items()},
    )


def _customer(id_: str, row: Row) -> Customer:
    street, _, rest = row.get("address", "").partition(", ")
    code = re.search(r"\b\d{5}\b", rest)
    return Customer(
        id=id_,
        name=row.get("name", ""),
        email=row.get("email", ""),
        phone=row.get("phone_number", ""),
        address=Address(street=street, city=rest, postcode=code[0] if code else ""),
    )


def _accounts(tables: Tables) -> Iterable[Order]:
    for id_, row in tables.get("accounts", {}).items():
        yield _account(id_, row, f"{row.get('level', '')} {row.get('class', '')}")
    for id_, row in tables.get("credit_card_accounts", {}).items():
        yield _account(id_, row, f"{row.get('card_type', '')} credit card")


def _account(id_: str, row: Row, name: str) -> Order:
    opened = row.get("date_opened") or row.get("date_of_account_open") or ""
    return Order(
        id=id_,
        customer_id=row["user_id"],
        placed=datetime.strptime(opened, "%m/%d/%Y").replace(tzinfo=UTC) if opened else None,
        status=OrderStatus.PAID if row.get("status", "OPEN") == "OPEN" else OrderStatus.CANCELLED,
        status_text=row.get("status", ""),
        currency="USD",
        items=(OrderItem(sku=id_, name=name.strip().replace("_", " ")),),
        total=money(row.get("current_holdings", row.get("current_balance"))),
    )


def _case(line: Line, opening: Line | None, world: World) -> Case:
    instructions = line.text("task_instructions")
    calls = [_call(line, each) for each in write_actions(line)]
    acting = [(name, given) for name, given in calls if not name.startswith(_STEPS)]
    found = [_action(name, given) for name, given in acting]
    expected = tuple(each for each in found if each is not None)
    customer = _customer_id(line, calls, world)
    return Case(
        id=line.text("_id"),
        text=opening.text("text") if opening is not None else "",
        known=_known(instructions),
        world=world,
        customer_id=customer,
        orders=_touched(calls, world, customer),
        expected=expected,
        is_complete=len(expected) == len(found),
    )


def _call(line: Line, row: Row) -> tuple[str, Row]:
    """The action really called, which may be wrapped in a call of a tool by name."""
    given = arguments(line, row)
    name = given.get("agent_tool_name") or given.get("discoverable_tool_name")
    if name is None or not str(row.get("name", "")).startswith("call_"):
        return str(row.get("name", "")), given
    try:
        inner = json.loads(given.get("arguments") or "{}")
    except ValueError as error:
        raise line.wrong(f"calls {name} with arguments that are no JSON; mend them") from error
    return re.sub(r"_\d+$", "", name), inner if isinstance(inner, dict) else {}


def _customer_id(line: Line, calls: Iterable[tuple[str, Row]], world: World) -> str | None:
    """The customer the case is about; None where nobody on file is."""
    named = {str(given["user_id"]) for _, given in calls if "user_id" in given}
    stated = user_of(line)
    known = [each for each in ({stated} if stated else named) if each in world.customers]
    return known[0] if len(known) == 1 else None


def _known(instructions: str) -> str:
    """What the customer can say of themselves: name, phone, e-mail and address, nothing else.

    Whoever plays the customer is told all of it in prose, with how to behave.
    """
    facts = [*re.findall(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", instructions)]
    facts += re.findall(r"\b\d{3}-\d{3}-\d{4}\b", instructions)
    name = re.search(
        r"(?:You are|character is|character:\*\*|Name:|name:|named)\s+(?:You are )?"
        r"((?:[A-Z][\w'’-]+ ?){2,4})",
        instructions,
    )
    address = re.search(r"Address: ([^\n|]+)|address is ([^\n]+?)\.?\n", instructions)
    if name:
        facts.insert(0, name[1].strip())
    if address:
        facts.append(address[1] or address[2])
    return "\n".join(dict.fromkeys(facts))


def _touched(
    calls: Iterable[tuple[str, Row]], world: World, customer: str | None
) -> frozenset[str] | None:
    """The accounts that are acted upon; None if the case is about none that is on file."""
    own = {order.id for order in world.orders_of(customer or "")}
    written = [given for name, given in calls if not name.startswith(_LOOKED_UP)]
    named = {str(given[key]) for given in written for key in _ACCOUNT_KEYS if key in given}
    return frozenset(named & own) or None


def _action(name: str, given: Row) -> Action | None:
    """The counterpart in a shop; None for what only a bank does."""
    account = str(given.get("account_id") or given.get("credit_card_account_id") or "")
    match name:
        case "close_bank_account" | "close_credit_card_account":
            return CancelOrder(order_id=account)
        case "order_replacement_credit_card" | "order_debit_card":
            return ResendOrder(order_id=account)
        case "apply_checking_account_credit" if given.get("credit_type") == "fee_refund":
            amount = money(given.get("amount"))
            if amount is not None:
                return RefundOrder(order_id=account, amount=amount, currency="USD")
    return None
