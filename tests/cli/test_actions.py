"""`cx-assistant actions`: a person looks at proposals, decides, and has them done."""

from __future__ import annotations

from pathlib import Path

import pytest

from cx_assistant.models import Address, CancelOrder, ChangeAddress, Verdict
from cx_assistant.orders.embedding import embedding_text
from cx_assistant.store.actions import ActionStore
from cx_assistant.store.database import open_database
from cx_assistant.store.orders import OrderStore
from cx_assistant.testing.action_contract import NOW as MOMENT
from cx_assistant.testing.action_contract import a_proposal, an_order

from .conftest import NOW, Cx, one_sentence

DATA = ("--data", "data")
ADDRESS = Address(street="12 Hill Road", city="York", postcode="YO1 7PR", country="GB")


@pytest.fixture
def recorded(here: Path) -> str:
    """The id of a proposal to cancel an order, in the data folder `data`."""
    database = open_database(None, here / "data")
    order = an_order()
    OrderStore(database).upsert_orders([order], [embedding_text(order)])
    proposal = a_proposal(CancelOrder(order_id=order.id), order, cost="50.00", currency="EUR")
    ActionStore(database).record([proposal], by="", now=MOMENT)
    database.close()
    return proposal.id


def test_a_proposal_goes_from_the_list_to_done(cx: Cx, recorded: str) -> None:
    listed = cx("actions", "list", *DATA)
    shown = cx("actions", "show", recorded, *DATA)
    tried = cx("actions", "dry-run", recorded, *NOW, *DATA)
    approved = cx("actions", "approve", recorded, "--by", "Ada", *NOW, *DATA)
    done = cx("actions", "run", recorded, *NOW, *DATA)
    again = cx("actions", "run", recorded, *NOW, *DATA)

    assert "X-1" in listed.out
    assert "cancel X-1 · allowed" in shown.out
    assert "50.00 EUR" in shown.out
    assert tried.out.startswith("Would change:")
    assert approved.out == f"{recorded} is approved\n"
    assert "status: processing → cancelled" in done.out
    assert again.out.startswith("Done before")
    assert [each.code for each in (listed, shown, tried, approved, done, again)] == [0] * 6


def test_the_trail_names_who_and_what(cx: Cx, recorded: str) -> None:
    cx("actions", "approve", recorded, "--by", "Ada", *NOW, *DATA)
    cx("actions", "run", recorded, *NOW, *DATA)

    lines = cx("actions", "log", "--customer", "C-1", "--json", *DATA).json_lines

    assert [(each["step"], each["actor"]) for each in lines] == [
        ("proposed", ""),
        ("approved", "Ada"),
        ("executed", "Ada"),
    ]
    assert cx("actions", "log", "--customer", "C-2", "--json", *DATA).out == ""


def test_running_without_a_yes_is_refused_in_one_sentence(cx: Cx, recorded: str) -> None:
    refused = cx("actions", "run", recorded, *NOW, *DATA)

    assert refused.code == 2
    assert "actions approve" in one_sentence(refused.err)


def test_an_unknown_proposal_is_named(cx: Cx, recorded: str) -> None:
    refused = cx("actions", "show", "nothing", *DATA)

    assert recorded
    assert refused.code == 2
    assert "'nothing'" in one_sentence(refused.err)


def test_a_rejected_proposal_cannot_be_run(cx: Cx, recorded: str) -> None:
    rejected = cx("actions", "reject", recorded, "--by", "Ada", "--json", *NOW, *DATA)
    refused = cx("actions", "run", recorded, *NOW, *DATA)

    assert rejected.json["state"] == "rejected"
    assert refused.code == 2


def test_what_needs_two_people_says_so(cx: Cx, here: Path, recorded: str) -> None:
    database = open_database(None, here / "data")
    order = an_order()
    proposal = a_proposal(
        CancelOrder(order_id=order.id), order, id="two", verdict=Verdict.NEEDS_APPROVAL
    )
    ActionStore(database).record([proposal], by="", now=MOMENT)
    database.close()

    first = cx("actions", "approve", "two", "--by", "Ada", *NOW, *DATA)

    assert recorded
    assert first.out == "two is proposed; 1 more approval by somebody else is needed\n"


def test_an_empty_store_says_so(cx: Cx, here: Path) -> None:
    assert here
    assert "no proposals" in cx("actions", "list", *DATA).out


@pytest.fixture
def many(here: Path) -> list[str]:
    """Ids of four proposals for orders with long numbers, in the data folder `data`."""
    database = open_database(None, here / "data")
    ids = []
    for number, verdict in enumerate(Verdict):
        order = an_order(id=f"NL-2048{number}")
        action = ChangeAddress(order_id=order.id, address=ADDRESS)
        proposal = a_proposal(action, order, cost="1250.00", currency="EUR")
        proposal = proposal.model_copy(update={"id": f"{number:016x}", "verdict": verdict})
        ActionStore(database).record([proposal], by="", now=MOMENT)
        ids.append(proposal.id)
    database.close()
    return ids


@pytest.mark.parametrize("command", ["list", "log"])
def test_ids_and_numbers_stay_whole_in_a_terminal_of_80_columns(
    cx: Cx, many: list[str], command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")

    lines = cx("actions", command, *DATA).out.splitlines()

    assert max(map(len, lines)) <= 80
    for proposal_id in many:
        assert any(proposal_id in line for line in lines)
    if command == "list":
        assert len(lines) == 1 + len(many)
        assert all(f"NL-2048{number}" in "".join(lines) for number in range(4))
