import pytest
from hypothesis import given
from hypothesis import strategies as st

from cx_assistant.errors import LeakError
from cx_assistant.models import Evidence, EvidenceKind
from cx_assistant.orders.asserting import assert_only_own_data
from cx_assistant.orders.computed import computed_facts
from cx_assistant.orders.disclosure import view_of
from cx_assistant.orders.facts import order_facts
from cx_assistant.orders.importing import read_orders
from cx_assistant.orders.policies import Policies, Rule
from cx_assistant.settings.order_schema import DisclosureSettings
from tests.orders.builders import BERLIN, NOW, SHOP, delivered, order, signed_in

OWN = (order("NL-20417"), delivered("2026-05-13T10:00", "NL-20270"))
POLICIES = Policies(return_window=Rule(days=30, source="p-1"))


class Shop:
    """Knows two orders and their customers."""

    def owner_of(self, order_id: str) -> str | None:
        return {"NL-20417": "C-1", "NL-20436": "C-2"}.get(order_id)

    def customer_ids_by_email(self, email: str) -> list[str]:
        return {"george@example.net": ["C-2"], "emma@example.com": ["C-1"]}.get(email, [])


def fact(text: str, **fields: object) -> Evidence:
    values: dict[str, object] = {
        "id": "order:NL-20417:status",
        "kind": EvidenceKind.ORDER,
        "source": "NL-20417",
        "customer_id": "C-1",
        "text": text,
    }
    return Evidence.model_validate(values | fields)


def article(text: str, **fields: object) -> Evidence:
    values = {"id": "a-1", "kind": EvidenceKind.ARTICLE, "source": "help.md", "text": text}
    return Evidence.model_validate(values | fields)


def test_own_facts_of_every_order_of_the_sample_shop_pass():
    shop = read_orders(SHOP / "orders/orders.json", zone=BERLIN).orders
    checked = 0
    for each in shop:
        who = signed_in(each.customer_id)
        own = [other for other in shop if other.customer_id == each.customer_id]
        for language in ("en", "de"):
            told = {"language": language, "now": NOW, "zone": BERLIN}
            view = view_of(each, who, DisclosureSettings())
            evidence = [*order_facts(view, **told), *computed_facts(view, POLICIES, **told)]
            assert_only_own_data(evidence, who, own)
            checked += len(evidence)
    assert checked > 2000


@pytest.mark.parametrize(
    ("leak", "why"),
    [
        (fact("Fine.", customer_id="C-2"), "another customer"),
        (fact("Fine.", customer_id=None), "nobody known"),
        (fact("Fine.", source="NL-20436"), "not theirs"),
        (fact("Fine.", id="order:NL-20436:status", customer_id="C-2"), "another customer"),
        (fact("Like order NL-20436 it is late."), "names an order"),
        (fact("Like order nl 20436 it is late."), "names an order"),
        (fact("The tracking number is 00340434999999999999."), "names a parcel"),
        (fact("We wrote to george@example.net."), "e-mail address"),
        (fact("Due soon.", kind="computed", customer_id=None), "nobody known"),
        (article("Due.", basis=("order:NL-1:status",)), "nobody known"),
    ],
)
def test_data_of_others_in_personal_evidence_is_a_leak(leak, why):
    with pytest.raises(LeakError, match=why) as caught:
        assert_only_own_data([fact("It is on its way."), leak], signed_in(), OWN)

    for private in ("20436", "george", "00340434999999999999"):
        assert private not in str(caught.value)


def test_without_an_identity_there_is_no_personal_evidence():
    assert_only_own_data([article("Returns within 30 days.")], None, ())

    with pytest.raises(LeakError):
        assert_only_own_data([fact("It is on its way.")], None, OWN)


def test_orders_of_others_passed_as_own_do_not_count():
    foreign = order("NL-20436", customer_id="C-2")

    with pytest.raises(LeakError):
        assert_only_own_data(
            [fact("Order NL-20436 is late.", source="NL-20436")], signed_in(), (*OWN, foreign)
        )


def test_the_customers_own_address_may_be_told():
    told = [fact("We wrote to Emma@example.com.")]

    assert_only_own_data(told, signed_in(), OWN, own_emails=["emma@example.com"])


def test_articles_may_hold_the_shops_addresses_and_invented_numbers():
    text = "Write to help@shop.example with a number such as NL-99999."

    assert_only_own_data([article(text)], signed_in(), OWN, directory=Shop())


@pytest.mark.parametrize(
    "text", ["In order NL-20436 we sent two.", "As for nl 20436:", "Mail george@example.net."]
)
def test_a_real_order_or_mailbox_of_others_in_an_article_is_a_leak(text):
    with pytest.raises(LeakError):
        assert_only_own_data([article(text)], signed_in(), OWN, directory=Shop())


@given(st.integers(10000, 99999))
def test_any_number_of_the_shops_shape_that_is_not_theirs_is_a_leak(number):
    named = f"NL-{number}"
    evidence = [fact(f"Your order {named} is on its way.")]

    if named in {each.id for each in OWN}:
        assert_only_own_data(evidence, signed_in(), OWN)
    else:
        with pytest.raises(LeakError):
            assert_only_own_data(evidence, signed_in(), OWN)
