import pytest

from cx_assistant.errors import IdentityError, LeakError
from cx_assistant.models import Customer, Order
from cx_assistant.orders.embedding import embedding_text
from cx_assistant.orders.sources import SqlOrderSource
from cx_assistant.store.database import open_database
from cx_assistant.store.orders import OrderStore
from tests.orders.builders import order, signed_in


class MixedUpRows:
    """A source that answers with somebody else's data, as a broken join would."""

    def for_customer(self, customer_id: str, limit: int = 50) -> list[Order]:
        return [order(), order("NL-2", customer_id="C-2")]

    def customer(self, customer_id: str) -> Customer | None:
        return Customer(id="C-2", name="Somebody Else")


def test_a_source_that_mixes_up_customers_is_caught():
    source = SqlOrderSource(MixedUpRows())

    with pytest.raises(LeakError):
        source.for_customer(signed_in("C-1"))
    with pytest.raises(LeakError):
        source.customer(signed_in("C-1"))


class LookAlike:
    customer_id = "C-2"


def test_only_a_real_identity_opens_the_source():
    source = SqlOrderSource(MixedUpRows())

    for key in (LookAlike(), "C-2", None):
        with pytest.raises(IdentityError):
            source.for_customer(key)  # type: ignore[arg-type]


@pytest.fixture
def order_store(tmp_path):
    database = open_database(None, tmp_path)
    yield OrderStore(database)
    database.close()


def test_a_customer_gets_their_own_newest_orders_from_sql(order_store):
    own = [order("NL-1", placed="2026-01-01T00:00:00Z"), order("NL-2")]
    foreign = order("NL-3", customer_id="C-2")
    order_store.upsert_orders([*own, foreign], [embedding_text(o) for o in (*own, foreign)])
    source = SqlOrderSource(order_store)

    assert [found.id for found in source.for_customer(signed_in("C-1"))] == ["NL-2", "NL-1"]
    assert [found.id for found in source.for_customer(signed_in("C-1"), limit=1)] == ["NL-2"]
    assert source.for_customer(signed_in("C-1"), limit=-1) == []
    assert source.for_customer(signed_in("nobody")) == []
