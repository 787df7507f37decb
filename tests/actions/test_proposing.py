"""What a support agent is offered for what a customer writes."""

from __future__ import annotations

import pytest

from cx_assistant.errors import LeakError
from cx_assistant.models import ActionKind, Order, Verdict, Verification
from cx_assistant.orders.identity import VerifiedIdentity
from cx_assistant.settings.order_schema import ActionsSettings

from .builders import ADA, context, delivered, waiting
from .conftest import Proposals


def only(found: tuple[object, ...]) -> object:
    assert len(found) == 1, found
    return found[0]


def test_cancelling_what_has_not_left_is_allowed_with_its_reason_and_cost(proposals):
    proposal = only(proposals("Please cancel order NL-1001, I don't need it anymore."))

    assert (proposal.kind, proposal.verdict) == (ActionKind.CANCEL, Verdict.ALLOWED)
    assert (proposal.order_id, proposal.action.skus) == ("NL-1001", ())
    assert proposal.action.reason == "no longer needed"
    assert (str(proposal.cost), proposal.currency) == ("100.00", "EUR")
    assert proposal.justification.startswith("Nothing of NL-1001 has left yet")
    assert set(proposal.basis) >= {"order:NL-1001:status", "cancelling.md#1"}


def test_cancelling_what_has_arrived_is_denied_and_says_why(proposals):
    proposal = only(proposals("Please cancel order NL-1002."))

    assert proposal.verdict is Verdict.DENIED
    assert "NL-1002 has been delivered" in proposal.justification


def test_one_item_is_cancelled_out_of_an_order(proposals):
    proposal = only(proposals("Please remove the lamp from my pending order."))

    assert (proposal.kind, proposal.action.skus) == (ActionKind.CANCEL, ("LAMP",))
    assert str(proposal.cost) == "30.00"


def test_a_return_shows_the_arithmetic_of_its_window(proposals):
    proposal = only(proposals("I want to return the keyboard."))

    assert (proposal.kind, proposal.verdict) == (ActionKind.RETURN, Verdict.ALLOWED)
    assert proposal.action.skus == ("KEY-LIN-RGB",)
    assert proposal.action.method_id == "paypal-1"
    told = "delivered 1 June 2026 + 30 days (return window) = 1 July 2026, 21 days left"
    assert told in proposal.justification
    assert "returns.md#1" in proposal.basis


def test_goods_from_the_sale_fall_under_their_own_window(proposals):
    proposal = only(proposals("I'd like to send the hat back."))

    assert proposal.verdict is Verdict.DENIED
    assert "+ 7 days (return window for sale items) = 8 June 2026, 2 days ago" in (
        proposal.justification
    )


def test_one_thing_that_may_not_come_back_does_not_hold_up_the_other(proposals):
    kept, refused = proposals("I want to return the keyboard and the hat.")

    assert (kept.action.skus, kept.verdict) == (("KEY-LIN-RGB",), Verdict.ALLOWED)
    assert (refused.action.skus, refused.verdict) == (("HAT",), Verdict.DENIED)


def test_what_was_made_for_the_customer_does_not_come_back(proposals):
    proposal = only(proposals("I want to return the pen."))

    assert proposal.verdict is Verdict.DENIED
    assert "was made for this customer" in proposal.justification


def test_everything_but_one_thing_is_returned(proposals):
    proposal = only(proposals("I want to return everything except the pen and the hat."))

    assert sorted(proposal.action.skus) == ["KEY-LIN-RGB", "MUG", "MUG"]


def test_several_things_named_before_the_wish_are_still_several(proposals):
    shirts = [
        {"sku": f"TEE-{size}", "name": "Tee Shirt", "price": "20.00", "options": {"size": size}}
        for size in ("S", "M")
    ]
    story = (
        "I have worn none of what came on Tuesday, and now I know that all the shirts are small."
    )
    orders = (delivered(items=shirts), waiting())

    proposal = only(proposals(f"{story} I want to return them.", context(orders=orders)))

    assert sorted(proposal.action.skus) == ["TEE-M", "TEE-S"]


