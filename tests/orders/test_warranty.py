"""Which warranty holds for which goods: the right one, or none."""

from __future__ import annotations

import pytest

from cx_assistant.models import OrderField, OrderItem
from cx_assistant.orders.computed import worked_out
from cx_assistant.orders.disclosure import OrderView
from cx_assistant.orders.goods_named import covers
from cx_assistant.orders.policies import CountedFrom, Policies, Rule, Scope
from cx_assistant.orders.telling import Telling
from tests.orders.builders import BERLIN, NOW, by_email, delivered, text_of, texts
from tests.orders.working_out import computed

GENERAL = Rule(months=24, source="p-general")
TENTS = Rule(months=60, scope=Scope(goods="Our tents and backpacks"), source="p-tents")
CLOTHING = Rule(months=36, scope=Scope(goods="clothing"), source="p-clothing")
BOOTS = Rule(months=24, scope=Scope(goods="Boots"), source="p-boots")
REST = Rule(months=24, scope=Scope(goods="everything else of our own brand"), source="p-rest")
OTHERS = Rule(months=12, scope=Scope(goods="Other brands"), source="p-others")


def told(*names, tags=(), general=GENERAL, limited=(TENTS, BOOTS), identity=None, **fields):
    items = [{"name": name, "sku": f"S-{at}", "tags": tags} for at, name in enumerate(names)]
    order = delivered("2026-06-05T09:42", items=items, **fields)
    return computed(order, identity, warranty=general, warranties=limited)


@pytest.mark.parametrize(
    ("goods", "name"),
    [
        ("Our tents and backpacks", "Fjell 2 Tent"),
        ("Our tents and backpacks", "Hav 65 Backpack"),
        ("alle Zelte und Rucksäcke", "Hav 65 Backpack, blue"),
        ("Zelte", "Kuppelzelt für zwei"),
        ("Headlamps, power banks, stoves", "Polar 20 Power Bank"),
        ("Headlamps, power banks, stoves", "Lys 400 Headlamp"),
        ("Headlamps, power banks, stoves", "Ember Gas Stove"),
        ("gas stoves", "Ember Gas Stove"),
        ("jackets", "Kids' Rain Jacket (size 128)"),
        ("lamps", "Table lamp with bulb"),
    ],
)
def test_goods_are_known_by_what_their_name_ends_with(goods, name):
    assert covers(goods, OrderItem(name=name)) is True


@pytest.mark.parametrize(
    ("goods", "name"),
    [
        ("tents", "Tent Pegs"),
        ("tents", "Footprint for Fjell 2 Tent"),
        ("tents", "Repair kit for tents"),
        ("Zelte", "Zeltheringe"),
        ("stoves", "Stove cleaning brush"),
        ("jackets", "Jacket Repair Kit"),
        ("lamps", "Lamp shade"),
        ("bottles", "Bottle cage"),
        ("gas stoves", "Ember Stove"),
        ("leather boots", "Tind Boots"),
        ("clothing", "Skagen Rain Jacket"),
        ("The warranty on the motor", "City Bike"),
        ("boots", "Skagen Rain Jacket"),
        ("shoes", "Wool Socks"),
        ("bags", "Hav 65 Backpack"),
        ("jackets", "Down Vest"),
        ("", "Fjell 2 Tent"),
        ("all products", "Fjell 2 Tent"),
        ("tents", ""),
        ("tents", "40 x 60"),
    ],
)
def test_goods_that_only_sound_alike_are_not_taken_for_them(goods, name):
    assert covers(goods, OrderItem(name=name)) is not True


def test_a_tag_of_the_shop_tells_what_a_name_does_not():
    jacket = OrderItem(name="Skagen", tags=("Clothing", "sale"))

    assert covers("clothing", jacket) is True
    assert covers("boots", OrderItem(name="Skagen Rain Jacket")) is False


def test_goods_with_a_warranty_of_their_own_are_told_by_it():
    found = told("Fjell 2 Tent")

    assert text_of(found, "warranty") == (
        "The warranty on order NL-20417 runs until 5 June 2031: delivered on 5 June 2026 plus "
        "5 years."
    )
    assert next(f for f in found if "warranty" in f.id).basis[-1] == "p-tents"


def test_other_goods_are_told_by_the_general_warranty():
    found = told("Skagen Rain Jacket", limited=(TENTS, Rule(months=12, scope=BOOTS.scope)))

    assert "5 June 2028" in text_of(found, "warranty")


def test_each_piece_of_an_order_is_told_by_its_own_rule():
    found = told("Fjell 2 Tent", "Tind Mid Boots")

    assert "Fjell 2 Tent from order NL-20417 runs until 5 June 2031" in text_of(found, "warranty-1")
    assert "Tind Mid Boots from order NL-20417 runs until 5 June 2028" in text_of(
        found, "warranty-2"
    )


@pytest.mark.parametrize("name", ["Skagen Rain Jacket", "Tent Pegs", "Titanium Mug"])
def test_nothing_is_told_where_another_rule_may_be_meant(name):
    assert "warranty" not in texts(told(name, limited=(TENTS, CLOTHING)))


def test_all_is_told_where_every_rule_that_may_be_meant_says_the_same():
    found = told("Titanium Mug", limited=(BOOTS, REST))

    assert "5 June 2028" in text_of(found, "warranty")


def test_the_rest_of_the_goods_has_no_warranty_that_depends_on_the_brand():
    assert "warranty" not in texts(told("Wool Socks", limited=(TENTS, REST, OTHERS)))


@pytest.mark.parametrize(
    "limited",
    [
        Rule(months=60, scope=Scope(goods="tents", countries="Germany")),
        Rule(months=60, scope=Scope(goods="tents"), condition="if registered"),
        Rule(months=60, scope=Scope(tier="Gold members")),
        Rule(months=60, scope=Scope(goods="tents"), counted_from=CountedFrom.DISPATCH),
    ],
)
def test_a_warranty_on_terms_that_no_order_tells_is_not_told(limited):
    assert "warranty" not in texts(told("Fjell 2 Tent", limited=(limited,)))


def test_a_piece_that_was_refunded_has_no_warranty():
    refund = [{"amount": "10", "skus": ["S-0"]}]

    found = texts(told("Fjell 2 Tent", "Tind Mid Boots", refunds=refund))

    assert "warranty on Tind Mid Boots" in found
    assert "warranty on Fjell" not in found


def test_withheld_items_are_given_away_by_no_warranty():
    assert "warranty" not in texts(told("Fjell 2 Tent", identity=by_email()))
    assert "warranty" in texts(told("Fjell 2 Tent", limited=(), identity=by_email()))


def test_a_partial_refund_that_is_withheld_leaves_the_warranty_open():
    fields = frozenset({OrderField.NUMBER, OrderField.STATUS, OrderField.ETA})
    own = delivered("2026-06-05T09:42", status="partially_refunded")
    telling = Telling.of(OrderView(own, fields), language="en", now=NOW, zone=BERLIN)
    rules = Policies(warranty=GENERAL, return_window=Rule(days=30))

    assert worked_out(telling, rules) == []
