import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cx_assistant.backends.shopify import ShopifyApi
from cx_assistant.backends.woocommerce import WooCommerceApi
from cx_assistant.errors import BackendError, ConfigError
from cx_assistant.models import OrderStatus
from cx_assistant.orders.embedding import embedding_text
from cx_assistant.orders.shopify_feed import ShopifyFeed
from cx_assistant.orders.webhook_vendors import SHOPIFY, WOOCOMMERCE
from cx_assistant.orders.webhooks import Inbox, WebhookStep, receive
from cx_assistant.orders.woocommerce_feed import WooCommerceFeed
from cx_assistant.store.webhook_store import WebhookStore
from cx_assistant.testing.loopback import server_error
from cx_assistant.testing.shopify_server import ShopifyServer
from cx_assistant.testing.shopify_shop import shopify_order_node
from cx_assistant.testing.woocommerce_server import WooCommerceServer
from cx_assistant.testing.woocommerce_shop import modified, woocommerce_order_row
from tests.backends.vendor_kit import LIMITS, Clock, Copy

NOW = datetime(2026, 6, 10, 10, tzinfo=UTC)
SECRET = "hush"
HOST = "127.0.0.1"


@pytest.fixture
def clock():
    with Clock() as stopped:
        yield stopped


@pytest.fixture
def copy(tmp_path):
    kept = Copy(tmp_path / "data")
    yield kept
    kept.database.close()


@pytest.fixture
def shopify():
    with ShopifyServer([shopify_order_node(number) for number in (1, 2, 3)]) as shop:
        yield shop


@pytest.fixture
def woocommerce():
    with WooCommerceServer([woocommerce_order_row(number) for number in (1, 2, 3)]) as shop:
        yield shop


@pytest.fixture
def inbox(shopify, clock, copy):
    api = ShopifyApi.connect("the shop", shopify.url, shopify.token, limits=LIMITS, pace=clock.pace)
    clock.on_exit.callback(api.close)
    feed = ShopifyFeed("shop", api, clock=lambda: NOW)
    return inbox_of(feed, copy, SHOPIFY)


@pytest.fixture
def woo_inbox(woocommerce, clock, copy):
    api = WooCommerceApi.connect(
        "the shop", woocommerce.url, woocommerce.key_and_secret, limits=LIMITS, pace=clock.pace
    )
    clock.on_exit.callback(api.close)
    return inbox_of(WooCommerceFeed("shop", api, clock=lambda: NOW), copy, WOOCOMMERCE)


def inbox_of(feed, copy, vendor, secrets=(SECRET,)):
    memory = WebhookStore(copy.database)

    def store(page):
        texts = [embedding_text(order) for order in page.orders]
        memory.store_page(page, texts, source="shop")

    return Inbox("shop", vendor, HOST, secrets, feed.order, store, memory)


def signed(body, secret=SECRET):
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


def shopify_message(topic, payload, *, delivery="d-1", triggered=NOW, secret=SECRET):
    body = json.dumps(payload).encode()
    headers = {
        "X-Shopify-Topic": topic,
        "X-Shopify-Hmac-Sha256": signed(body, secret),
        "X-Shopify-Shop-Domain": HOST,
        "X-Shopify-Webhook-Id": delivery,
        "X-Shopify-Triggered-At": triggered.isoformat(),
    }
    return headers, body


def woo_message(topic, payload, *, delivery="d-1"):
    body = json.dumps(payload).encode()
    headers = {
        "X-WC-Webhook-Topic": topic,
        "X-WC-Webhook-Signature": signed(body),
        "X-WC-Webhook-Source": f"http://{HOST}/",
        "X-WC-Webhook-Delivery-ID": delivery,
    }
    return headers, body


def order_payload(shop, index=0):
    """What Shopify sends of an order, as far as anything of it is read."""
    node = shop.orders[index]
    return {
        "id": int(node["legacyResourceId"]),
        "name": node["name"],
        "updated_at": node["updatedAt"],
        "total_price": "0.01",  # never believed
        "customer": {"id": 1},
    }


def change(shop, index, **changes):
    later = "2026-06-09T08:00:00Z"
    shop.orders[index] = {**shop.orders[index], "updatedAt": later, **changes}


def test_a_new_order_is_fetched_and_stored(shopify, inbox, copy):
    message = shopify_message("orders/create", order_payload(shopify))

    result = receive(*message, inbox=inbox, now=NOW)

    assert (result.step, result.http_status) == (WebhookStep.STORED, 200)
    assert result.order_id == "#1001"
    assert str(copy.order("1001", "700001").total) == "40.00"  # what the shop says when asked


