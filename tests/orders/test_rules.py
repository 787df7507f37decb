"""What the extractor reads from sentences of articles, and what it leaves alone."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cx_assistant.orders.rules.durations import durations_in
from cx_assistant.orders.rules.extract import extract_rules
from cx_assistant.orders.rules.stated import CountedFrom, RuleKind
from tests.orders.builders import SHOP

RETURN, SALE, REFUND = RuleKind.RETURN_WINDOW, RuleKind.SALE_RETURN_WINDOW, RuleKind.REFUND
WORDS = st.sampled_from(
    "return refund within 30 days 3-5 working # | --- | * ** delivery 2 hours cancel warranty "
    "years from of your the order Rückgabe innerhalb von 14 Tagen Erstattung points €4.90 free "
    ": . ? \n".split(" ")
)


def only(text, **context):
    (rule,) = extract_rules(text, **context)
    return rule


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("You can return most items within **30 days** after delivery.", [(RETURN, 30)]),
        ("Items bought in a sale can be returned within 14 days.", [(SALE, 14)]),
        ("Returns are accepted for up to 2 weeks.", [(RETURN, 14)]),
        ("You have 60 days to send it back.", [(RETURN, 60)]),
        ("You have thirty days to send it back.", [(RETURN, 30)]),
        ("We have a fortnight's return policy: you have a fortnight to return it.", [(RETURN, 14)]),
        ("Rückgabe innerhalb von 30 Tagen nach Lieferung.", [(RETURN, 30)]),
        ("Return items within 30 days, sale items within 14 days.", [(RETURN, 30), (SALE, 14)]),
        (
            "Du kannst alles innerhalb von 30 Tagen zurückgeben, Sale-Artikel in 14 Tagen.",
            [(RETURN, 30), (SALE, 14)],
        ),
        ("100 days to return anything, sale items included", [(RETURN, 100), (SALE, 100)]),
        ("# Sale items\n\n- Return window: 14 days instead of 30.", [(SALE, 14)]),
        ("We refund you within 5 working days of its arrival.", [(REFUND, 5)]),
        ("Erstattung innerhalb von 5 Werktagen nach Eingang der Rücksendung.", [(REFUND, 5)]),
        ("Vous pouvez retourner vos articles dans les 30 jours.", [(RETURN, 30)]),
        ("Puedes devolver tu pedido en un plazo de 30 días.", [(RETURN, 30)]),
        ("Puoi restituire gli articoli entro 30 giorni dalla consegna.", [(RETURN, 30)]),
        ("Je kunt je bestelling binnen 30 dagen retourneren.", [(RETURN, 30)]),
        ("Pode devolver os artigos no prazo de 30 dias após a entrega.", [(RETURN, 30)]),
        ("Możesz zwrócić towar w ciągu 30 dni od otrzymania.", [(RETURN, 30)]),
    ],
)
def test_rules_are_read_from_sentences(text, expected):
    assert [(rule.kind, rule.days) for rule in extract_rules(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "You have 14 days to send the wrong item back.",
        "We reserve the new size for 10 days while you return the old one.",
        "Returns are a page of 30 kilobytes.",
        "Up to 7 days late returns get store credit.",
        "If the sale ends, returns must come in within 3 days.",
        "Your order arrived 30 days ago and you want to return it?",
        "The return label is valid for 14 days.",
        "Please ship it within 10 days of receiving the return authorisation.",
        "Returns are inspected within 2 working days of arrival.",
        "We sharpen your knife and return it to you within 5 days.",
        "The endpoint returns the orders of the last 30 days.",
        "You used to have 60 days to return things.",
        "You can request a refund within 30 days of purchase.",
        "We refund the difference if you find it cheaper within 14 days.",
        "Your refund is never made within 3 days.",
        "Register your device within 3 months to keep your warranty.",
        "Unpaid orders are cancelled automatically after 48 hours.",
        "Appointments can be cancelled up to 24 hours before.",
        "Orders are dispatched within 1 working day.",
        "Tell us within 7 days of delivery.",
        "For 100 points you get a voucher of €5.",
        "Defekte Artikel schickst du innerhalb von 14 Tagen zurück.",
        "Wechsle die Saiten alle 3 Monate, sonst erlischt die Garantie.",
    ],
)
def test_days_of_other_matters_are_no_rule(text):
    assert extract_rules(text) == ()


def test_the_legal_withdrawal_is_not_the_shops_return_window():
    text = "You may withdraw from the purchase within 14 days. You can return it within 30 days."

    assert [(r.kind, r.days) for r in extract_rules(text)] == [
        (RuleKind.WITHDRAWAL, 14),
        (RETURN, 30),
    ]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("You can return it within 30 days of delivery.", CountedFrom.DELIVERY),
        ("You can return it within 30 days of purchase.", CountedFrom.ORDER),
        ("You can return it within 30 days.", None),
        ("We refund within 5 days of receiving your return.", CountedFrom.RETURN_ARRIVAL),
        ("After a cancellation we refund within 3 days.", CountedFrom.CANCELLATION),
        ("Refunds take another 5 days to show up in your bank account.", CountedFrom.REFUND),
    ],
)
def test_what_the_days_are_counted_from_is_read(text, count):
    assert only(text).counted_from is count


def test_a_range_keeps_both_ends_and_working_days_are_told_apart():
    rule = only("We refund you 3-5 working days after your return has arrived.")

    assert (rule.least, rule.days, rule.working_days) == (3, 5, True)
    assert not only("Return it within 30 days.").working_days


@pytest.mark.parametrize(
    ("text", "where", "words"),
    [
        ("Headphones can be returned within 10 days.", "goods", "Headphones"),
        ("Elektronik kann innerhalb von 14 Tagen zurückgegeben werden.", "goods", "Elektronik"),
        ("Gold members have 60 days to return their orders.", "tier", "Gold"),
        ("In Austria and Norway you can return it in 20 days.", "countries", "Austria, Norway"),
        ("Gifts bought in December can be returned within 60 days.", "period", "Gifts bought in"),
        ("Express orders can be cancelled for 30 minutes only.", "service", "Express"),
    ],
)
def test_a_rule_says_for_whom_it_holds(text, where, words):
    scope = only(text).scope

    assert words in getattr(scope, where)
    assert not scope.is_general


@pytest.mark.parametrize(
    ("text", "day", "period"),
    [
        (
            "Orders placed in December can be returned until 31 January.",
            "31 January",
            "Orders placed in December",
        ),
        (
            "Weihnachtsgeschenke kannst du bis zum 15. Januar zurückgeben.",
            "15. Januar",
            "Weihnacht",
        ),
    ],
)
def test_a_fixed_last_day_holds_for_what_was_ordered_in_a_period(text, day, period):
    rule = only(text)

    assert (rule.kind, rule.last_date, rule.days) == (RETURN, day, 0)
    assert rule.scope.period == period


def test_a_last_day_without_a_period_is_no_rule():
    assert extract_rules("Please return it until 31 January.") == ()


def test_a_condition_that_orders_cannot_tell_stays_with_the_rule():
    rule = only("You may return items within 30 days, provided they are unworn.")

    assert rule.condition == "provided they are unworn"
    assert only("If you change your mind, return it within 30 days.").condition == ""


@pytest.mark.parametrize(
    ("text", "minutes", "until_dispatch"),
    [
        ("You can cancel your order before it is dispatched.", 0, True),
        ("Once your order has shipped, it can no longer be cancelled.", 0, True),
        ("Orders can be cancelled within 60 minutes.", 60, False),
        ("You may cancel within 2 hours, as long as it has not been dispatched.", 120, True),
        ("Du kannst stornieren, solange die Bestellung nicht versendet ist.", 0, True),
    ],
)
def test_cancelling_is_limited_by_time_by_dispatch_or_both(text, minutes, until_dispatch):
    rule = only(text)

    assert rule.kind is RuleKind.CANCEL
    assert (rule.minutes, rule.until_dispatch) == (minutes, until_dispatch)


def test_warranties_depend_on_the_goods_and_legal_rights_are_another_matter():
    rules = extract_rules("Warranty: 3 years for clothing and 5 years for tents.")

    assert [(r.months, r.scope.goods) for r in rules] == [(36, "clothing"), (60, "tents")]
    assert only("The statutory warranty is 2 years.").kind is RuleKind.LEGAL_GUARANTEE


def test_a_table_gives_one_rule_per_cell_with_country_and_service():
    table = (
        "# Delivery times\n\n| Country | Standard delivery time | Express delivery time |\n"
        "|---|---|---|\n| Germany | 2–3 working days | 1 working day |\n"
    )
    usual, fast = extract_rules(table)

    assert (usual.kind, usual.least, usual.days) == (RuleKind.DELIVERY, 2, 3)
    assert (usual.scope.countries, usual.scope.service) == ("Germany", "")
    assert (fast.days, fast.scope.service) == (1, "Express")
    assert usual.quote == "| Germany | 2–3 working days | 1 working day |"


def test_rows_without_their_header_say_nothing():
    assert extract_rules("| Germany | 2–3 working days | 1 working day |\n") == ()


def test_what_a_return_costs_is_read_by_country():
    table = "# What a return costs\n\n| Country | Cost |\n|---|---|\n| Austria | free |\n"
    rows = table + "| Italy | €9.90, deducted from the refund |\n"
    free, paid = extract_rules(rows)

    assert (free.scope.countries, free.amount) == ("Austria", Decimal(0))
    assert (paid.amount, paid.currency) == (Decimal("9.90"), "EUR")


def test_a_restocking_fee_is_a_percentage_with_its_condition():
    rule = only("We charge a restocking fee of 15% on opened electronics.")

    assert (rule.kind, rule.percent) == (RuleKind.RESTOCKING_FEE, Decimal(15))
    assert "opened electronics" in rule.condition


def test_points_are_earned_per_money_and_expire():
    earned, expiry = extract_rules(
        "Collect 5 points for every £10 spent. Points expire in 2 years."
    )

    assert (earned.points, earned.per_amount) == (Decimal(5), Decimal(10))
    assert expiry.months == 24


def test_goods_that_cannot_be_returned_are_listed():
    text = "The following cannot be returned:\n\n- Opened cosmetics\n- Gift cards\n"

    assert [rule.scope.goods for rule in extract_rules(text)] == ["Opened cosmetics", "Gift cards"]


def test_a_question_is_context_for_its_answer():
    asked = "**How long do I have to return something?**\n\nYou have 21 days."

    assert only(asked).days == 21
    assert extract_rules("**How long is the trial?**\n\nYou have 21 days.") == ()


def test_headings_from_outside_are_context_too():
    assert only("14 days after delivery", headings=["Return window"]).kind is RETURN


def test_the_quote_stands_verbatim_in_the_article():
    text = (SHOP / "articles/returns/return-policy.md").read_text(encoding="utf-8")
    rules = extract_rules(text)

    assert [(r.kind, r.days) for r in rules if r.days] == [
        (RETURN, 30),
        (SALE, 14),
        (RuleKind.WITHDRAWAL, 14),
    ]
    assert rules[0].quote == "You can return most items within **30 days** after delivery."
    assert all(text[rule.start : rule.end] == rule.quote for rule in rules)


@given(st.lists(WORDS, max_size=40).map(" ".join) | st.text(max_size=200))
def test_any_text_is_read_without_failing_and_quoted_verbatim(text):
    for rule in extract_rules(text):
        assert rule.quote
        assert text[rule.start : rule.end] == rule.quote


@pytest.mark.parametrize(
    ("text", "days", "months", "minutes"),
    [
        ("thirty (30) days", 30, 0, 0),
        ("forty-five days", 45, 0, 0),
        ("twenty-four hours", 0, 0, 1440),
        ("two weeks", 14, 0, 0),
        ("half a year", 0, 6, 0),
        ("zweijährige", 0, 24, 0),
        ("14-tägiges", 14, 0, 0),
        ("einundzwanzig Tage", 21, 0, 0),
        ("un an", 0, 12, 0),
        ("12 mesi", 0, 12, 0),
    ],
)
def test_durations_are_read_in_figures_and_words(text, days, months, minutes):
    (found,) = durations_in(text)

    assert (found.days, found.months, found.minutes) == (days, months, minutes)


@pytest.mark.parametrize("text", ["1.5 years", "10.000 days", "31 January", "5 in May", "A4 days"])
def test_figures_that_are_no_length_of_time_are_left(text):
    assert durations_in(text) == ()
