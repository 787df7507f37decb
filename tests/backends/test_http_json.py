from decimal import Decimal

import pytest

from cx_assistant.backends.http_json import HttpJson, HttpLimits, HttpStatusError
from cx_assistant.errors import BackendError, BackendTimeoutError, ConfigError
from cx_assistant.testing.loopback import (
    Answer,
    LoopbackServer,
    login_page,
    rate_limited,
    redirect,
    server_error,
)

from .vendor_kit import Clock

KEY = {"X-Key": "sesame"}


class Echo(LoopbackServer):
    def respond(self, seen):
        return Answer(b'{"price": 19.90, "path": "' + seen.path.encode() + b'"}')


@pytest.fixture
def shop():
    with Echo() as server:
        yield server


@pytest.fixture
def clock():
    with Clock() as stopped:
        yield stopped


def client(shop, clock, **limits):
    return opened(HttpJson("the shop", shop.url, KEY, HttpLimits(**limits), clock.pace), clock)


def opened(http, clock):
    clock.on_exit.callback(http.close)
    return http


def test_an_amount_is_read_without_rounding(shop, clock):
    reply = client(shop, clock).get("orders", {"page": "2"})

    assert reply.body == {"price": Decimal("19.90"), "path": "/orders?page=2"}
    assert shop.requests[0].headers["x-key"] == "sesame"


@pytest.mark.parametrize("fault", [server_error(503), Answer(b"{}", cut=True)])
def test_a_passing_fault_is_tried_again(shop, clock, fault):
    shop.fail(fault, fault)

    assert client(shop, clock).get("orders", {}).body["path"] == "/orders"
    assert clock.slept == [0.5, 1.0]


def test_a_shop_that_stays_broken_is_given_up_after_a_while(shop, clock):
    shop.fail(*[server_error(500)] * 3)

    with pytest.raises(HttpStatusError, match=r"the shop failed \(500\) 3 times; try again"):
        client(shop, clock, tries=3).get("orders", {})
    assert len(shop.requests) == 3


@pytest.mark.parametrize("asked", ["7", "Wed, 10 Jun 2026 08:00:07 GMT"])
def test_the_shop_says_how_long_to_wait(shop, clock, asked):
    limited = rate_limited(asked)
    limited.headers["Date"] = "Wed, 10 Jun 2026 08:00:00 GMT"
    shop.fail(limited)

    client(shop, clock).get("orders", {})

    assert clock.slept == [7.0]


def test_a_wait_longer_than_the_deadline_is_not_waited_for(shop, clock):
    shop.fail(rate_limited("3600"))

    with pytest.raises(BackendTimeoutError, match="asked again in 3600 s"):
        client(shop, clock).get("orders", {})
    assert clock.slept == []


def test_one_deadline_counts_every_try(shop, clock):
    shop.fail(*[rate_limited("40")] * 5)

    with pytest.raises(BackendTimeoutError):
        client(shop, clock, deadline_seconds=100).get("orders", {})
    assert sum(clock.slept) < 100


def test_a_shop_that_does_not_answer_is_not_waited_for_long(shop, clock):
    shop.fail(Answer(hang=True))

    with pytest.raises(BackendTimeoutError, match=r"did not answer in 0\.2 s"):
        client(shop, clock, try_seconds=0.2, tries=1).get("orders", {})


def test_a_server_that_cannot_be_reached_is_named(clock):
    with Echo() as gone:
        url = gone.url
    unreachable = opened(HttpJson("the shop", url, KEY, HttpLimits(tries=2), clock.pace), clock)

    with pytest.raises(BackendError, match="the shop cannot be reached"):
        unreachable.get("orders", {})


def test_the_key_is_never_taken_to_another_host(shop, clock):
    with Echo() as thief:
        shop.fail(redirect(f"{thief.url}/orders"))

        with pytest.raises(BackendError, match=r"redirects to 127\.0\.0\.1; set url"):
            client(shop, clock).get("orders", {})
        assert thief.requests == ()


def test_a_login_page_is_told_from_an_answer(shop, clock):
    shop.fail(login_page())

    with pytest.raises(BackendError, match="a web page instead of JSON"):
        client(shop, clock).get("orders", {})


def test_half_an_answer_is_none(shop, clock):
    shop.fail(Answer(b'[{"id": 1}, {"id"', headers={"Content-Type": "application/json"}))

    with pytest.raises(BackendError, match="no complete JSON"):
        client(shop, clock).get("orders", {})


def test_an_endless_answer_is_cut_off(shop, clock):
    shop.fail(Answer(b'"' + b"x" * 3_000_000 + b'"'))

    with pytest.raises(BackendError, match="more than 1 MiB"):
        client(shop, clock, largest_bytes=1024 * 1024).get("orders", {})


@pytest.mark.parametrize(
    ("status", "told"),
    [(401, "does not accept the key"), (403, "right to read orders"), (404, "check url")],
)
def test_a_refusal_says_what_to_do(shop, clock, status, told):
    shop.fail(Answer.of({"code": "woocommerce_rest_cannot_view", "message": "secret"}, status))

    with pytest.raises(HttpStatusError, match=told) as caught:
        client(shop, clock).get("orders", {})
    assert "[woocommerce_rest_cannot_view]" in str(caught.value)
    assert "secret" not in str(caught.value)
    assert len(shop.requests) == 1


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("http://shop.example", "must start with https://"),
        ("https://ck:cs@shop.example", "holds a password"),
        ("shop.example", "is no address"),
        ("http://127.0.0.1.evil.example", "must start with https://"),
    ],
)
def test_an_address_that_would_give_the_key_away_is_refused(clock, url, told):
    with pytest.raises(ConfigError, match=told):
        HttpJson("the shop", url, {}, HttpLimits(), clock.pace)