def test_how_far_the_sync_has_come_stays_as_it_is(shopify, inbox, copy, clock):
    api = ShopifyApi.connect("the shop", shopify.url, shopify.token, limits=LIMITS, pace=clock.pace)
    clock.on_exit.callback(api.close)
    copy.sync(ShopifyFeed("shop", api, clock=lambda: NOW))
    before = copy.cursor
    change(shopify, 0, displayFinancialStatus="REFUNDED")

    receive(*shopify_message("orders/updated", order_payload(shopify)), inbox=inbox, now=NOW)

    assert copy.order("1001", "700001").status is OrderStatus.REFUNDED
    assert copy.cursor == before


def test_a_change_replaces_what_was_stored(shopify, inbox, copy):
    receive(*shopify_message("orders/create", order_payload(shopify)), inbox=inbox, now=NOW)
    change(shopify, 0, displayFinancialStatus="REFUNDED")

    message = shopify_message("orders/updated", order_payload(shopify), delivery="d-2")
    receive(*message, inbox=inbox, now=NOW)

    assert copy.order("1001", "700001").status is OrderStatus.REFUNDED


@pytest.mark.parametrize(
    "tamper", ["body", "signature", "secret", "missing", "one sign", "beginning"]
)
def test_what_the_shop_did_not_sign_is_refused_unread(shopify, inbox, copy, tamper):
    headers, body = shopify_message("orders/create", order_payload(shopify))
    if tamper == "body":
        body = body.replace(b"5000000001", b"5000000002")
    elif tamper == "signature":
        headers["X-Shopify-Hmac-Sha256"] = "é" + headers["X-Shopify-Hmac-Sha256"]
    elif tamper == "secret":
        headers["X-Shopify-Hmac-Sha256"] = signed(body, "guess")
    elif tamper == "one sign":
        right = headers["X-Shopify-Hmac-Sha256"]
        headers["X-Shopify-Hmac-Sha256"] = (
            right[:40] + ("A" if right[40] != "A" else "B") + right[41:]
        )
    elif tamper == "beginning":
        headers["X-Shopify-Hmac-Sha256"] = headers["X-Shopify-Hmac-Sha256"][:20]
    else:
        del headers["X-Shopify-Hmac-Sha256"]

    result = receive(headers, body, inbox=inbox, now=NOW)

    assert (result.step, result.http_status) == (WebhookStep.REFUSED, 401)
    assert copy.store.order_count() == 0
    assert shopify.requests == ()


def test_the_old_secret_holds_while_it_is_being_replaced(shopify, inbox, copy):
    both = inbox_of_like(inbox, ("new", SECRET))
    message = shopify_message("orders/create", order_payload(shopify))

    assert receive(*message, inbox=both, now=NOW).step is WebhookStep.STORED


def test_an_inbox_without_a_secret_cannot_be_made(inbox):
    with pytest.raises(ConfigError, match="need their secret"):
        inbox_of_like(inbox, ("",))
    with pytest.raises(ConfigError, match="need their secret"):
        inbox_of_like(inbox, ())


def test_the_same_delivery_twice_is_dealt_with_once(shopify, inbox):
    message = shopify_message("orders/create", order_payload(shopify))

    steps = [receive(*message, inbox=inbox, now=NOW).step for _ in range(3)]

    assert steps == [WebhookStep.STORED, WebhookStep.ALREADY_SEEN, WebhookStep.ALREADY_SEEN]


def test_two_deliveries_of_one_id_and_different_content_both_count(woocommerce, woo_inbox, copy):
    """WooCommerce makes the id of the webhook and the second."""
    for row in woocommerce.orders[:2]:
        message = woo_message("order.created", row, delivery="same")
        assert receive(*message, inbox=woo_inbox, now=NOW).step is WebhookStep.STORED
    assert copy.store.order_count() == 2


def test_an_older_message_that_comes_late_changes_nothing(shopify, inbox, copy):
    old = shopify_message("orders/updated", order_payload(shopify), delivery="late")
    change(shopify, 0, displayFinancialStatus="REFUNDED")
    new = shopify_message("orders/updated", order_payload(shopify), delivery="early")
    receive(*new, inbox=inbox, now=NOW)
    asked = len(shopify.requests)

    result = receive(*old, inbox=inbox, now=NOW)

    assert result.step is WebhookStep.NOT_NEWER
    assert len(shopify.requests) == asked
    assert copy.order("1001", "700001").status is OrderStatus.REFUNDED


