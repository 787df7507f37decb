"""A field that the policy withholds is in no fact, not even in one that is worked out from it."""

from __future__ import annotations

import pytest

from cx_assistant.errors import LeakError
from cx_assistant.models import Customer, Order, OrderField, Verification
from cx_assistant.orders.computed import computed_facts
from cx_assistant.orders.disclosure import allowed_fields, name_of, view_of
from cx_assistant.orders.facts import order_facts
from cx_assistant.orders.identity import VerifiedIdentity
from cx_assistant.orders.policies import Policies, Rule
from cx_assistant.settings.order_schema import DisclosureSettings
from tests.orders.builders import BERLIN, NOW, by_email, order, signed_in
from tests.system.canary_shop import NEVER, CanaryShop, canaries_in

SHOP = CanaryShop()
POLICIES = Policies(return_window=Rule(days=30, source="p-1"))
WITHHELD = [field for field in OrderField if field is not OrderField.NUMBER]
# Whoever knows when a parcel came knows that it has been sent: a date says more than its field.
PRIVATE = [field for field in WITHHELD if field not in (OrderField.ITEM_COUNT, OrderField.STATUS)]


def told_of(each: Order, fields: list[OrderField]) -> set[str]:
    who = VerifiedIdentity.from_helpdesk(each.customer_id, Verification.SIGNED_IN)
    view = view_of(each, who, DisclosureSettings(signed_in=tuple(fields)))
    facts = [
        fact
        for language in ("en", "de")
        for told in [{"language": language, "now": NOW, "zone": BERLIN}]
        for fact in (*order_facts(view, **told), *computed_facts(view, POLICIES, **told))
    ]
    return canaries_in("\n".join(fact.model_dump_json() for fact in facts))


def canaries_of(each: Order, field: str) -> set[str]:
    own = SHOP.canaries[each.customer_id]
    return {canary for canary, stands_in in own.items() if stands_in == field}


@pytest.mark.parametrize("withheld", PRIVATE)
def test_one_withheld_field_is_in_no_fact_of_an_order(withheld):
    fields = [field for field in OrderField if field is not withheld]

    for each in SHOP.orders:
        assert not told_of(each, fields) & canaries_of(each, withheld)


@pytest.mark.parametrize("allowed", WITHHELD)
def test_one_allowed_field_brings_nothing_else_along(allowed):
    others = [field for field in WITHHELD if field is not allowed]

    for each in SHOP.orders:
        told = told_of(each, [OrderField.NUMBER, allowed])
        assert not told & {c for field in others for c in canaries_of(each, field)}


def test_what_staff_wrote_and_nobody_mapped_is_told_to_nobody():
    for each in SHOP.orders:
        assert not told_of(each, list(OrderField)) & canaries_of(each, NEVER)


def test_without_its_number_nothing_of_an_order_may_be_told():
    policy = DisclosureSettings(signed_in=(OrderField.STATUS, OrderField.CUSTOMER_NAME))

    assert allowed_fields(signed_in(), policy) == {OrderField.CUSTOMER_NAME}


def test_items_without_totals_are_told_without_their_prices():
    policy = DisclosureSettings(signed_in=(OrderField.NUMBER, OrderField.ITEMS))

    shown = view_of(order(), signed_in(), policy).order

    assert [item.name for item in shown.items] == ["Hav 65 Backpack"]
    assert [item.price for item in shown.items] == [None]


def test_a_name_is_told_to_its_owner_and_only_where_it_is_not_withheld():
    anna = Customer(id="C-1", name="Anna Berg")
    withheld = DisclosureSettings(email_match=(OrderField.NUMBER, OrderField.STATUS))

    assert name_of(anna, by_email(), DisclosureSettings()) == "Anna Berg"
    assert name_of(anna, by_email(), withheld) == ""
    assert name_of(anna, signed_in(), withheld) == "Anna Berg"
    assert name_of(None, signed_in(), withheld) == ""
    with pytest.raises(LeakError) as caught:
        name_of(anna, signed_in("C-2"), DisclosureSettings())
    assert "Anna" not in str(caught.value)
