"""Facts in every language: nothing missing, nothing odd, whatever the order holds."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cx_assistant.models import Verification
from cx_assistant.orders.carriers import TRACKING_HOSTS, tracking_link
from cx_assistant.orders.disclosure import view_of
from cx_assistant.orders.facts import order_facts
from cx_assistant.orders.formats import day, elided, is_currency, listed, money
from cx_assistant.orders.identity import VerifiedIdentity
from cx_assistant.orders.wording import Counted, counted, wording_for
from cx_assistant.settings.order_schema import DisclosureSettings
from tests.orders.builders import BERLIN, NOW, at, order, text_of, texts
from tests.orders.told import LANGUAGES, all_told

_PLACEHOLDER = re.compile(r"\$(\w+)")


def facts(of, *, language="en", now=NOW):
    me = VerifiedIdentity.from_helpdesk("C-1", Verification.SIGNED_IN)
    view = view_of(of, me, DisclosureSettings())
    return order_facts(view, language=language, now=now, zone=BERLIN)


def sentences(language):
    """Every sentence of a language by its place in the file."""
    wording = wording_for(language).model_dump(mode="json")
    stack = [((name,), value) for name, value in wording.items()]
    while stack:
        place, value = stack.pop()
        if isinstance(value, dict):
            stack += [((*place, name), inner) for name, inner in value.items()]
        elif value and place[-1] != "few":
            yield place, value


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_the_same_things(language):
    english, spoken = dict(sentences("en")), dict(sentences(language))

    assert spoken.keys() == english.keys()
    for place, sentence in spoken.items():
        said = set(_PLACEHOLDER.findall(sentence))
        assert said == set(_PLACEHOLDER.findall(english[place])), place


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_left_with_gaps_or_doubled_signs(language):
    for fact in all_told(language):
        plain = re.sub(r"https://\S+", "", fact.text)
        assert not re.search(r"  | [,.]|[,.;:]{2}|\$\w| \)|\( ", plain), fact.text
        assert plain[:1] == plain[:1].upper()


@pytest.mark.parametrize(
    ("language", "amount", "first_of_june", "names"),
    [
        ("en", "€1,234.50", "1 June 2026", "a, b and c"),
        ("de", "1.234,50 €", "1. Juni 2026", "a, b und c"),
        ("fr", "1 234,50 €", "1er juin 2026", "a, b et c"),
        ("es", "1.234,50 €", "1 de junio de 2026", "a, b y c"),
        ("it", "1.234,50 €", "1 giugno 2026", "a, b e c"),
        ("nl", "€ 1.234,50", "1 juni 2026", "a, b en c"),
        ("pt", "1 234,50 €", "1 de junho de 2026", "a, b e c"),
        ("pl", "1 234,50 €", "1 czerwca 2026", "a, b i c"),
    ],
)
def test_amounts_dates_and_lists_are_written_as_the_language_does(
    language, amount, first_of_june, names
):
    assert money(Decimal("1234.50"), "EUR", language) == amount
    assert day(date(2026, 6, 1), language, BERLIN) == first_of_june
    assert listed(["a", "b", "c"], language) == names


def test_italian_days_take_their_apostrophe():
    assert elided("Consegna il 8 giugno, fino al 11 luglio e il 18 luglio", "it") == (
        "Consegna l'8 giugno, fino all'11 luglio e il 18 luglio"
    )


@pytest.mark.parametrize(
    ("count", "said"),
    [
        *((1, "1 dzień"), (2, "2 dni robocze"), (5, "5 dni roboczych")),
        *((12, "12 dni roboczych"), (22, "22 dni robocze"), (112, "112 dni roboczych")),
    ],
)
def test_polish_has_a_form_for_a_few(count, said):
    assert counted(wording_for("pl").computed.working_days, count).startswith(said)


def test_a_phrase_without_a_form_for_a_few_uses_the_one_for_many():
    assert counted(Counted(one="$count day", many="$count days"), 3) == "3 days"


@pytest.mark.parametrize(
    ("estimated", "said"),
    [
        ("2026-06-10T23:59", "is expected today (10 June 2026)."),
        ("2026-06-10T23:30+00:00", "is expected tomorrow (11 June 2026)."),  # in Berlin it is
        ("2026-06-13T08:00", "is expected in 3 days (13 June 2026)."),
        ("2026-06-25T08:00", "is expected on 25 June 2026."),
        ("2026-06-08T08:00", "was expected 2 days ago (8 June 2026) and has not"),
        ("2026-06-09T20:00-07:00", "is expected today (10 June 2026)."),  # a carrier far away
    ],
)
def test_an_estimate_is_told_against_today_in_the_shop(estimated, said):
    sent = order(shipments=[{"carrier": "DHL", "estimated": at(estimated)}])

    assert said in texts(facts(sent))


def test_tomorrow_is_tomorrow_also_in_the_night_the_clocks_change():
    sent = order(shipments=[{"estimated": at("2026-03-30T00:10")}])

    late = facts(sent, now=datetime(2026, 3, 29, 21, 59, tzinfo=UTC))  # 23:59 in Berlin
    next_day = facts(sent, now=datetime(2026, 3, 29, 22, 0, tzinfo=UTC))

    assert "tomorrow (30 March 2026)" in text_of(late, "eta-1")
    assert "today (30 March 2026)" in text_of(next_day, "eta-1")


def test_parcels_tell_what_is_in_them_and_what_is_still_to_come():
    items = [
        {"name": "Tent", "sku": "T"},
        {"name": "Mug", "sku": "M"},
        {"name": "Rope", "sku": "R"},
    ]
    sent = [{"carrier": "DHL", "skus": ["T"]}, {"carrier": "DHL", "skus": ["M"]}]

    told = facts(order(items=items, shipments=sent))

    assert text_of(told, "contents-1") == "Parcel 1 of 2 of order NL-20417 contains Tent."
    assert text_of(told, "unsent") == "Not yet sent from order NL-20417: Rope."


@pytest.mark.parametrize("skus", [[], ["T", "of another order"]])
def test_parcels_that_do_not_say_it_all_leave_it_open(skus):
    items = [{"name": "Tent", "sku": "T"}, {"name": "Mug", "sku": "M"}]
    sent = [{"carrier": "DHL", "skus": ["T"]}, {"carrier": "DHL", "skus": skus}]

    assert "Not yet sent" not in texts(facts(order(items=items, shipments=sent)))


def test_a_refund_names_what_it_is_for():
    items = [{"name": "Tent", "sku": "T", "price": "100"}, {"name": "Mug", "sku": "M"}]
    back = {"amount": "100", "method": "credit_card", "at": at("2026-06-09T09:00"), "skus": ["T"]}

    told = facts(order(items=items, refunds=[back]), language="de")

    assert text_of(told, "refund-1") == (
        "Für Tent aus der Bestellung NL-20417 haben wir gestern (9. Juni 2026) per Kreditkarte "
        "100,00 € erstattet."
    )
    foreign = facts(order(items=items, refunds=[{**back, "skus": ["X"]}]))
    assert "for order NL-20417" in text_of(foreign, "refund-1")


def test_amounts_in_an_unknown_currency_are_left_out():
    told = texts(facts(order(currency="Taler", total="5", payments=[{"amount": "5"}])))

    assert "5" not in told.replace("NL-20417", "").replace("Hav 65", "")
    assert "contains 1 × Hav 65 Backpack." in told
    assert is_currency("pln")
    assert not is_currency("")


def test_money_that_runs_the_wrong_way_is_not_called_a_refund_or_a_cost():
    odd = order(refunds=[{"amount": "-5"}], shipping_cost="-4.90", tax="-1", discount="-10")

    told = texts(facts(odd))

    assert "refunded" not in told
    assert "delivery cost" not in told
    assert "tax" not in told
    assert "The discount on order NL-20417 is €10.00." in told


def test_points_tax_and_replacements_are_told():
    told = texts(
        facts(order(loyalty_points=1240, tax="31.13", items=[{"name": "X", "price": "0"}]))
    )

    assert "You earned 1,240 points with order NL-20417." in told
    assert "The tax on order NL-20417 is €31.13." in told
    assert "Order NL-20417 contains 1 × X." in told


@pytest.mark.parametrize(
    ("carrier", "number", "host"),
    [
        ("Deutsche Post DHL", "00340434161820040017", "www.dhl.com"),
        ("DPD UK", "15501234567890", "track.dpd.co.uk"),
        ("Colissimo", "6A12345678901", "www.laposte.fr"),
        ("Chronopost", "XW123456789FR", "www.chronopost.fr"),
        ("bpost", "323200000000000000000001", "track.bpost.cloud"),
        ("InPost Paczkomat", "520000012680041086770098", "inpost.pl"),
        ("Poczta Polska", "00359007738913296666", "emonitoring.poczta-polska.pl"),
        ("Correos", "PQ43DA0712345678901234", "www.correos.es"),
        ("Poste Italiane", "1UW0123456789", "www.poste.it"),
        ("Swiss Post", "996012345678901234", "service.post.ch"),
        ("PostNord", "00373500461234567890", "tracking.postnord.com"),
        ("Yodel", "JD0002212345678901", "www.yodel.co.uk"),
        ("Parcelforce", "PBTM8041434001", "www.parcelforce.com"),
        ("An Post", "RR123456789IE", "www.anpost.com"),
        ("Canada Post", "7023210039414604", "www.canadapost-postescanada.ca"),
        ("Purolator", "331234567890", "www.purolator.com"),
        ("Australia Post", "34TDC5012345", "auspost.com.au"),
    ],
)
def test_carriers_of_many_countries_have_a_tracking_page(carrier, number, host):
    link = tracking_link(carrier, number)

    assert link is not None
    assert link.startswith(f"https://{host}/")
    assert host in TRACKING_HOSTS


@pytest.mark.parametrize(
    ("carrier", "number"),
    [
        *(("UPS", "ABCDEFGH"), ("FedEx", "12345"), ("USPS", "HELLO WORLD")),
        *(("An Post", "1234567890"), ("InPost", "12345678")),
        *(("DHL", "０１２３４５６７８９"), ("DHL", "1234\n567890")),
    ],
)
def test_a_number_the_carrier_never_gives_out_gets_no_link(carrier, number):
    assert tracking_link(carrier, number) is None


@given(number=st.text(max_size=60), host=st.sampled_from(["DHL", "UPS", "GLS", "Evri", "PostNL"]))
def test_whatever_the_number_is_a_link_leads_to_the_carrier(number, host):
    link = tracking_link(host, number)

    if link is not None:
        assert re.match(r"https://([a-z0-9.-]+)/", link)[1] in TRACKING_HOSTS
        assert link.isascii()
        assert not re.search(r"[\s\"'<>\\]", link)


@given(
    language=st.sampled_from(LANGUAGES),
    amount=st.decimals(-(10**6), 10**6, places=2),
    currency=st.sampled_from(["EUR", "GBP", "PLN", "usd", "JPY", "", "??", "XYZ"]),
    moments=st.lists(
        st.datetimes(datetime(2020, 1, 1), datetime(2032, 1, 1)), min_size=4, max_size=4
    ),
)
def test_any_order_can_be_told_in_any_language(language, amount, currency, moments):
    placed, shipped, estimated, back = (one.replace(tzinfo=UTC) for one in moments)
    any_order = order(
        currency=currency,
        placed=placed,
        total=amount,
        tax=amount,
        shipments=[{"carrier": "DHL", "shipped": shipped, "estimated": estimated}],
        refunds=[{"amount": amount, "at": back, "skus": ["BPK-H65"]}],
    )

    told = facts(any_order, language=language)

    assert len({fact.id for fact in told}) == len(told)
    assert all(not re.search(r"\$[a-z]|None", fact.text) for fact in told)