def test_a_replay_under_a_new_id_changes_nothing(shopify, inbox, copy):
    receive(*shopify_message("orders/create", order_payload(shopify)), inbox=inbox, now=NOW)
    before = copy.contents()

    again = shopify_message("orders/create", order_payload(shopify), delivery="replayed")
    result = receive(*again, inbox=inbox, now=NOW)

    assert result.step is WebhookStep.NOT_NEWER
    assert copy.contents() == before


def test_a_message_of_long_ago_is_refused(shopify, inbox, copy):
    triggered = NOW - timedelta(hours=49)
    message = shopify_message("orders/create", order_payload(shopify), triggered=triggered)

    result = receive(*message, inbox=inbox, now=NOW)

    assert (result.step, result.http_status) == (WebhookStep.REFUSED, 400)
    assert "too old" in result.reason
    assert copy.store.order_count() == 0


def test_a_deleted_order_is_forgotten(shopify, inbox, copy):
    receive(*shopify_message("orders/create", order_payload(shopify)), inbox=inbox, now=NOW)
    gone = int(shopify.orders.pop(0)["legacyResourceId"])

    message = shopify_message("orders/delete", {"id": gone}, delivery="d-2")
    result = receive(*message, inbox=inbox, now=NOW)

    assert (result.step, result.order_id) == (WebhookStep.DELETED, "#1001")
    assert copy.store.all_order_ids() == []


def test_a_signed_message_cannot_be_turned_into_a_deletion(shopify, inbox, copy):
    """The topic is in a header, and headers are not signed."""
    headers, body = shopify_message("orders/updated", order_payload(shopify))
    receive(headers, body, inbox=inbox, now=NOW)

    headers |= {"X-Shopify-Topic": "orders/delete", "X-Shopify-Webhook-Id": "forged"}
    receive(headers, body, inbox=inbox, now=NOW)
    headers, body = shopify_message("orders/delete", {"id": 5000000001}, delivery="replayed")
    receive(headers, body, inbox=inbox, now=NOW)

    assert copy.store.all_order_ids() == ["#1001"]


@pytest.mark.parametrize(
    ("topic", "payload", "step"),
    [
        ("customers/redact", {"orders_to_redact": [5000000001]}, WebhookStep.ERASE_REQUESTED),
        ("customers/data_request", {"data_request": {"id": 9}}, WebhookStep.EXPORT_REQUESTED),
    ],
)
def test_a_privacy_request_is_handed_on_each_time(inbox, topic, payload, step):
    person = {"id": 700001, "email": "Buyer1@Example.com", "phone": ""}
    content = {"shop_id": 1, "shop_domain": HOST, "customer": person, **payload}
    message = shopify_message(topic, content)

    for _ in range(2):  # the first try to erase may have failed
        result = receive(*message, inbox=inbox, now=NOW)
        assert result.step is step
        assert result.customer_ids == ("700001", "buyer1@example.com")


def test_a_shop_that_leaves_asks_to_be_forgotten(inbox):
    message = shopify_message("shop/redact", {"shop_id": 1, "shop_domain": HOST})

    assert receive(*message, inbox=inbox, now=NOW).step is WebhookStep.SHOP_ERASE_REQUESTED


@pytest.mark.parametrize("topic", ["customers/redact", "customers/data_request", "shop/redact"])
def test_an_order_cannot_be_turned_into_a_privacy_request(shopify, inbox, topic):
    headers, body = shopify_message("orders/updated", order_payload(shopify))

    result = receive(headers | {"X-Shopify-Topic": topic}, body, inbox=inbox, now=NOW)

    assert result.step is WebhookStep.IGNORED


def test_another_shop_s_message_is_refused(shopify, inbox, copy):
    headers, body = shopify_message("orders/create", order_payload(shopify))
    headers["X-Shopify-Shop-Domain"] = "other.myshopify.com"

    result = receive(headers, body, inbox=inbox, now=NOW)

    assert (result.step, result.http_status) == (WebhookStep.REFUSED, 400)
    assert copy.store.order_count() == 0


@pytest.mark.parametrize("topic", ["products/update", "", "orders/create; drop"])
def test_a_topic_nobody_asked_for_is_acknowledged(shopify, inbox, topic):
    message = shopify_message(topic, order_payload(shopify))

    result = receive(*message, inbox=inbox, now=NOW)

    assert (result.step, result.http_status) == (WebhookStep.IGNORED, 200)


