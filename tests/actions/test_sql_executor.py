"""The order store as the place where approved actions are done."""

from __future__ import annotations

import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from cx_assistant.actions.sql_executor import SqlActionExecutor
from cx_assistant.models import (
    ActionKind,
    ActionStep,
    Address,
    CancelOrder,
    ChangeAddress,
    ChangePayment,
    Customer,
    ExchangeItems,
    Order,
    OrderStatus,
    ResendOrder,
    ReturnItems,
)
from cx_assistant.orders.embedding import embedding_text
from cx_assistant.store.actions import ActionStore
from cx_assistant.store.database import Database, open_database
from cx_assistant.store.orders import OrderStore
from cx_assistant.store.outbox import Outbox
from cx_assistant.testing.action_contract import (
    NOW,
    ActionExecutorContract,
    ActionShop,
    a_proposal,
    an_order,
    approved,
)

from .builders import ADA, CATALOGUE, delivered, lost, waiting


class SqlShop:
    """A store with an executor."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.executor = SqlActionExecutor(database, catalogue=CATALOGUE)
        self.store = ActionStore(database)
        self._orders = OrderStore(database)

    def put(self, order: Order, customer: Customer) -> None:
        self._orders.upsert_orders([order], [embedding_text(order)])
        self._orders.upsert_customers([customer])

    def order(self, order_id: str) -> Order:
        owner = self._orders.owner_of(order_id)
        found = self._orders.for_customer(owner or "")
        return next(order for order in found if order.id == order_id)

    def customer(self, customer_id: str) -> Customer:
        found = self._orders.customer(customer_id)
        assert found is not None
        return found

    def done(self, order: Order, action: object, **fields: object) -> Order:
        """The order after this action."""
        self.put(order, ADA)
        proposal = a_proposal(action, order, **fields)
        self.executor.execute(approved(proposal), now=NOW)
        return self.order(order.id)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[SqlShop]:
    database = open_database(None, tmp_path / "data")
    yield SqlShop(database)
    database.close()


class TestSqlActionExecutor(ActionExecutorContract):
    @pytest.fixture
    def action_shop(self, shop: SqlShop) -> ActionShop:
        return shop


def test_an_item_taken_out_lowers_the_total_and_is_paid_back(shop: SqlShop) -> None:
    order = shop.done(waiting(), CancelOrder(order_id="NL-1001", skus=("LAMP",)))

    assert [item.sku for item in order.items] == ["JAC-S-BLU"]
    assert (str(order.total), str(order.refunds[0].amount)) == ("70.00", "30.00")
    assert order.status is OrderStatus.PROCESSING


def test_the_index_hears_of_other_goods_and_not_of_another_address(shop: SqlShop) -> None:
    address = Address(street="Hill Road 12", city="York", postcode="YO1 7PR")
    shop.put(waiting(), ADA)
    outbox = Outbox(shop.database)
    outbox.done_through(outbox.last_id())

    shop.done(waiting(), ChangeAddress(order_id="NL-1001", address=address))
    after_address = outbox.count()
    order = shop.order("NL-1001")
    shop.done(order, CancelOrder(order_id="NL-1001", skus=("LAMP",)))

    assert after_address == 0
    assert [(e.action, e.item_id) for e in outbox.pending()] == [("add", "NL-1001")]


def test_an_exchange_before_dispatch_changes_items_total_and_money(shop: SqlShop) -> None:
    swaps = ({"sku": "JAC-S-BLU", "new_sku": "JAC-M-RED"},)
    action = ExchangeItems.model_validate({"order_id": "NL-1001", "swaps": swaps})

    order = shop.done(waiting(), action)

    jacket = next(item for item in order.items if item.product == "P-JAC")
    assert jacket.options == {"size": "M", "color": "red"}
    assert (str(order.total), str(order.refunds[0].amount)) == ("95.00", "5.00")


def test_a_return_is_noted_so_that_it_cannot_be_asked_for_twice(shop: SqlShop) -> None:
    order = shop.done(delivered(), ReturnItems(order_id="NL-1002", skus=("MUG",)))

    assert order.status_text == "return requested"
    assert order.other["coming_back"] == "MUG"


def test_money_moves_between_card_and_gift_card(shop: SqlShop) -> None:
    shop.done(
        lost(status="pending", shipments=[]),
        ChangePayment(order_id="NL-1003", method_id="visa-1234"),
    )

    gift = next(m for m in shop.customer("C-1").payment_methods if m.id == "gift-1")
    assert shop.order("NL-1003").payments[0].method_id == "visa-1234"
    assert str(gift.balance) == "85.00"


def test_a_lost_parcel_is_on_its_way_to_the_packers_again(shop: SqlShop) -> None:
    order = shop.done(lost(), ResendOrder(order_id="NL-1003"))

    assert (order.status, len(order.shipments)) == (OrderStatus.PROCESSING, 2)


def test_the_customers_own_address_is_changed_without_an_order(shop: SqlShop) -> None:
    shop.put(waiting(), ADA)
    address = Address(street="Hill Road 12", city="York", postcode="YO1 7PR")
    proposal = a_proposal(ChangeAddress(address=address), waiting(), order_id="")
    from cx_assistant.actions.fingerprints import fingerprint

    state = fingerprint(ActionKind.CHANGE_ADDRESS, None, ADA)

    shop.executor.execute(approved(proposal.model_copy(update={"order_state": state})), now=NOW)

    changed = shop.customer("C-1").address
    assert changed is not None
    assert (changed.name, changed.street) == ("Ada Berg", "Hill Road 12")
    assert shop.order("NL-1001") == waiting()


_KILLED = """
    import os, signal, sys
    from pathlib import Path
    from cx_assistant.actions import sql_executor
    from cx_assistant.store.database import open_database
    from cx_assistant.testing.action_contract import *
    from cx_assistant.models import CancelOrder

    where, point = Path(sys.argv[1]), sys.argv[2]
    real = getattr(sql_executor, point)
    def dying(*arguments, **named):
        if point == "append":  # the order is changed by now, the log is not written
            os.kill(os.getpid(), signal.SIGKILL)
        real(*arguments, **named)
        os.kill(os.getpid(), signal.SIGKILL)
    setattr(sql_executor, point, dying)
    order = an_order()
    executor = sql_executor.SqlActionExecutor(open_database(None, where))
    executor.execute(approved(a_proposal(CancelOrder(order_id=order.id), order)), now=NOW)