def test_pieces_that_came_back_already_are_counted(proposals):
    order = delivered(refunds=[{"amount": "9.50", "skus": ["MUG"]}])

    proposal = only(proposals("I want to return both mugs.", context(orders=(order,))))

    assert proposal.verdict is Verdict.DENIED
    assert "2 ordered, 1 refunded or coming back, 1 left, 2 asked for" in proposal.justification


def test_without_a_rule_a_person_decides_about_the_window(proposals):
    bare = context(policies=context().policies.model_copy(update={"return_window": None}))

    proposal = only(proposals("I want to return the keyboard.", bare))

    assert proposal.verdict is Verdict.NEEDS_APPROVAL
    assert "no rule says how long" in proposal.justification.lower()


def test_an_exchange_keeps_what_is_not_named_and_tells_the_difference(proposals):
    text = "I want to exchange the keyboard for the same one but with clicky switches."

    proposal = only(proposals(text))

    swap = only(proposal.action.swaps)
    assert (swap.sku, swap.new_sku) == ("KEY-LIN-RGB", "KEY-CLI-RGB")
    assert (proposal.verdict, str(proposal.cost)) == (Verdict.ALLOWED, "-5.00")


def test_a_variant_that_cannot_be_delivered_is_never_proposed(proposals):
    proposal = only(proposals("Please exchange the keyboard for one with tactile switches."))

    assert (proposal.verdict, proposal.action) == (Verdict.INCOMPLETE, None)
    assert "not available" in only(proposal.missing)


def test_one_size_larger_is_taken_from_the_catalogue(proposals):
    proposal = only(proposals("Can you change the jacket to one size larger?"))

    assert only(proposal.action.swaps).new_sku == "JAC-M-BLU"
    assert proposal.justification.startswith("Nothing of NL-1001 has left yet")


def test_an_address_is_read_from_the_message(proposals):
    text = "I moved. Please send order NL-1001 to 12 Hill Road, York YO1 7PR instead."

    proposal = only(proposals(text))

    address = proposal.action.address
    assert (address.street, address.city, address.postcode) == ("12 Hill Road", "York", "YO1 7PR")
    assert (proposal.order_id, proposal.verdict) == ("NL-1001", Verdict.ALLOWED)


def test_an_address_may_be_that_of_another_order(proposals):
    text = "Please ship order NL-1001 to my New York address, it is in my other order."

    proposal = only(proposals(text))

    assert proposal.action.address.street == "Harbour 9"


def test_a_gift_card_that_holds_too_little_does_not_pay(proposals):
    text = "Please change the payment of order NL-1001 to my gift card."

    proposal = only(proposals(text))

    assert (proposal.kind, proposal.action.method_id) == (ActionKind.CHANGE_PAYMENT, "gift-1")
    assert proposal.verdict is Verdict.DENIED
    assert "€40.00" in proposal.justification


def test_a_card_is_known_by_its_last_digits(proposals):
    proposal = only(proposals("Use the card ending in 9981 for order NL-1001, please."))

    assert (proposal.action.method_id, proposal.verdict) == ("mc-9981", Verdict.ALLOWED)


def test_a_lost_parcel_may_be_sent_again_at_the_price_of_its_goods(proposals):
    proposal = only(proposals("Order NL-1003 is lost, please send it again."))

    assert (proposal.kind, proposal.verdict) == (ActionKind.RESEND, Verdict.ALLOWED)
    assert str(proposal.cost) == "45.00"


def test_a_refund_is_never_more_than_what_is_left_of_the_payment(proposals):
    order = delivered(refunds=[{"amount": "160.00"}])

    proposal = only(
        proposals("Please refund me 20 euros for order NL-1002.", context(orders=(order,)))
    )

    assert (proposal.kind, proposal.verdict) == (ActionKind.REFUND, Verdict.DENIED)
    assert "€174.00 − refunded €160.00 = €14.00" in proposal.justification


def test_a_refund_in_another_currency_is_denied(proposals):
    proposal = only(proposals("Please refund me $20 for order NL-1002."))

    assert proposal.verdict is Verdict.DENIED
    assert "was paid in EUR" in proposal.justification


