import pytest

from cx_assistant.orders.rules.extract import extract_rules
from cx_assistant.orders.rules.stated import RuleKind

RETURN, SALE, REFUND = RuleKind.RETURN_WINDOW, RuleKind.SALE_RETURN_WINDOW, RuleKind.REFUND


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("You can return most items within **30 days** after delivery.", [(RETURN, 30)]),
        ("Items bought in a sale can be returned within 14 days.", [(SALE, 14)]),
        ("Returns are accepted for up to 2 weeks.", [(RETURN, 14)]),
        ("You have 60 days to send it back.", [(RETURN, 60)]),
        ("Rückgabe innerhalb von 30 Tagen nach Lieferung.", [(RETURN, 30)]),
        (
            "Return items within 30 days, sale items within 14 days.",
            [(RETURN, 30), (SALE, 14)],
        ),
        (
            "Du kannst alles innerhalb von 30 Tagen zurückgeben, Sale-Artikel in 14 Tagen.",
            [(RETURN, 30), (SALE, 14)],
        ),
        ("100 days to return anything, sale items included", [(RETURN, 100), (SALE, 100)]),
        ("# Sale items\n\n- Return window: 14 days instead of 30.", [(SALE, 14)]),
        ("We refund you within 5 working days of its arrival.", [(REFUND, 5)]),
        ("Erstattung innerhalb von 5 Werktagen nach Eingang der Rücksendung.", [(REFUND, 5)]),
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
    ],
)
def test_days_of_other_matters_are_no_rule(text):
    assert extract_rules(text) == ()


def test_working_days_are_told_apart():
    assert extract_rules("Refund within 5 working days of arrival.")[0].working_days
    assert not extract_rules("Return it within 30 days.")[0].working_days
