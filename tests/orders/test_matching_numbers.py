"""Numbers in a message: which are orders, which parcels, and which neither."""

import pytest

from cx_assistant.orders.matching import match_orders
from cx_assistant.orders.matching_numbers import number_keys
from cx_assistant.orders.order_ids import mentions, shapes_of, tracking_mentions
from tests.orders.builders import BERLIN, NOW, order

OWN = ("NL-20455", "NL-20301")
SHORT = ("#1042", "#1057")


def named(text: str, ids: tuple[str, ...] = OWN) -> list[str]:
    return [mention.key for mention in mentions(text, shapes_of(ids), ids)]


@pytest.mark.parametrize(
    "text",
    [
        "NL-2O455",
        "nl-2045S",
        "N L 2 0 4 5 5",
        "Bestellung Nr. 20455",
        "commande 20455",
        "pedido nº 20455",
        "zamówienie 20455",
        "NL-20455 5 days ago",
        "orders 20301 and 20455",
    ],
)
def test_the_number_is_read_as_it_was_meant(text):
    assert "NL20455" in named(text)


def test_every_number_of_a_row_is_read():
    assert named("orders 20455, 29999 and 31000 please") == ["NL20455", "NL29999", "NL31000"]


@pytest.mark.parametrize(
    "text",
    [
        "Call me on +49 30 20455",
        "my phone: 020 20301 20455",
        "I live in 20301 Hamburg",
        "Lindenweg 4, 20455 Hamburg",
        "PLZ 20455",
        "zip code 20301",
        "IBAN DE89 3704 0044 0532 0130 00",
        "IBAN DE20 2045 5203 0120 4552 03",
        "article 20301",
        "Artikelnummer 20455",
        "Can I order 1000 pieces, or 20455 pieces?",
        "I want to order 500g of coffee",
        "it cost 20455 EUR",
        "€20455",
        "since 2026",
        "at 20:45",
        "the order of 2026-05-30",
        "invoice 31337",
        "Rechnung Nr. 29876",
        "my customer number is 20301",
        "voucher code 20455",
    ],
)
def test_other_numbers_are_no_order_numbers(text):
    assert named(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "I live at 1042 Oak Street",
        "Model 1057",
        "the 1057 model",
        "10:42 or 10.57",
        "1042 dollars",
        "size 1042",
    ],
)
def test_short_numbers_are_taken_with_even_more_care(text):
    assert (
        match_orders(
            text, [order(each) for each in SHORT], now=NOW, zone=BERLIN
        ).asked_ids_not_theirs
        == ()
    )
    assert named("order 1042", SHORT) == ["1042"]


def test_a_wrong_digit_in_a_short_number_makes_somebody_elses():
    own = [order("#1042")]

    assert match_orders("order 1043", own, now=NOW).asked_ids_not_theirs == ("1043",)
    assert [o.id for o in match_orders("order 1402", own, now=NOW).matched] == ["#1042"]


def test_a_slip_is_told_with_what_was_typed():
    found = match_orders("Where is NL-20456?", [order("NL-20455")], now=NOW)

    assert found.slips == {"NL-20455": "NL-20456"}


def test_an_article_number_of_theirs_is_nobody_elses_order():
    own = order(items=[{"name": "Rain Jacket", "sku": "SKG-4471"}])

    found = match_orders("I want to return order item SKG-4471", [own, order("NL-1")], now=NOW)

    assert found.asked_ids_not_theirs == ()
    assert [each.id for each in found.matched] == [own.id]


@pytest.mark.parametrize(
    "text",
    [
        "tracking since 2024 has been bad",
        "I track 3 parcels",
        "Sendung vom 12.05.2026",
        "the tracking says 5 days",
    ],
)
def test_not_everything_after_the_word_tracking_is_a_number_of_a_parcel(text):
    assert tracking_mentions(text) == []


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("tracking number RR 123 456 785 GB has stopped", "RR123456785GB"),
        ("Sendungsnummer: 0034 0434 1618 2004 0017", "00340434161820040017"),
        ("tracking 1Z999AA10123456784 please", "1Z999AA10123456784"),
    ],
)
def test_the_number_of_a_parcel_is_read_whole(text, key):
    assert [mention.key for mention in tracking_mentions(text)] == [key]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("where is 19877", "NL19877"),
        ("where is nl 19877", "NL19877"),
        ("order 19877", "NL19877"),
        ("00340434161820049999 does not move", "00340434161820049999"),
        ("RR 123 456 785 GB", "RR123456785GB"),
    ],
)
def test_numbers_of_older_orders_can_be_looked_up(text, key):
    assert key in number_keys(text, OWN)


def test_an_older_order_that_was_looked_up_is_matched_like_any_other():
    newest = [order(each) for each in OWN]
    older = order("NL-19877")

    assert match_orders("where is 19877?", [*newest, older], now=NOW).matched == (older,)


def test_words_and_prices_are_not_looked_up():
    assert number_keys("the blue jacket for 49.90 from May", OWN) == ()
    assert len(number_keys("order " + " ".join(map(str, range(20000, 21000))), OWN)) <= 50
