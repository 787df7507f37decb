from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cx_assistant.models import Order
from cx_assistant.order_keys import is_one_slip
from cx_assistant.orders.embedding import embedding_text
from cx_assistant.orders.importing import read_orders
from cx_assistant.orders.matching import MatchReason, OrderMatch, match_orders
from tests.orders.builders import BERLIN, NOW, SHOP, at, delivered, order

BLUE = order(
    "NL-20455",
    placed=at("2026-06-05T16:03"),
    items=[{"name": "Skagen Rain Jacket", "options": {"colour": "Fjord Blue"}}],
    shipments=[{"carrier": "DHL", "tracking_number": "0034 0434 1618 2004"}],
)
RED = delivered(
    "2026-01-20T11:00",
    "NL-20101",
    placed=at("2026-01-14T17:20"),
    items=[{"name": "Skagen Rain Jacket", "options": {"colour": "Signal Red"}}],
)
PACK = delivered(
    "2026-04-28T12:00",
    "NL-20229",
    placed=at("2026-04-22T08:51"),
    items=[{"name": "Skog 28 Daypack", "options": {"colour": "Moss Green"}}],
)
TENT = delivered(
    "2026-03-12T12:00",
    "NL-20178",
    placed=at("2026-03-08T12:44"),
    items=[{"name": "Fjell 2 Tent", "options": {"colour": "Sand"}}, {"name": "Standard delivery"}],
)
OWN = (PACK, RED, BLUE, TENT)


def match(text: str, orders=OWN, **options: object) -> OrderMatch:
    return match_orders(text, orders, **({"now": NOW, "zone": BERLIN} | options))


def ids(orders: tuple[Order, ...]) -> list[str]:
    return [each.id for each in orders]


@pytest.mark.parametrize(
    "written",
    [
        "NL-20455",
        "nl-20455",
        "NL20455",
        "nl 20455",
        "NL - 20455",
        "#NL-20455",
        "NL‑20455",  # a no-break hyphen
        "ΝL-20455",  # a Greek letter
        "ＮＬ－２０４５５",
        "order 20455",
        "Bestellung Nr. 20455",
        "20455",
        "NL-2045",
        "NL-204555",
        "NL-24055",
        "NL-20465",
    ],
)
def test_an_order_number_is_found_however_it_is_written(written):
    found = match(f"Hello, what about {written}? Thanks")

    assert ids(found.matched) == ["NL-20455"]
    assert found.asked_ids_not_theirs == ()


def test_a_number_with_a_slip_is_told_apart_from_an_exact_one():
    assert match("NL-20455").reason is MatchReason.ORDER_NUMBER
    assert match("NL-20456").reason is MatchReason.ORDER_NUMBER_WITH_SLIP


def test_a_slip_that_fits_two_orders_fits_none():
    near = (order("NL-20455"), order("NL-20457"))

    found = match("NL-20456", near)

    assert (found.matched, found.asked_ids_not_theirs) == ((), ("NL-20456",))


@pytest.mark.parametrize(
    "text",
    ["when does order NL-29999 get there?", "nl 29999", "order 29999", "my Bestellung #29999"],
)
def test_a_number_that_is_not_theirs_matches_nothing_of_theirs(text):
    found = match(text)

    assert (found.matched, found.candidates) == ((), ())
    assert len(found.asked_ids_not_theirs) == 1
    assert "29999" in found.asked_ids_not_theirs[0]
    assert found.reason is MatchReason.NOT_THEIRS


def test_it_makes_no_difference_whether_a_foreign_order_exists():
    shop = read_orders(SHOP / "orders/orders.json", zone=BERLIN).orders
    own = [each for each in shop if each.customer_id == "C-1010"]
    ask = "can you tell me when order {} gets there? It's my mate's tent"

    real, invented = match(ask.format("NL-20436"), own), match(ask.format("NL-29436"), own)

    assert real.asked_ids_not_theirs == ("NL-20436",)
    assert real.model_copy(update={"asked_ids_not_theirs": ()}) == invented.model_copy(
        update={"asked_ids_not_theirs": ()}
    )


def test_a_customer_without_orders_still_has_asked_for_a_number():
    found = match("Where is order NL-20436?", ())

    assert found.asked_ids_not_theirs == ("NL-20436",)
    assert match("Where is my parcel?", ()).reason is MatchReason.NO_ORDERS


def test_own_and_foreign_numbers_are_both_seen():
    found = match("Is NL-20455 with NL-29999, and NL-20101?")

    assert ids(found.matched) == ["NL-20455", "NL-20101"]
    assert found.asked_ids_not_theirs == ("NL-29999",)


@pytest.mark.parametrize(
    "text",
    [
        "I paid 20,455.00 for it",
        "I live in 29999 Hamburg and want my money back",
        "My phone is +49 30 29999",
        "Since 2026 nothing came, where are my things",
        "The ISO 12402 norm, does the jacket meet it",
    ],
)
def test_other_numbers_are_no_order_numbers(text):
    assert match(text).asked_ids_not_theirs == ()


@pytest.mark.parametrize(
    "written", ["00340434161820 04", "0034-0434-1618-2004", "0034043416182004"]
)
def test_a_tracking_number_finds_its_order(written):
    found = match(f"{written} does not move")

    assert (ids(found.matched), found.reason) == (["NL-20455"], MatchReason.TRACKING_NUMBER)


def test_a_foreign_tracking_number_matches_nothing():
    found = match("Where is the parcel with tracking number 00340434999999999999?")

    assert (found.matched, found.candidates) == ((), ())
    assert found.asked_ids_not_theirs == ("00340434999999999999",)


