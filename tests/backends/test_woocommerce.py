"""WooCommerce, as far as a loopback server written after its documents can tell."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from cx_assistant.backends.woocommerce import WooCommerceApi
from cx_assistant.errors import BackendError
from cx_assistant.models import Customer, OrderStatus
from cx_assistant.orders.woocommerce_feed import WooCommerceFeed
from cx_assistant.testing.loopback import Answer, login_page, rate_limited, server_error
from cx_assistant.testing.woocommerce_server import WooCommerceServer
from cx_assistant.testing.woocommerce_shop import (
    modified,
    woocommerce_order_row,
    woocommerce_orders,
)

from .vendor_kit import LIMITS, NOW, Clock, Copy, sync_and_die

COUNT = 420
PLACED = [row["number"] for row in woocommerce_orders(COUNT) if row["status"] != "checkout-draft"]


@pytest.fixture
def clock():
    with Clock() as stopped:
        yield stopped


@pytest.fixture
def shop():
    with WooCommerceServer(woocommerce_orders(COUNT)) as server:
        yield server


@pytest.fixture
def copy(tmp_path):
    kept = Copy(tmp_path / "data")
    yield kept
    kept.database.close()


def feed_of(shop, clock, secret="cs_test"):
    api = WooCommerceApi.connect(
        "the shop", shop.url, ("ck_test", secret), limits=LIMITS, pace=clock.pace
    )
    clock.on_exit.callback(api.close)
    return WooCommerceFeed("shop", api, clock=lambda: NOW)


def one(row, clock):
    with WooCommerceServer([row]) as shop:
        (page,) = feed_of(shop, clock).pages(None)
    return page


def test_every_order_that_was_placed_is_copied(shop, clock, copy):
    counts = copy.sync(feed_of(shop, clock))

    assert counts.orders.added == len(PLACED)
    assert sorted(copy.store.all_order_ids()) == sorted(PLACED)
    assert copy.store.customer("2") == Customer(
        id="2", name="Ada Buyer 2", email="buyer2@example.com", phone="+49 30 1234"
    )


def test_an_order_says_what_its_customer_may_ask(shop, clock, copy):
    copy.sync(feed_of(shop, clock))
    shipped = copy.order("701", "2")

    assert shipped.status is OrderStatus.SHIPPED
    assert shipped.placed == datetime(2026, 1, 5, 8, 30, tzinfo=UTC)
    assert shipped.shipments[0].tracking_number == "JD000000000701"
    assert shipped.shipments[0].shipped == datetime(2026, 1, 6, 8, 30, tzinfo=UTC)
    assert shipped.items[0].options == {"color": "black", "Engraving": "Ada & Bob"}
    assert shipped.payments[0].method == "Direct bank transfer"
    assert shipped.as_of == NOW


def test_a_shop_whose_prices_include_tax_tells_prices_with_tax(clock):
    row = woocommerce_order_row(703 - 700)
    with_tax = one(row, clock).orders[0]
    without = one({**row, "prices_include_tax": False}, clock).orders[0]

    assert (with_tax.items[0].price, with_tax.shipping_cost) == (Decimal("11.90"), Decimal("4.90"))
    assert (without.items[0].price, without.shipping_cost) == (Decimal("10.00"), Decimal("4.12"))
    assert with_tax.items[0].name == "Blue Mug – Large"


def test_refunds_come_with_their_day_and_reason(shop, clock, copy):
    copy.sync(feed_of(shop, clock))
    partly, wholly = copy.order("704", "5"), copy.order("707", "8")

    assert partly.status is OrderStatus.PARTIALLY_REFUNDED
    assert partly.status_text == "completed"
    assert [(back.amount, back.reason, back.skus) for back in partly.refunds] == [
        (Decimal("10.00"), "wrong size", ("hat-g",))
    ]
    assert partly.refunds[0].at == datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert wholly.status is OrderStatus.REFUNDED


def test_a_word_nobody_knows_stays_the_shop_s_own(shop, clock, copy):
    copy.sync(feed_of(shop, clock))

    failed = copy.order("711", "12")

    assert (failed.status, failed.status_text) == (OrderStatus.UNKNOWN, "failed")
    assert failed.payments == ()


def test_a_guest_s_order_is_known_by_the_e_mail_address(shop, clock, copy):
    copy.sync(feed_of(shop, clock))

    assert copy.store.owner_of("703") == "buyer4@example.com"


def test_an_order_of_nobody_is_left_out_and_told(clock):
    row = woocommerce_order_row(3)
    page = one({**row, "billing": {**row["billing"], "email": ""}}, clock)

    assert page.orders == ()
    assert page.problems == ("order 703 has neither a customer nor an e-mail address; left out",)


def test_one_broken_order_does_not_stop_the_others(shop, clock, copy):
    shop.orders[4] = {**shop.orders[4], "total": "a lot"}
    pages = list(feed_of(shop, clock).pages(None))

    assert sum(len(page.orders) for page in pages) == len(PLACED) - 1
    assert pages[0].problems == ("order 705 has an unexpected form (ValueError); left out",)


def test_the_next_sync_asks_only_for_what_has_changed(shop, clock, copy):
    copy.sync(feed_of(shop, clock))
    before = len(shop.requests)
    shop.now += timedelta(hours=1)
    changed = modified({**shop.orders[1], "status": "cancelled"}, shop.now)
    shop.orders[1] = changed

    counts = copy.sync(feed_of(shop, clock))

    assert (counts.orders.changed, counts.orders.unchanged) == (1, 0)
    assert len(shop.requests) - before == 2  # the order and its customer
    assert copy.order("702", "3").status is OrderStatus.CANCELLED


def test_a_change_during_the_sync_is_brought_by_the_next(shop, clock, copy):
    def change(_seen):
        shop.orders[0] = modified({**shop.orders[0], "status": "cancelled"}, shop.now)

    shop.fail(*[lambda _seen: None] * 10, change)
    copy.sync(feed_of(shop, clock))
    copy.sync(feed_of(shop, clock))

    assert copy.order("701", "2").status is OrderStatus.CANCELLED
    assert sorted(copy.store.all_order_ids()) == sorted(PLACED)


@pytest.mark.parametrize("gone", [1, 30, 130])
def test_orders_deleted_during_the_sync_make_no_other_be_skipped(shop, clock, copy, gone):
    """All that follow move up, and a page asked for by its place would begin behind some."""
    rest = [row["number"] for row in shop.orders[gone:] if row["status"] != "checkout-draft"]

    def delete(seen):
        if "offset=95" in seen.path and len(shop.orders) == COUNT:
            shop.orders = shop.orders[gone:]

    shop.fail(*[delete] * 60)
    copy.sync(feed_of(shop, clock))

    assert set(rest) <= set(copy.store.all_order_ids())


def test_orders_that_a_page_leaves_out_are_not_taken_for_its_end(shop, clock, copy):
    """WooCommerce drops records it cannot load, and a short page is then not the last."""
    hidden = set()

    def thin(seen):
        if "/orders?" not in seen.path or hidden:
            return None
        answer = shop.respond(seen)
        rows = json.loads(answer.body)
        hidden.add(rows[10]["number"])
        return Answer.of(rows[:10] + rows[11:], headers=answer.headers)

    shop.fail(thin)
    copy.sync(feed_of(shop, clock))

    assert set(PLACED) - set(copy.store.all_order_ids()) == hidden & set(PLACED)


@pytest.mark.parametrize("pages", [1, 3])
def test_a_killed_sync_goes_on_without_loss_or_repetition(shop, clock, tmp_path, pages):
    sync_and_die(
        tmp_path / "killed",
        f"""
