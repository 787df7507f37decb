"""From a proposal to a change: approvals, refusals, and the trail they leave."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cx_assistant.actions.service import ActionService
from cx_assistant.errors import InputError
from cx_assistant.models import ActionProposal, ActionStep, CancelOrder, Verdict
from cx_assistant.store.database import open_database
from cx_assistant.testing.action_contract import NOW, a_proposal, an_order

from .builders import ADA
from .test_sql_executor import SqlShop


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[SqlShop]:
    database = open_database(None, tmp_path / "data")
    shop = SqlShop(database)
    shop.put(an_order(), ADA)
    yield shop
    database.close()


@pytest.fixture
def service(shop: SqlShop) -> ActionService:
    return ActionService(shop.store, shop.executor)


def cancelling(**fields: object) -> ActionProposal:
    order = an_order()
    return a_proposal(CancelOrder(order_id=order.id), order, **fields)


def steps(shop: SqlShop) -> list[tuple[ActionStep, str]]:
    return [(entry.step, entry.actor) for entry in shop.store.log()]


def test_a_proposal_recorded_twice_is_one(service: ActionService, shop: SqlShop) -> None:
    assert service.record([cancelling(), cancelling()], now=NOW) == 1
    assert service.record([cancelling()], now=NOW) == 0
    assert len(shop.store.all()) == 1


def test_nothing_is_done_before_somebody_says_yes(service: ActionService, shop: SqlShop) -> None:
    service.record([cancelling()], now=NOW)

    with pytest.raises(InputError, match="approval"):
        service.execute(cancelling().id, now=NOW)

    assert shop.order("X-1") == an_order()


def test_every_step_is_written_down_with_its_name(service: ActionService, shop: SqlShop) -> None:
    proposal = cancelling()
    service.record([proposal], now=NOW)
    service.dry_run(proposal.id, by="Ada", now=NOW)
    service.approve(proposal.id, by=" Ada ", now=NOW)
    service.execute(proposal.id, now=NOW)

    assert steps(shop) == [
        (ActionStep.PROPOSED, ""),
        (ActionStep.DRY_RUN, "Ada"),
        (ActionStep.APPROVED, "Ada"),
        (ActionStep.EXECUTED, "Ada"),
    ]
    assert shop.store.get(proposal.id).state is ActionStep.EXECUTED
    assert "status: processing → cancelled" in shop.store.log()[-1].detail


def test_beyond_one_persons_powers_two_must_agree(service: ActionService, shop: SqlShop) -> None:
    proposal = cancelling(verdict=Verdict.NEEDS_APPROVAL)
    service.record([proposal], now=NOW)

    first = service.approve(proposal.id, by="Ada", now=NOW)
    with pytest.raises(InputError, match="second person"):
        service.approve(proposal.id, by="Ada", now=NOW)
    with pytest.raises(InputError, match="approval"):
        service.execute(proposal.id, now=NOW)
    second = service.approve(proposal.id, by="Grace", now=NOW)

    assert (first.state, second.state) == (ActionStep.PROPOSED, ActionStep.APPROVED)
    assert service.execute(proposal.id, now=NOW).changes


def test_who_proposed_what_needs_two_people_is_neither_of_them(service: ActionService) -> None:
    proposal = cancelling(verdict=Verdict.NEEDS_APPROVAL)
    service.record([proposal], by="Ada", now=NOW)

    with pytest.raises(InputError, match="other people"):
        service.approve(proposal.id, by="Ada", now=NOW)


@pytest.mark.parametrize("verdict", [Verdict.DENIED, Verdict.INCOMPLETE])
def test_what_was_denied_or_lacks_something_cannot_be_approved(
    service: ActionService, verdict: Verdict
) -> None:
    service.record([cancelling(verdict=verdict)], now=NOW)

    with pytest.raises(InputError, match=verdict.value):
        service.approve(cancelling().id, by="Ada", now=NOW)


def test_what_was_rejected_stays_rejected(service: ActionService, shop: SqlShop) -> None:
    proposal = cancelling()
    service.record([proposal], now=NOW)
    service.reject(proposal.id, by="Ada", reason="the customer called", now=NOW)

    with pytest.raises(InputError, match="rejected already"):
        service.approve(proposal.id, by="Grace", now=NOW)
    with pytest.raises(InputError):
        service.execute(proposal.id, now=NOW)

    assert shop.store.log()[-1].detail == "the customer called"


def test_a_failure_is_written_down_and_changes_nothing(
    service: ActionService, shop: SqlShop
) -> None:
    proposal = cancelling()
    service.record([proposal], now=NOW)
    service.approve(proposal.id, by="Ada", now=NOW)
    shop.put(an_order(status="shipped"), ADA)

    with pytest.raises(InputError, match="changed since"):
        service.execute(proposal.id, now=NOW)

    assert shop.store.log()[-1].step is ActionStep.FAILED
    assert shop.order("X-1") == an_order(status="shipped")


def test_a_decision_needs_a_name(service: ActionService) -> None:
    service.record([cancelling()], now=NOW)

    with pytest.raises(InputError, match="--by"):
        service.approve(cancelling().id, by="  ", now=NOW)
