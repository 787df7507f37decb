"""Whether a sentence is its evidence word for word."""

import pytest

from cx_assistant.grounding.quotation import is_quotation

from .builders import article

TABLE = """Costs by country.

| Country | Standard time | Standard cost | Express time | Express cost |
|---|---|---|---|---|
| Ireland | 4–6 working days | **€8.90** | 2–3 working days | €18.90 |
| Northern Ireland | 3–5 working days | £6.50 | not available | not available |
"""


@pytest.mark.parametrize(
    "row",
    [
        "Ireland – Standard time: 4–6 working days; Express time: 2–3 working days",
        "- Ireland – Standard cost: €8.90",
        "Northern Ireland – Express time: not available; Express cost: not available",
    ],
)
def test_a_row_may_leave_columns_out(row):
    assert is_quotation(row, [article(TABLE)])


@pytest.mark.parametrize(
    "row",
    [
        "Ireland – Standard cost: £6.50",  # another row
        "Ireland – Standard cost: €18.90",  # another column
        "Ireland – Express cost: €18.90; Standard cost: €8.90",  # another order
        "Ireland – €8.90",  # which cost?
        "Ireland – Standard cost: €8.90; Express cost: not available",
        "Ireland – Standard cost: €8.90; and it is always on time",
    ],
)
def test_cells_keep_their_row_and_column(row):
    assert not is_quotation(row, [article(TABLE)])


def test_the_column_names_may_stand_in_another_passage_of_the_table():
    head = article("| Country | Time | Cost |\n|---|---|---|\n| Ireland | 4 days | €8.90 |")
    rest = article("| Spain | 5 days | €9.90 |")

    assert is_quotation("Spain – Time: 5 days; Cost: €9.90", [rest, head])
    assert not is_quotation("Spain – Time: 5 days; Cost: €9.90", [rest])
    assert not is_quotation("Spain – Cost: €8.90", [rest, head])


def test_whole_sentences_are_quotations_and_parts_are_not():
    item = article("We refund you unless the goods were used. The rest is easy.")

    assert is_quotation("We refund you unless the goods were used.", [item])
    assert not is_quotation("We refund you.", [item])