def test_above_the_limit_a_second_person_must_agree(proposals):
    limited = context(settings=ActionsSettings(refund_limit=50))

    proposal = only(proposals("Please cancel order NL-1001.", limited))

    assert proposal.verdict is Verdict.NEEDS_APPROVAL
    assert "€100.00 is above the limit of €50.00" in proposal.justification


def test_what_the_shop_does_not_offer_is_denied(proposals):
    narrow = context(settings=ActionsSettings(offered=("return",)))

    proposal = only(proposals("Please cancel order NL-1001.", narrow))

    assert proposal.verdict is Verdict.DENIED
    assert "does not offer" in proposal.justification


def test_a_missing_reason_is_asked_where_the_shop_needs_one(proposals):
    strict = context(
        settings=ActionsSettings(cancel_reasons=("no longer needed", "ordered by mistake"))
    )

    missing = only(proposals("Please cancel order NL-1001.", strict))
    given = only(proposals("I ordered NL-1001 by accident, please cancel it.", strict))

    assert missing.verdict is Verdict.INCOMPLETE
    assert "reason" in only(missing.missing)
    assert given.action.reason == "ordered by mistake"


def test_a_fallback_is_proposed_only_when_the_first_wish_fails(proposals):
    works = "Please change the jacket to M. If that is not possible, cancel the order."
    fails = "Please change the jacket to XL. If that is not possible, cancel the order."

    assert [p.kind for p in proposals(works)] == [ActionKind.EXCHANGE]
    assert [p.kind for p in proposals(fails)] == [ActionKind.EXCHANGE, ActionKind.CANCEL]


@pytest.mark.parametrize(
    "text",
    [
        "How do I cancel an order?",
        "Can I still return things in general?",
        "My refund for NL-1002 hasn't arrived yet.",
        "I cancelled my holiday, so I am at home for the delivery.",
        "I don't want to cancel, I only want to know when it comes.",
        "If the jacket doesn't come by Friday I'll return it.",
        "Wie lange kann ich etwas zurückgeben?",
        "Warum wurde meine Bestellung storniert?",
    ],
)
def test_a_question_or_a_report_is_no_request(proposals, text):
    assert proposals(text) == ()


def test_german_requests_are_filled_too(proposals):
    proposal = only(proposals("Bitte stornieren Sie meine Bestellung NL-1001."))

    assert (proposal.kind, proposal.verdict) == (ActionKind.CANCEL, Verdict.ALLOWED)


@pytest.mark.parametrize("level", [None, Verification.EMAIL_MATCH])
def test_who_has_not_signed_in_learns_nothing_and_changes_nothing(
    proposals: Proposals, level: Verification | None
):
    identity = VerifiedIdentity.from_helpdesk("C-1", level) if level else None

    found = proposals("Please cancel order NL-1001.", context(identity=identity))

    assert [(p.verdict, p.missing) for p in found] == [(Verdict.INCOMPLETE, ("verification",))]
    told = found[0].model_dump_json(exclude={"quote", "customer_id", "ticket_id"})
    for secret in ("NL-1001", "100", "EUR", "Lamp", "LAMP", "visa"):
        assert secret not in told


def test_another_customers_order_stops_everything(proposals: Proposals):
    stranger = Order.model_validate({**waiting().model_dump(), "customer_id": "C-2"})

    with pytest.raises(LeakError):
        proposals("Please cancel order NL-1001.", context(orders=(stranger,)))


def test_an_order_number_that_is_not_theirs_gets_no_action(proposals: Proposals):
    found = proposals("Please cancel order NL-7777.")

    assert all(p.action is None and p.order_id == "" for p in found)


def test_the_same_ticket_gives_the_same_ids_and_another_customer_others(proposals: Proposals):
    text = "Please cancel order NL-1001."
    again = proposals(text)
    other = context(
        identity=VerifiedIdentity.from_helpdesk("C-2", Verification.SIGNED_IN),
        customer=ADA.model_copy(update={"id": "C-2"}),
        orders=(waiting(customer_id="C-2"),),
    )

    assert proposals(text) == again
    assert {p.id for p in again}.isdisjoint(p.id for p in proposals(text, other))


def test_orders_of_the_customer_stay_as_they_are(proposals: Proposals):
    before = context().orders

    proposals("Please cancel order NL-1001 and return everything from NL-1002.")

    assert context().orders == before