@pytest.mark.parametrize("text", ["Please cancel my last order", "Wo ist meine letzte Bestellung?"])
def test_the_last_order_is_the_newest_one(text):
    assert (ids(match(text).matched), match(text).reason) == (["NL-20455"], MatchReason.NEWEST)


def test_an_order_of_the_future_is_not_the_last_one():
    future = order("NL-20999", placed=NOW + timedelta(days=3))

    assert ids(match("my last order", (*OWN, future)).matched) == ["NL-20455"]


def test_both_orders_are_two():
    assert set(ids(match("Where are both my orders?", (BLUE, PACK)).matched)) == {
        "NL-20455",
        "NL-20229",
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Any idea when the blue jacket will turn up?", "NL-20455"),
        ("Wann kommt die blaue Jacke?", "NL-20455"),
        ("can I send the red jacket back", "NL-20101"),
        ("The tent leaks", "NL-20178"),
        ("Das Zelt ist undicht", "NL-20178"),
        ("strap of the green rucksack broke", "NL-20229"),
        ("the order from March never worked", "NL-20178"),
        ("the thing that came on 28 April", "NL-20229"),
        ("Lieferung vom 12.03. war kaputt", "NL-20178"),
        ("Where is my parcel?", "NL-20455"),
        ("Wo bleibt mein Paket", "NL-20455"),
    ],
)
def test_an_order_is_found_by_what_is_said_of_it(text, expected):
    found = match(text)

    assert ids(found.matched) == [expected], found.reason


def test_where_the_jacket_is_means_the_one_that_has_not_come():
    assert ids(match("Where is my jacket?").matched) == ["NL-20455"]


def test_a_description_that_fits_several_asks_which():
    found = match("Can I return the jacket?")

    assert found.matched == ()
    assert ids(found.candidates) == ["NL-20455", "NL-20101"]
    assert found.reason is MatchReason.SEVERAL_FIT


def test_similarity_decides_only_with_a_clear_margin():
    scores = {"NL-20455": 0.50, "NL-20101": 0.30}
    close = {"NL-20455": 0.50, "NL-20101": 0.47}
    weak = {"NL-20455": 0.20, "NL-20101": 0.01}

    assert ids(match("Can I return the jacket?", similarities=scores).matched) == ["NL-20455"]
    assert match("Can I return the jacket?", similarities=close).matched == ()
    assert match("Can I return the jacket?", similarities=weak).matched == ()


def test_the_only_order_is_meant_when_an_order_is_meant():
    assert match("I want to return it", (RED,)).reason is MatchReason.ONLY_ORDER
    assert match("Which shops do you have in Leeds?", (RED,)).matched == ()


def test_candidates_are_few_and_newest_first():
    many = tuple(order(f"NL-{30000 + 111 * n}", placed=NOW - timedelta(days=n)) for n in range(9))

    assert ids(match("I want a refund", many).candidates) == [each.id for each in many[:5]]


@given(text=st.text(max_size=120), numbers=st.lists(st.integers(0, 10**9), max_size=3))
def test_whatever_is_written_only_own_orders_are_found(text, numbers):
    words = f"{text} order {' NL-'.join(map(str, numbers))}"

    found = match(words)

    assert {each.id for each in (*found.matched, *found.candidates)} <= {o.id for o in OWN}


@given(st.text("ABC123", min_size=1, max_size=8), st.data())
def test_one_slip_is_one_sign_wrong_missing_extra_or_swapped(word, data):
    at_place = data.draw(st.integers(0, len(word) - 1))
    missing = word[:at_place] + word[at_place + 1 :]
    wrong = word[:at_place] + "X" + word[at_place + 1 :]
    swapped = word[:at_place] + word[at_place : at_place + 2][::-1] + word[at_place + 2 :]

    assert is_one_slip(word, missing)
    assert is_one_slip(missing, word)
    assert is_one_slip(word, wrong)
    assert swapped == word or is_one_slip(word, swapped)
    assert not is_one_slip(word, word)
    assert not is_one_slip(word, f"XX{word}")


def test_what_is_embedded_is_what_was_ordered_and_nothing_personal():
    text = embedding_text(
        TENT.model_copy(update={"notes": ("call Emma",), "other": {"email": "e@example.com"}})
    )

    assert "Fjell 2 Tent" in text
    assert "Sand" in text
    assert "March 2026" in text
    for private in ("Emma", "example.com", "C-1", "Standard delivery", "DHL"):
        assert private not in text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Can I swap the tent for a green daypack?", ["NL-20178"]),
        ("If the tent is sold out, cancel the blue jacket", ["NL-20455"]),
        ("I bought the tent for a trip, lovely. But the daypack ripped.", ["NL-20229"]),
        ("Return everything except the tent from my April order", ["NL-20229"]),
        ("Please return the tent, and where is the blue jacket?", ["NL-20178", "NL-20455"]),
        ("the red jacket and the daypack have holes", ["NL-20101", "NL-20229"]),
    ],
)
def test_each_thing_that_is_asked_about_counts_and_no_other(text, expected):
    assert ids(match(text).matched) == expected


def test_what_stays_open_beside_a_clear_order_is_asked():
    found = match("The tent leaks, and I want to return the jacket")

    assert ids(found.matched) == ["NL-20178"]
    assert ids(found.candidates) == ["NL-20455", "NL-20101"]


def test_the_first_order_is_told_only_where_all_are_known():
    assert ids(match("my very first order").matched) == ["NL-20101"]
    assert match("my very first order", is_complete=False).matched == ()


def test_it_is_said_by_what_an_order_was_told_apart():
    assert match("NL-20455").cues == ("number",)
    assert match("the order from March").cues == ("day",)
    assert match("my last order").cues == ("position",)
    assert match("where is my parcel").is_said is False
