"""Windows that hold in some countries, and goods that cannot come back."""

from __future__ import annotations

import pytest

from cx_assistant.orders.policies import Rule, RuleKind, Scope, Stated
from tests.orders.builders import by_email, delivered, text_of, texts
from tests.orders.working_out import computed

KIND = {"kind": RuleKind.EXCHANGE_WINDOW}
GERMANY = Rule(days=30, scope=Scope(countries="Germany, Austria, UK"), source="p-de", **KIND)
EUROPE = Rule(days=20, scope=Scope(countries="France, Italy"), source="p-fr", **KIND)
GENERAL = Rule(days=30, condition="Germany, Austria, UK", source="p-general", **KIND)


def exchange(country, *limited, identity=None, **fields):
    sent_to = {"shipping_address": {"city": "Graz", "country": country}} if country else {}
    return computed(
        delivered("2026-06-05T09:42", **sent_to, **fields),
        identity,
        exchange_window=GENERAL,
        limited_windows=limited,
    )


def test_sale_items_are_promised_no_longer_exchange_window_than_a_return_window():
    items = [{"name": "Cap", "tags": ["sale"]}]

    told = computed(
        delivered("2026-06-05T09:42", items=items),
        exchange_window=Rule(days=30),
        sale_return_window=Rule(days=14),
    )

    assert "exchange" not in texts(told)
    assert "19 June 2026" in text_of(told, "return-window")


@pytest.mark.parametrize("country", ["DE", "Germany", "Deutschland", "AT", "UK", "GB"])
def test_an_exchange_window_is_told_in_the_countries_it_holds_in(country):
    found = exchange(country, GERMANY, EUROPE)

    assert "You can exchange order NL-20417 until 5 July 2026" in text_of(found, "exchange-window")
    assert found[0].basis == ("order:NL-20417:status", "order:NL-20417:shipping-address", "p-de")


def test_another_country_has_its_own_exchange_window():
    assert "25 June 2026" in text_of(exchange("FR", GERMANY, EUROPE), "exchange-window")


@pytest.mark.parametrize("country", ["PL", "CH", "", "Atlantis"])
def test_no_exchange_window_is_told_in_a_country_nobody_wrote_about(country):
    assert "exchange" not in texts(exchange(country, GERMANY, EUROPE))


def test_no_exchange_window_is_told_where_two_hold_or_goods_decide():
    twice = Rule(days=14, scope=Scope(countries="Germany"), **KIND)
    shoes = Rule(days=60, scope=Scope(goods="shoes"), **KIND)

    assert "exchange" not in texts(exchange("DE", GERMANY, twice))
    assert "exchange" not in texts(exchange("DE", GERMANY, shoes))


def test_a_withheld_address_is_given_away_by_no_exchange_window():
    assert "exchange" not in texts(exchange("DE", GERMANY, identity=by_email()))


def returns(*items, **rules):
    return texts(computed(delivered("2026-06-05T09:42", items=list(items)), **rules))


@pytest.mark.parametrize("tag", ["hygiene", "Hygiene", " HYGIENE "])
def test_tags_of_what_cannot_come_back_are_honoured_however_they_are_written(tag):
    told = returns(
        {"name": "Wool Socks", "tags": [tag]},
        {"name": "Fjell 2 Tent"},
        return_window=Rule(days=30),
        exchange_window=Rule(days=30),
        no_return_tags=(" hygiene",),
    )

    assert "You can return Fjell 2 Tent" in told
    assert "Socks" not in told
    assert "exchange" not in told


def test_goods_that_an_article_excludes_or_grants_another_time_have_no_general_window():
    told = returns(
        {"name": "Gas Cartridge 230 g"},
        {"name": "Marsh Headphones"},
        {"name": "Fjell 2 Tent"},
        return_window=Rule(days=30),
        no_return=(Stated(scope=Scope(goods="Gas cartridges")),),
        limited_windows=(
            Rule(days=7, kind=RuleKind.RETURN_WINDOW, scope=Scope(goods="headphones")),
        ),
    )

    assert "You can return Fjell 2 Tent" in told
    assert "Cartridge" not in told
    assert "Headphones" not in told


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Titanium Mug from order NL-20417 is personalised and cannot be returned."),
        ("de", "Titanium Mug aus der Bestellung NL-20417 ist personalisiert und kann nicht"),
    ],
)
def test_what_was_made_for_the_customer_is_said_to_stay(language, said):
    mug = {"name": "Titanium Mug", "tags": ["personalised"]}
    rule = Stated(scope=Scope(goods="Personalised items"), source="p-personalised")
    own = delivered("2026-06-05T09:42", items=[{"name": "Fjell 2 Tent"}, mug])

    found = computed(own, language=language, no_return=(rule,))

    assert said in text_of(found, "return-none-2")
    assert found[0].basis == ("order:NL-20417:item-2-personalised", "p-personalised")
    assert computed(own, no_return=()) == []
    assert computed(own, by_email(), no_return=(rule,)) == []
    conditional = rule.model_copy(update={"condition": "if unworn"})
    assert computed(own, no_return=(conditional,)) == []