from cx_assistant.backends.woocommerce import WooCommerceApi
from cx_assistant.orders.woocommerce_feed import WooCommerceFeed
api = WooCommerceApi.connect("the shop", {shop.url!r}, ("ck_test", "cs_test"))
feed = WooCommerceFeed("shop", api)
""",
        pages=pages,
    )
    killed, whole = Copy(tmp_path / "killed"), Copy(tmp_path / "whole")
    stored = killed.store.order_count()

    counts = killed.sync(feed_of(shop, clock))

    assert 0 < stored < len(PLACED)
    assert counts.orders.added == len(PLACED) - stored
    assert counts.orders.unchanged == 0
    whole.sync(feed_of(shop, clock))
    assert killed.contents() == whole.contents()
    assert killed.store.customer_count() == whole.store.customer_count()
    killed.database.close()
    whole.database.close()


def test_passing_faults_are_not_noticed(shop, clock, copy):
    shop.fail(server_error(503), rate_limited("3"), Answer(b"[]", cut=True))

    with pytest.raises(BackendError):
        copy.sync(feed_of(shop, clock))  # three faults are more than three tries
    copy.sync(feed_of(shop, clock))

    assert copy.store.order_count() == len(PLACED)
    assert 3.0 in clock.slept


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (login_page(), "a web page instead of JSON"),
        (Answer.of({"orders": []}), "no list of records"),
        (Answer.of([{"name": "x"}]), "no list of records"),
        (Answer.of([{"id": 2}, {"id": 1}]), "does not sort orders by id"),
        (Answer.of({"code": "rest_no_route"}, 404), r"nothing at this address .*\[rest_no_route\]"),
        (Answer.of({"code": "woocommerce_rest_cannot_view"}, 403), "right to read orders"),
    ],
)
def test_what_is_no_answer_is_told(shop, clock, fault, told):
    shop.fail(fault)

    with pytest.raises(BackendError, match=told):
        list(feed_of(shop, clock).pages(None))


def test_a_wrong_secret_is_told(shop, clock):
    with pytest.raises(BackendError, match="does not accept the key"):
        list(feed_of(shop, clock, secret="cs_old").pages(None))


def test_an_answer_about_another_order_is_not_used(shop, clock):
    shop.fail(Answer.of(shop.orders[3]))

    with pytest.raises(BackendError, match="answered for another order"):
        feed_of(shop, clock).order("701")


def test_one_order_is_fetched_by_woocommerce_s_own_id(shop, clock):
    feed = feed_of(shop, clock)
    shop.orders[1] = {**shop.orders[1], "status": "trash"}

    found = feed.order("701")

    assert [order.id for order in found.orders] == ["701"]
    assert [each.id for each in found.customers] == ["2"]
    assert feed.order("702").orders == ()
    assert feed.order("99999").orders == ()


def test_a_wrong_address_is_not_taken_for_an_order_that_is_gone(shop, clock):
    shop.fail(Answer.of({"code": "rest_no_route"}, 404))

    with pytest.raises(BackendError, match="nothing at this address"):
        feed_of(shop, clock).order("701")
