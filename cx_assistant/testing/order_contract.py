"""What every order source must do, as a test class for your own.

Inherit from the contract in a test file and provide two fixtures:

    class TestMySource(OrderSourceContract):
        @pytest.fixture
        def open_source(self): ...  # (orders, customers) -> a source that holds exactly these

        @pytest.fixture
        def source_down(self): ...  # a source whose system cannot be reached

`open_source` is called once per test. The orders have a number, a customer, a day unless it is
None, one item and one parcel with a tracking number; more than that need not be kept. Sources that
cannot hold some customer ids at all, say because theirs are numbers, override `others`.
"""

# ruff: noqa: D102 - the name of a test is its description

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from cx_assistant.errors import BackendError, IdentityError
from cx_assistant.models import Customer, Order, OrderItem, Shipment, Verification
from cx_assistant.order_keys import key_of
from cx_assistant.orders.identity import VerifiedIdentity
from cx_assistant.protocols import OrderSource

OpenSource = Callable[[Sequence[Order], Sequence[Customer]], OrderSource]

ANN = "C-1"
DAY = datetime(2026, 5, 30, 9, 24, tzinfo=UTC)
# Each is somebody else, however much like Ann's id it looks to a careless comparison.
OTHERS = (
    *("C-10", "C-", "C", "1", "c-1", "C-1 ", " C-1", "C 1", "C-1\t", "C--1", "C-01"),
    *("С-1", "C‑1", "C-１", "C-1\u200b", "Ç-1", "C-1é", "C-1e\u0301"),
    *("%", "C-%", "C_1", "_-1", "*", "C-?", "C-[0-9]"),
    *("C-1' OR '1'='1", "C-1'--", '"C-1"', "C-1\\", "C-1;DROP TABLE cx_orders", "'; SELECT 1 --"),
    *("null", "None", "0", "true", "../C-1", "C-1#", "C-1,C-2"),
)


def ann(level: Verification = Verification.SIGNED_IN) -> VerifiedIdentity:
    """The customer whose orders the contract asks for."""
    return identity(ANN, level)


def identity(customer_id: str, level: Verification = Verification.SIGNED_IN) -> VerifiedIdentity:
    """A verified customer."""
    return VerifiedIdentity.from_helpdesk(customer_id, level)


def an_order(
    number: str, customer_id: str = ANN, *, placed: datetime | None = DAY, tracking: str = ""
) -> Order:
    """A small order; the tracking number is made of its own number unless given."""
    return Order(
        id=number,
        customer_id=customer_id,
        placed=placed,
        items=(OrderItem(name="Hav 65 Backpack", sku="BPK-H65"),),
        shipments=(Shipment(carrier="DHL", tracking_number=tracking or f"0034{key_of(number)}"),),
    )