"""


@pytest.mark.parametrize("point", ["_write", "append", "move_to"])
def test_a_killed_process_leaves_all_or_nothing_and_a_second_try_does_it_once(
    tmp_path: Path, point: str
) -> None:
    where = tmp_path / "data"
    shop = SqlShop(open_database(None, where))
    order = an_order()
    shop.put(order, ADA)
    script = textwrap.dedent(_KILLED)

    ended = subprocess.run([sys.executable, "-c", script, str(where), point], check=False)

    assert ended.returncode == -signal.SIGKILL
    assert shop.order(order.id) == order
    assert shop.store.log() == []
    receipt = shop.executor.execute(
        approved(a_proposal(CancelOrder(order_id=order.id), order)), now=NOW
    )
    again = shop.executor.execute(
        approved(a_proposal(CancelOrder(order_id=order.id), order)), now=NOW
    )
    assert (receipt.is_repeat, again.is_repeat) == (False, True)
    assert len(shop.order(order.id).refunds) == 1
    assert [entry.step for entry in shop.store.log()] == [ActionStep.EXECUTED]
    shop.database.close()


def test_two_processes_at_once_do_it_once(tmp_path: Path) -> None:
    where = tmp_path / "data"
    shop = SqlShop(open_database(None, where))
    order = an_order()
    shop.put(order, ADA)
    script = textwrap.dedent(_KILLED).split("real =")[0] + textwrap.dedent(
        """
        order = an_order()
        executor = sql_executor.SqlActionExecutor(open_database(None, where))
        proposal = a_proposal(CancelOrder(order_id=order.id), order)
        print(executor.execute(approved(proposal), now=NOW).is_repeat)
        """
    )
    command = [sys.executable, "-c", script, str(where), "none"]

    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    said = sorted(process.communicate()[0].strip() for process in running)

    assert said == ["False", "True", "True"]
    assert len(shop.order(order.id).refunds) == 1
    shop.database.close()
