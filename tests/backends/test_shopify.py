"""Shopify, as far as a loopback server written after its documents can tell."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from cx_assistant.backends.shopify import ShopifyApi
from cx_assistant.errors import BackendError
from cx_assistant.models import Customer, OrderStatus
from cx_assistant.orders.shopify_feed import ShopifyFeed
from cx_assistant.testing.loopback import Answer, login_page, rate_limited, server_error
from cx_assistant.testing.order_contract import OrderSourceContract
from cx_assistant.testing.shopify_server import Bucket, ShopifyServer
from cx_assistant.testing.shopify_shop import (
    bag,
    gid,
    line,
    parcel,
    shopify_order_node,
    shopify_orders,
    transaction,
)

from .vendor_kit import LIMITS, NOW, Clock, Copy, sync_and_die

COUNT = 300
REAL = [node["name"] for node in shopify_orders(COUNT) if not node["test"]]


@pytest.fixture
def clock():
    with Clock() as stopped:
        yield stopped


@pytest.fixture
def shop():
    with ShopifyServer(shopify_orders(COUNT)) as server:
        yield server


@pytest.fixture
def copy(tmp_path):
    kept = Copy(tmp_path / "data")
    yield kept
    kept.database.close()


def feed_of(shop, clock, token="shpat_test"):
    api = ShopifyApi.connect("the shop", shop.url, token, limits=LIMITS, pace=clock.pace)
    clock.on_exit.callback(api.close)
    return ShopifyFeed("shop", api, clock=lambda: NOW)


def small_shop(*nodes):
    return ShopifyServer(nodes)


def one(node, clock):
    """The order that is made of this node, with the problems there were."""
    with small_shop(node) as shop:
        (page,) = feed_of(shop, clock).pages(None)
    return page


def test_every_order_but_the_test_orders_is_copied(shop, clock, copy):
    counts = copy.sync(feed_of(shop, clock))

    assert counts.orders.added == len(REAL)
    assert sorted(copy.store.all_order_ids()) == sorted(REAL)
    assert copy.store.customer("700001") == Customer(
        id="700001", name="Buyer 1", email="buyer1@example.com", language="de", tags=("vip",)
    )


def test_the_token_goes_with_every_query_and_nowhere_else(shop, clock):
    list(feed_of(shop, clock).pages(None))

    assert {seen.headers["x-shopify-access-token"] for seen in shop.requests} == {"shpat_test"}
    assert {seen.path for seen in shop.requests} == {"/admin/api/2026-10/graphql.json"}
    assert not any(b"shpat_test" in seen.body for seen in shop.requests)


def test_an_order_says_what_its_customer_may_ask(shop, clock, copy):
    copy.sync(feed_of(shop, clock))
    delivered = copy.order("1003", "700003")

    assert delivered.id == "#1003"
    assert delivered.status is OrderStatus.DELIVERED
    assert delivered.placed == datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
    assert delivered.last_delivered == datetime(2026, 1, 8, 9, 30, tzinfo=UTC)
    assert delivered.shipments[0].carrier == "DHL"
    assert delivered.items[0].options == {"Engraving": "Ada", "variant": "Large"}
    assert delivered.payments[0].method == "Shopify Payments"
    assert delivered.shipping_address.postcode == "10115"
    assert delivered.as_of == NOW


def test_an_order_with_more_items_than_a_page_holds_has_them_all(shop, clock, copy):
    copy.sync(feed_of(shop, clock))

    items = copy.order("1015", "700015").items

    assert [item.sku for item in items] == [f"SKU-{number}" for number in range(63)]


def test_each_of_two_parcels_says_what_is_in_it(shop, clock, copy):
    copy.sync(feed_of(shop, clock))

    parcels = copy.order("1004", "700004").shipments

    assert [sent.skus for sent in parcels] == [("HAT-G",), ("SCF",)]
    assert len({sent.tracking_number for sent in parcels}) == 2


def test_money_is_what_the_customer_paid_not_what_the_shop_got(clock):
    node = shopify_order_node(
        9, presentmentCurrencyCode="JPY", totalPriceSet=bag("4800", "JPY"), test=False
    )
    order = one(node, clock).orders[0]

    assert (order.currency, order.total) == ("JPY", Decimal("4800"))
    assert "999.99" not in order.model_dump_json()


def test_a_partial_refund_and_a_cancellation_are_told(shop, clock, copy):
    copy.sync(feed_of(shop, clock))
    refunded, cancelled = copy.order("1005", "700005"), copy.order("1006", "700006")

    assert refunded.status is OrderStatus.PARTIALLY_REFUNDED
    assert [(back.amount, back.reason, back.skus) for back in refunded.refunds] == [
        (Decimal("10.00"), "wrong size", ("SCF",))
    ]
    assert cancelled.status is OrderStatus.CANCELLED
    assert cancelled.other["cancelled_at"] == "2026-01-05T13:00:00Z"


def test_only_money_that_came_is_a_payment(clock):
    at = datetime(2026, 1, 5, tzinfo=UTC)
    moves = [
        transaction("AUTHORIZATION", "30.00", at),
        transaction("CAPTURE", "30.00", at, status="FAILURE"),
        transaction("CAPTURE", "30.00", at),
        transaction("VOID", "30.00", at),
    ]
    order = one(shopify_order_node(12, transactions=moves), clock).orders[0]

    assert [paid.amount for paid in order.payments] == [Decimal("30.00")]


def test_a_cancelled_parcel_and_an_item_edited_out_are_not_told(clock):
    gone = {**line(1, "OLD", "Old thing", "5.00"), "currentQuantity": 0}
    kept = line(2, "NEW", "New thing", "5.00")
    sent = parcel(1, datetime(2026, 1, 6, tzinfo=UTC), [kept], status="CANCELLED")
    node = shopify_order_node(12, lineItems=[gone, kept], fulfillments=[sent])
    order = one(node, clock).orders[0]

    assert [item.sku for item in order.items] == ["NEW"]
    assert order.shipments == ()


def test_a_guest_s_order_is_known_by_the_e_mail_address(shop, clock, copy):
    copy.sync(feed_of(shop, clock))

    assert copy.store.owner_of("#1008") == "buyer8@example.com"


def test_an_order_of_nobody_is_left_out_and_told(clock):
    page = one(shopify_order_node(8, email=None), clock)

    assert page.orders == ()
    assert page.problems == ("order #1008 has neither a customer nor an e-mail address; left out",)


def test_one_broken_order_does_not_stop_the_others(clock):
    broken = shopify_order_node(11, totalPriceSet=bag("a lot"))
    with small_shop(broken, shopify_order_node(12)) as shop:
        (page,) = feed_of(shop, clock).pages(None)

    assert [order.id for order in page.orders] == ["#1012"]
    assert page.problems == ("order #1011 has an unexpected form (ValueError); left out",)


def test_the_next_sync_asks_only_for_what_has_changed(shop, clock, copy):
    copy.sync(feed_of(shop, clock))
    before = len(shop.requests)
    changed = {"displayFinancialStatus": "REFUNDED", "updatedAt": "2026-06-09T08:00:00Z"}
    shop.orders[1] = {**shop.orders[1], **changed}

    counts = copy.sync(feed_of(shop, clock))

    assert (counts.orders.changed, counts.orders.added) == (1, 0)
    assert counts.orders.unchanged <= 1  # the last minutes are asked for again
    assert len(shop.requests) - before <= 2
    assert copy.order("1002", "700002").status is OrderStatus.REFUNDED


def test_nothing_new_changes_nothing(shop, clock, copy):
    copy.sync(feed_of(shop, clock))
    before = copy.contents()

    for _ in range(3):
        assert copy.sync(feed_of(shop, clock)).orders.added == 0
    assert copy.contents() == before


@pytest.mark.parametrize("pages", [1, 7, 20])
def test_a_killed_sync_goes_on_without_loss_or_repetition(shop, clock, tmp_path, pages):
    sync_and_die(
        tmp_path / "killed",
        f"""