class OrderSourceContract:
    """For anything that satisfies `OrderSource`."""

    others: Sequence[str] = OTHERS

    def test_the_newest_order_comes_first_and_one_without_a_day_last(
        self, open_source: OpenSource
    ) -> None:
        placed = {"A-1001": 3, "A-1002": 1, "A-1004": 2}
        made = [an_order(n, placed=DAY - timedelta(days=ago)) for n, ago in placed.items()]
        source = open_source([an_order("A-1003", placed=None), *made], [])
        found = _ids(source.for_customer(ann()))
        assert found == ["A-1002", "A-1004", "A-1001", "A-1003"]
        assert source.for_customer(ann())[0].placed == DAY - timedelta(days=1)

    def test_an_order_in_the_future_is_given_as_it_is(self, open_source: OpenSource) -> None:
        later = DAY + timedelta(days=4000)
        source = open_source([an_order("A-1001"), an_order("A-1002", placed=later)], [])
        found = source.for_customer(ann())
        assert (found[0].id, found[0].placed) == ("A-1002", later)

    def test_no_more_than_the_limit_are_given(self, open_source: OpenSource) -> None:
        made = [an_order(f"A-{1000 + n}", placed=DAY + timedelta(hours=n)) for n in range(20)]
        source = open_source(made, [])
        assert _ids(source.for_customer(ann(), limit=2)) == ["A-1019", "A-1018"]
        assert source.for_customer(ann(), limit=0) == []
        assert source.for_customer(ann(), limit=-1) == []
        assert len(source.for_customer(ann(), limit=100)) == 20

    def test_a_customer_nobody_knows_has_nothing(self, open_source: OpenSource) -> None:
        source = open_source([an_order("A-1001")], [Customer(id=ANN, name="Ann")])
        for unknown in (*self.others, "C-\0", "C-1\0", "\ud800", "x" * 5000):
            assert source.for_customer(identity(unknown)) == []
            assert source.find(identity(unknown), ["A1001", key_of("0034A1001")]) == []
            assert source.customer(identity(unknown)) is None

    def test_everybody_gets_their_own_and_nobody_else_s(self, open_source: OpenSource) -> None:
        everybody = {f"A-{2000 + n}": who for n, who in enumerate((ANN, *self.others))}
        source = open_source([an_order(n, who) for n, who in everybody.items()], [])
        keys = [key_of(number) for number in everybody]
        for number, who in everybody.items():
            for found in (source.for_customer(identity(who)), source.find(identity(who), keys)):
                assert [(each.id, each.customer_id) for each in found] == [(number, who)]

    def test_an_order_is_found_by_its_number_or_a_tracking_number(
        self, open_source: OpenSource
    ) -> None:
        made = [an_order("#A 1001", tracking="00 34-77"), an_order("A-3002"), an_order("A-5003")]
        source = open_source([*made, an_order("A-7004", "C-2", tracking="998877")], [])
        assert _ids(source.find(ann(), ["A1001"])) == ["#A 1001"]
        assert _ids(source.find(ann(), ["003477"])) == ["#A 1001"]
        assert sorted(_ids(source.find(ann(), ["A3002", "A5003"]))) == ["A-3002", "A-5003"]
        assert _ids(source.find(ann(), ["A3002", key_of("0034A-3002")])) == ["A-3002"]

    def test_what_is_found_comes_newest_first(self, open_source: OpenSource) -> None:
        made = [an_order("A-1001", placed=DAY - timedelta(days=9)), an_order("A-5002")]
        source = open_source([*made, an_order("A-9003", placed=None)], [])
        found = _ids(source.find(ann(), ["A1001", "A9003", "A5002"]))
        assert found == ["A-5002", "A-1001", "A-9003"]

    def test_nobody_s_order_is_found_by_another_customer_s_number(
        self, open_source: OpenSource
    ) -> None:
        made = [an_order("A-1001"), an_order("A-70777", "C-2", tracking="JD0140998877")]
        source = open_source(made, [])
        for key in ("A70777", "A7077", "A70778", "JD0140998877", "JD014099887", "%", "A______"):
            assert source.find(ann(), [key]) == []

    def test_a_number_with_one_slip_is_found_where_none_has_it_exactly(
        self, open_source: OpenSource
    ) -> None:
        source = open_source([an_order("NL-20417"), an_order("NL-88392", tracking="J402")], [])
        for slip in ("NL20471", "NL2417", "NL204177", "NL20418", "ML20417", "N20417", "NL02417"):
            assert _ids(source.find(ann(), [slip])) == ["NL-20417"], slip
        assert source.find(ann(), ["NL20581"]) == []
        assert source.find(ann(), [""]) == []
        assert source.find(ann(), []) == []

    def test_an_exact_number_is_never_taken_for_a_slip_of_another(
        self, open_source: OpenSource
    ) -> None:
        source = open_source([an_order("NL-20417"), an_order("NL-20418")], [])
        assert _ids(source.find(ann(), ["NL20418"])) == ["NL-20418"]

    def test_a_tracking_number_with_one_slip_is_found(self, open_source: OpenSource) -> None:
        made = [an_order("NL-20417", tracking="00340434161820040017")]
        source = open_source([*made, an_order("NL-30528", tracking="JD99")], [])
        assert _ids(source.find(ann(), ["00340434161820040071"])) == ["NL-20417"]

    def test_the_customer_s_own_record_is_given(self, open_source: OpenSource) -> None:
        people = [
            Customer(id=ANN, name="Ann Berg", email="ann@example.com"),
            Customer(id="C-2", name="Bob Tarn", email="ann@example.com"),
        ]
        source = open_source([an_order("A-1001"), an_order("A-2002", "C-2")], people)
        for each in people:
            found = source.customer(identity(each.id))
            assert found is not None
            assert (found.id, found.name, found.email) == (each.id, each.name, each.email)

    def test_only_a_verified_identity_opens_it(self, open_source: OpenSource) -> None:
        source = open_source([an_order("A-1001")], [Customer(id=ANN, name="Ann")])
        for key in (_LookAlike(), ANN, None):
            questions: list[Callable[[], object]] = [
                lambda key=key: source.for_customer(key),  # type: ignore[misc]
                lambda key=key: source.find(key, ["A1001"]),  # type: ignore[misc]
                lambda key=key: source.customer(key),  # type: ignore[misc]
            ]
            assert all(_raises(IdentityError, question) for question in questions)

    def test_an_order_says_when_it_was_confirmed(self, open_source: OpenSource) -> None:
        source = open_source([an_order("A-1001")], [])
        for found in (source.for_customer(ann()), source.find(ann(), ["A1001"])):
            assert found[0].as_of is not None
            assert found[0].as_of.tzinfo is not None

    def test_a_system_that_is_down_is_told_and_never_an_empty_answer(
        self, source_down: OrderSource
    ) -> None:
        questions: list[Callable[[], object]] = [
            lambda: source_down.for_customer(ann()),
            lambda: source_down.find(ann(), ["A1001"]),
            lambda: source_down.customer(ann()),
        ]
        for question in questions:
            message = _raises(BackendError, question)
            assert message
            assert "\n" not in message

    def test_threads_do_not_mix_customers_up(self, open_source: OpenSource) -> None:
        people = [f"P-{number}" for number in range(8)]
        made = [an_order(f"{who}-{n}00", who) for who in people for n in range(5)]
        source = open_source(made, [Customer(id=who, name=who) for who in people])

        def asked(who: str) -> set[str]:
            found = [*source.for_customer(identity(who)), *source.find(identity(who), [f"{who}0"])]
            record = source.customer(identity(who))
            return {each.customer_id for each in found} | {record.id if record else ""}

        with ThreadPoolExecutor(8) as pool:
            told = list(pool.map(asked, people * 10))
        assert told == [{who} for who in people * 10]


class _LookAlike:
    """Has everything an identity has but that somebody checked it."""

    customer_id = ANN
    level = Verification.SIGNED_IN
    source = "signed_token"


def _ids(orders: Sequence[Order]) -> list[str]:
    return [order.id for order in orders]


def _raises(error: type[Exception], question: Callable[[], object]) -> str:
    """The message of the error, empty if there was none."""
    try:
        question()
    except error as raised:
        return str(raised)
    return ""
