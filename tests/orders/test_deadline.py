"""A slow source costs a ticket a bounded wait."""

import time
from collections.abc import Sequence
from threading import Event

import pytest

from cx_assistant.errors import BackendError, BackendTimeoutError
from cx_assistant.models import Customer, Order
from cx_assistant.orders.deadline import DeadlineSource
from cx_assistant.orders.identity import VerifiedIdentity
from tests.orders.builders import order, signed_in


class Slow:
    """Answers when it is let go."""

    def __init__(self) -> None:
        self.gate = Event()
        self.asked = 0

    def for_customer(self, identity: VerifiedIdentity, *, limit: int = 50) -> list[Order]:
        self.asked += 1
        self.gate.wait(10)
        return [order()]

    def find(self, identity: VerifiedIdentity, keys: Sequence[str]) -> list[Order]:
        raise BackendError("the warehouse is closed; try again later")

    def customer(self, identity: VerifiedIdentity) -> Customer | None:
        return Customer(id=identity.customer_id)


@pytest.fixture
def slow():
    source = Slow()
    yield source
    source.gate.set()


def test_a_source_in_time_answers_as_ever(slow):
    slow.gate.set()
    source = DeadlineSource(slow, seconds=5)

    assert [each.id for each in source.for_customer(signed_in())] == ["NL-20417"]
    assert source.customer(signed_in()).id == "C-1"
    with pytest.raises(BackendError, match="warehouse"):
        source.find(signed_in(), ["NL20417"])


def test_a_slow_source_is_given_up_in_time(slow):
    source = DeadlineSource(slow, seconds=0.05)
    started = time.monotonic()

    with pytest.raises(BackendTimeoutError, match=r"0\.05 s"):
        source.for_customer(signed_in())

    assert time.monotonic() - started < 2


def test_hanging_calls_do_not_pile_up_and_the_source_recovers(slow):
    source = DeadlineSource(slow, seconds=0.05, at_once=2)
    for _ in range(5):
        with pytest.raises(BackendTimeoutError):
            source.for_customer(signed_in())

    assert slow.asked == 2
    slow.gate.set()
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        try:
            assert source.for_customer(signed_in())
            return
        except BackendTimeoutError:
            continue
    pytest.fail("the source never came back")