from cx_assistant.backends.shopify import ShopifyApi
from cx_assistant.orders.shopify_feed import ShopifyFeed
feed = ShopifyFeed("shop", ShopifyApi.connect("the shop", {shop.url!r}, "shpat_test"))
""",
        pages=pages,
    )
    at_death = len(shop.requests)
    killed, whole = Copy(tmp_path / "killed"), Copy(tmp_path / "whole")
    stored = killed.store.order_count()

    counts = killed.sync(feed_of(shop, clock))

    assert 0 < stored < len(REAL)
    assert counts.orders.added == len(REAL) - stored
    assert counts.orders.unchanged == 0
    assert at_death > 0
    whole.sync(feed_of(shop, clock))
    assert killed.contents() == whole.contents()
    killed.database.close()
    whole.database.close()


def test_an_order_that_changes_during_the_sync_is_not_missed(shop, clock, copy):
    late = {"updatedAt": "2026-06-09T08:00:00Z", "displayFinancialStatus": "VOIDED"}

    def change(_seen):
        shop.orders[-1] = {**shop.orders[-1], **late}
        shop.orders[0] = {**shop.orders[0], **late}

    shop.fail(lambda _seen: None, lambda _seen: None, change)
    copy.sync(feed_of(shop, clock))

    assert sorted(copy.store.all_order_ids()) == sorted(REAL)
    assert copy.order("1001", "700001").other["updated_at"] == "2026-06-09T08:00:00Z"


def test_a_place_that_shopify_no_longer_knows_is_begun_again(shop, clock, copy):
    copy.sync(feed_of(shop, clock), pages=2)
    refused = {"errors": [{"message": "Invalid cursor for current pagination sort."}]}
    shop.fail(Answer.of(refused))

    copy.sync(feed_of(shop, clock))

    assert sorted(copy.store.all_order_ids()) == sorted(REAL)


def test_no_more_is_spent_than_the_shop_allows(clock, copy):
    bucket = Bucket(1000, 50, clock.seconds, available=1000)
    with ShopifyServer(shopify_orders(120), bucket=bucket) as shop:
        copy.sync(feed_of(shop, clock))

    assert copy.store.order_count() == 117
    assert sum(clock.slept) > 10
    assert shop.throttled == 0  # it waited, and never had to be told to


def test_being_throttled_means_later(shop, clock, copy):
    cost = {
        "requestedQueryCost": 300,
        "actualQueryCost": None,
        "throttleStatus": {"maximumAvailable": 1000, "currentlyAvailable": 50, "restoreRate": 50},
    }
    throttled = {
        "errors": [{"message": "Throttled", "extensions": {"code": "THROTTLED"}}],
        "extensions": {"cost": cost},
    }
    shop.fail(Answer.of(throttled), rate_limited("3"))

    copy.sync(feed_of(shop, clock))

    assert clock.slept[:2] == [5.0, 3.0]  # (300 - 50) / 50, then what Retry-After says
    assert copy.store.order_count() == len(REAL)


def test_a_shop_that_is_always_busy_is_left_alone(shop, clock, copy):
    busy = {"errors": [{"message": "Throttled", "extensions": {"code": "THROTTLED"}}]}
    shop.fail(*[Answer.of(busy)] * 50)

    with pytest.raises(BackendError, match="busy 8 times in a row"):
        copy.sync(feed_of(shop, clock))


def test_a_page_that_is_too_dear_is_asked_for_in_smaller_ones(shop, clock, copy):
    dear = {"errors": [{"message": "too dear", "extensions": {"code": "MAX_COST_EXCEEDED"}}]}
    shop.fail(Answer.of(dear), Answer.of(dear))

    copy.sync(feed_of(shop, clock))

    sizes = [seen.json()["variables"].get("first") for seen in shop.requests[:3]]
    assert sizes == [5, 2, 1]
    assert copy.store.order_count() == len(REAL)


def test_a_passing_fault_is_not_noticed(shop, clock, copy):
    internal = {"errors": [{"message": "x", "extensions": {"code": "INTERNAL_SERVER_ERROR"}}]}
    shop.fail(server_error(502), Answer(b"{}", cut=True), Answer.of(internal))

    copy.sync(feed_of(shop, clock))

    assert copy.store.order_count() == len(REAL)


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("ACCESS_DENIED", "read_orders"),
        ("SHOP_INACTIVE", "is inactive"),
        ("undefinedField", "does not know API version 2026-10; update this package"),
        ("SOMETHING_NEW", r"refused the query \(SOMETHING_NEW\)"),
    ],
)
def test_a_refusal_says_what_to_do_and_quotes_nobody(shop, clock, code, told):
    refused = {
        "data": {"orders": None},
        "errors": [{"message": "buyer1@example.com", "extensions": {"code": code}}],
    }
    shop.fail(Answer.of(refused))

    with pytest.raises(BackendError, match=told) as caught:
        list(feed_of(shop, clock).pages(None))
    assert "buyer1" not in str(caught.value)


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (login_page(), "a web page instead of JSON"),
        (Answer.of([]), "no GraphQL answer"),
        (Answer.of({"data": None}), "no GraphQL answer"),
        (Answer.of({"errors": "Not Found"}, 404), "nothing at this address"),
    ],
)
def test_what_is_no_answer_is_told(shop, clock, fault, told):
    shop.fail(fault)

    with pytest.raises(BackendError, match=told):
        list(feed_of(shop, clock).pages(None))


def test_a_wrong_token_is_told(shop, clock):
    with pytest.raises(BackendError, match="does not accept the key"):
        list(feed_of(shop, clock, token="shpat_old").pages(None))


def test_half_an_answer_is_none(shop, clock, copy):
    """An order whose details failed is not stored without them."""
    broken = {
        "data": {"order": {"id": gid("Order", 1)}},
        "errors": [{"message": "x", "extensions": {"code": "TIMEOUT"}}],
    }
    shop.fail(lambda _seen: None, Answer.of(broken))

    with pytest.raises(BackendError, match=r"refused the query \(TIMEOUT\)"):
        copy.sync(feed_of(shop, clock))
    assert copy.store.order_count() == 0


def test_an_answer_about_another_order_is_not_used(shop, clock):
    other = {"data": {"order": shop.orders[3]}}
    shop.fail(Answer.of(other))

    with pytest.raises(BackendError, match="answered for another order"):
        feed_of(shop, clock).order("5000000001")


def test_one_order_is_fetched_by_shopify_s_own_id(shop, clock):
    feed = feed_of(shop, clock)

    assert [order.id for order in feed.order("5000000001").orders] == ["#1001"]
    assert feed.order("4999999999").orders == ()


def test_a_place_of_another_feed_is_not_guessed_at(shop, clock):
    with pytest.raises(BackendError, match="sync from the beginning"):
        list(feed_of(shop, clock).pages("page 3"))


def test_a_slow_shop_is_not_waited_for_forever(shop, clock, copy):
    shop.fail(*[rate_limited("50")] * 9)

    with pytest.raises(BackendError, match="limits how often it may be asked"):
        copy.sync(feed_of(shop, clock))
    assert sum(clock.slept) <= LIMITS.deadline_seconds


class TestCopiedShopifyOrders(OrderSourceContract):
    """What was copied from Shopify answers like every source of orders."""

    @pytest.fixture
    def open_source(self, copy, clock):
        def stored(orders, customers):
            nodes = [_node(number, order, customers) for number, order in enumerate(orders, 1)]
            owners = {node["customer"]["legacyResourceId"] for node in nodes}
            bare = [each for each in customers if each.id not in owners]
            with small_shop(*nodes) as shop:
                copy.sync(feed_of(shop, clock))
            assert not bare or not orders or copy.store.upsert_customers(bare)
            return copy.source

        return stored

    @pytest.fixture
    def source_down(self, tmp_path):
        lost = Copy(tmp_path / "lost")
        lost.database.close()
        (tmp_path / "lost" / "cx.db").unlink()
        (tmp_path / "lost" / "cx.db").mkdir()
        return lost.source

    def test_the_newest_order_comes_first_and_one_without_a_day_last(self, open_source):
        """Shopify's orders always have a day."""


def _node(number, order, customers):
    owner = next((each for each in customers if each.id == order.customer_id), None)
    customer = {
        "id": gid("Customer", number),
        "legacyResourceId": order.customer_id,
        "displayName": owner.name if owner else "",
        "locale": "en",
        "tags": [],
        "defaultEmailAddress": {"emailAddress": owner.email} if owner else None,
        "defaultPhoneNumber": None,
    }
    placed = order.placed or datetime(2020, 1, 1, tzinfo=UTC)
    tracking = {"company": "DHL", "number": order.shipments[0].tracking_number, "url": None}
    lines = [line(number, "BPK-H65", order.items[0].name, "10.00")]
    sent = parcel(number, datetime(2026, 5, 1, tzinfo=UTC), lines, trackingInfo=[tracking])
    return shopify_order_node(
        number,
        name=order.id,
        test=False,
        customer=customer,
        createdAt=placed.isoformat(),
        lineItems=lines,
        fulfillments=[sent],
    )