def test_a_shop_that_is_down_makes_the_message_come_again(shopify, inbox, copy):
    message = shopify_message("orders/create", order_payload(shopify))
    shopify.fail(*[server_error()] * 3)

    with pytest.raises(BackendError):
        receive(*message, inbox=inbox, now=NOW)

    assert receive(*message, inbox=inbox, now=NOW).step is WebhookStep.STORED
    assert copy.store.order_count() == 1


def test_a_test_order_is_acknowledged_and_not_stored(shopify, inbox, copy):
    change(shopify, 0, test=True)
    message = shopify_message("orders/create", order_payload(shopify))

    assert receive(*message, inbox=inbox, now=NOW).step is WebhookStep.IGNORED
    assert copy.store.order_count() == 0


@pytest.mark.parametrize("topic", ["refunds/create", "fulfillments/update"])
def test_a_refund_or_a_parcel_brings_its_order(shopify, inbox, topic):
    message = shopify_message(topic, {"id": 77, "order_id": 5000000002})

    result = receive(*message, inbox=inbox, now=NOW)

    assert (result.step, result.order_id) == (WebhookStep.STORED, "#1002")


def test_a_number_that_is_none_never_reaches_the_shop(shopify, inbox):
    for odd in ("1/../../shop", "1?x", None, -1, "٣", 1.5, {"a": 1}):
        message = shopify_message("orders/create", {"id": odd}, delivery=str(odd))
        assert receive(*message, inbox=inbox, now=NOW).step is WebhookStep.IGNORED
    assert shopify.requests == ()


def test_woocommerce_orders_come_change_and_go(woocommerce, woo_inbox, copy):
    row = woocommerce.orders[0]
    receive(*woo_message("order.created", row), inbox=woo_inbox, now=NOW)
    assert copy.order("701", "2").status is OrderStatus.SHIPPED
    assert copy.store.customer("2") is not None

    changed = modified({**row, "status": "cancelled"}, NOW)
    woocommerce.orders[0] = changed
    receive(*woo_message("order.updated", changed, delivery="d-2"), inbox=woo_inbox, now=NOW)
    late = receive(*woo_message("order.updated", row, delivery="d-3"), inbox=woo_inbox, now=NOW)
    assert late.step is WebhookStep.NOT_NEWER
    assert copy.order("701", "2").status is OrderStatus.CANCELLED

    woocommerce.orders.pop(0)
    gone = woo_message("order.deleted", {"id": 701}, delivery="d-4")
    assert receive(*gone, inbox=woo_inbox, now=NOW).step is WebhookStep.DELETED
    assert copy.store.all_order_ids() == []


def test_the_ping_of_a_new_woocommerce_webhook_is_answered(woo_inbox):
    headers = {"Content-Type": "application/x-www-form-urlencoded"}

    ping = receive(headers, b"webhook_id=42", inbox=woo_inbox, now=NOW)
    other = receive(headers, b"webhook_id=42&order=1", inbox=woo_inbox, now=NOW)

    assert (ping.step, ping.http_status) == (WebhookStep.PING, 200)
    assert other.http_status == 401


def test_receipts_of_long_ago_are_forgotten(copy):
    memory = WebhookStore(copy.database)
    memory.remember("shop", "old", NOW - timedelta(days=8))
    memory.remember("shop", "new", NOW)

    assert memory.has_seen("shop", "new")
    assert not memory.has_seen("shop", "old")
    assert not memory.has_seen("other shop", "new")


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    body=st.binary(max_size=60) | st.text(max_size=60).map(str.encode),
    topic=st.sampled_from(["orders/create", "customers/redact", "shop/redact", "x"]),
    sign=st.booleans(),
)
def test_no_message_whatever_it_holds_breaks_the_receiver(inbox, copy, body, topic, sign):
    headers = {"X-Shopify-Topic": topic}
    if sign:
        headers["X-Shopify-Hmac-Sha256"] = signed(body)

    result = receive(headers, body, inbox=inbox, now=NOW)

    assert result.step in {WebhookStep.REFUSED, WebhookStep.IGNORED}
    assert copy.store.order_count() == 0


def inbox_of_like(inbox, secrets):
    return Inbox(
        inbox.source,
        inbox.vendor,
        inbox.host,
        secrets,
        inbox.fetch,
        inbox.store,
        inbox.memory,
    )
