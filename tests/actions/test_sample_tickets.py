"""What is proposed for the tickets of the sample shop: what they really ask for, and no more."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cx_assistant.actions.requests import RequestReader
from cx_assistant.assistant import Assistant
from cx_assistant.intake.clean import clean_ticket
from cx_assistant.models import ActionKind, ActionProposal, Ticket
from cx_assistant.settings import load_settings, with_data
from cx_assistant.settings.build import parts_of
from cx_assistant.settings.filling import prepare
from cx_assistant.settings.workspace import Workspace

SHOP = Path(__file__).resolve().parents[2] / "knowledge"
TICKETS = [
    Ticket.model_validate_json(line)
    for line in (SHOP / "tickets.jsonl").read_text("utf-8").splitlines()
]
ASKED_FOR = {
    "delivery-to-austria-and-new-address": [ActionKind.CHANGE_ADDRESS],
    "angry-third-contact": [ActionKind.REFUND],  # "I want my £165 back today"
    "legal-threat": [ActionKind.REFUND],  # "Unless I receive a full refund …"
}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    settings = load_settings(SHOP / "cx.toml", environment={})
    with Workspace(with_data(settings, tmp_path_factory.mktemp("shop"))) as workspace:
        prepare(workspace)
        yield Assistant(parts_of(workspace))


def proposed(assistant: Assistant, ticket_id: str) -> tuple[ActionProposal, ...]:
    ticket = next(ticket for ticket in TICKETS if ticket.id == ticket_id)
    return assistant.answer(ticket).proposals


@pytest.mark.parametrize("ticket", TICKETS, ids=lambda ticket: ticket.id)
def test_only_what_a_ticket_asks_for_is_read_as_a_request(
    reader: RequestReader, ticket: Ticket
) -> None:
    text = clean_ticket(ticket, languages=("en", "de")).text

    kinds = dict.fromkeys(request.kind for request in reader.read(text))

    assert list(kinds) == ASKED_FOR.get(ticket.id, [])


@pytest.mark.parametrize("ticket", TICKETS, ids=lambda ticket: ticket.id)
def test_a_ticket_gets_the_proposals_it_asks_for(assistant: Assistant, ticket: Ticket) -> None:
    kinds = [proposal.kind for proposal in proposed(assistant, ticket.id)]

    assert kinds == ASKED_FOR.get(ticket.id, [])


def test_a_new_address_that_is_not_written_out_is_asked_for(assistant: Assistant) -> None:
    [proposal] = proposed(assistant, "delivery-to-austria-and-new-address")

    assert proposal.action is None
    assert proposal.missing == ("the new address",)
    assert proposal.order_id == "NL-20481"
