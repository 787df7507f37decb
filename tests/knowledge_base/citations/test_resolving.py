from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import delete, update

from cx_assistant.models import ChangedPart, Citation, CitationStatus, SourceSpan
from cx_assistant.store.tables import article_versions

from .conftest import JULY, JUNE, STAFF, Shop

RETURNS = """# Returns

Changed your mind? You can return most items within 30 days after delivery.
Please keep the receipt, and leave the labels on whatever you would like to send back to us.

## How it works

Print the label in your account and bring the parcel to any post office.
You get a message as soon as the parcel has reached our warehouse and somebody has opened it there.

## Sale items

Items bought in a sale can be returned within 14 days. We pay the money back within 5 days.
What is marked as final sale stays with you, unless it broke or was not what you had ordered.

## Gift cards

Gift cards cannot be returned. We pay the money back within 5 days.
That is so where the law says it, and then the money goes to the card with which it was paid.
"""
WINDOW = "You can return most items within 30 days after delivery."
REFUND = "We pay the money back within 5 days."


@pytest.fixture
def returns(shop: Shop) -> Shop:
    shop.write("returns.md", RETURNS, url="https://shop.example/help/returns")
    shop.write("other.md", "# Delivery\n\nA parcel to Ireland takes four to six working days.")
    shop.ingest()
    return shop


def test_a_citation_of_an_unchanged_article_opens_at_its_words(returns: Shop) -> None:
    opened = returns.open(returns.cite("returns.md", WINDOW))

    assert (opened.status, opened.changed, opened.diff) == (CitationStatus.CURRENT, None, None)
    assert opened.still_stands
    assert opened.found is not None
    assert returns.text("returns.md")[opened.found.start : opened.found.end] == WINDOW
    assert opened.found.before.endswith("Changed your mind? ")
    assert opened.found.ingested_at == JUNE
    assert opened.found.url == (
        "https://shop.example/help/returns#:~:text="
        "You%20can%20return%20most%20items%20within%2030%20days%20after%20delivery."
    )


def test_the_span_noted_in_a_citation_is_the_quote_itself(returns: Shop) -> None:
    citation = returns.cite("returns.md", REFUND, under="Gift cards")

    assert citation.span is not None
    text = returns.text("returns.md")
    assert text[citation.span.start : citation.span.end] == REFUND
    assert citation.span.start > text.index("## Gift cards")


def test_text_inserted_above_moves_the_quote_and_nothing_else(returns: Shop) -> None:
    citation = returns.cite("returns.md", REFUND, under="Sale items")

    news = "## New\n\nReturns are free now.\n\n"
    returns.edit("returns.md", "## How it works", f"{news}## How it works")
    opened = returns.open(citation)

    assert (opened.status, opened.changed) == (CitationStatus.MOVED, ChangedPart.ELSEWHERE)
    assert opened.cited and opened.found and opened.diff
    assert opened.found.start == opened.cited.start + len(news)
    assert opened.found.heading_path == ("Sale items",)
    assert "+Returns are free now." in opened.diff.lines
    assert opened.cited.replaced_at == JULY


def test_an_article_split_otherwise_is_still_the_same_article(returns: Shop) -> None:
    citation = returns.cite("returns.md", REFUND, under="Gift cards")

    returns.ingest(JULY, max_words=15)
    opened = returns.open(citation)

    assert citation.evidence_id not in {
        stored.passage.id for stored in returns.kit.articles.passages_of("returns.md")
    }
    assert opened.status is CitationStatus.CURRENT
    assert opened.found and opened.found.heading_path == ("Gift cards",)


def test_a_renamed_heading_is_a_change_around_the_quote(returns: Shop) -> None:
    citation = returns.cite("returns.md", REFUND, under="Sale items")

    returns.edit("returns.md", "## Sale items", "## Outlet items")
    opened = returns.open(citation)

    assert opened.still_stands
    assert opened.changed is ChangedPart.AROUND
    assert opened.found and opened.found.heading_path == ("Outlet items",)


def test_the_sentence_before_the_quote_is_a_change_around_it(returns: Shop) -> None:
    citation = returns.cite("returns.md", WINDOW)

    returns.edit("returns.md", "Changed your mind?", "Only for members.")
    opened = returns.open(citation)

    assert opened.still_stands
    assert opened.changed is ChangedPart.AROUND
    assert "right around it has changed" in opened.message


@pytest.mark.parametrize(
    "restyled",
    [
        "You can return **most items**\nwithin 30 days after delivery.",
        "You can return [most items](/items) within _30 days_ after delivery.",
        "- YOU CAN RETURN MOST ITEMS WITHIN 30 DAYS AFTER DELIVERY.",
    ],
)
def test_a_quote_only_styled_otherwise_still_stands(returns: Shop, restyled: str) -> None:
    citation = returns.cite("returns.md", WINDOW)

    returns.edit("returns.md", WINDOW, restyled)

    assert returns.open(citation).still_stands


def test_of_several_equal_sentences_the_one_cited_is_found(returns: Shop) -> None:
    sale = returns.cite("returns.md", REFUND, under="Sale items")
    cards = returns.cite("returns.md", REFUND, under="Gift cards")
    text = RETURNS.replace("# Returns", "# Returns\n\nSeveral words come first now.")
    before = text[: text.index("## Sale")]
    sale_part = text[text.index("## Sale") : text.index("## Gift")]
    cards_part = text[text.index("## Gift") :]

    returns.write("returns.md", f"{before}{cards_part}\n{sale_part}")
    returns.ingest(JULY)

    for citation, heading in ((sale, "Sale items"), (cards, "Gift cards")):
        opened = returns.open(citation)
        assert opened.status is CitationStatus.MOVED
        assert opened.found and opened.found.heading_path == (heading,)


def test_sections_with_one_and_the_same_sentence_are_told_apart_by_their_headings(
    shop: Shop,
) -> None:
    said = "You can return it within 14 days."
    shop.write("faq.md", f"# FAQ\n\n## Hats?\n\n{said}\n\n## Boots?\n\n{said}")
    shop.ingest()
    hats, boots = (
        shop.cite("faq.md", said, under="Hats?"),
        shop.cite("faq.md", said, under="Boots?"),
    )

    shop.write("faq.md", f"# FAQ\n\n## Boots?\n\n{said}\n\n## Hats?\n\n{said}")
    shop.ingest(JULY)

    assert [each.found and each.found.heading_path for each in map(shop.open, (hats, boots))] == [
        ("Hats?",),
        ("Boots?",),
    ]


def test_an_edited_sentence_is_not_found_in_another_section_that_says_the_same(
    returns: Shop,
) -> None:
    citation = returns.cite("returns.md", REFUND, under="Sale items")
    untouched = returns.cite("returns.md", REFUND, under="Gift cards")

    returns.edit("returns.md", REFUND, "We pay the money back within 9 days.")
    opened = returns.open(citation)

    assert (opened.status, opened.changed) == (CitationStatus.CHANGED, ChangedPart.QUOTE)
    assert opened.found and opened.found.text == "We pay the money back within 9 days."
    assert opened.found.heading_path == ("Sale items",)
    assert returns.open(untouched).still_stands


def test_an_edited_quote_shows_then_now_and_the_difference(returns: Shop) -> None:
    citation = returns.cite("returns.md", WINDOW)

    returns.edit("returns.md", "within 30 days", "within 21 days")
    opened = returns.open(citation)

    assert (opened.status, opened.changed) == (CitationStatus.CHANGED, ChangedPart.QUOTE)
    assert not opened.still_stands
    assert opened.cited and opened.found and opened.diff
    assert opened.cited.text == WINDOW
    assert opened.found.text == WINDOW.replace("30", "21")
    edits = [(edit.kind, edit.text.strip()) for edit in opened.diff.words if edit.kind != "same"]
    assert edits == [("removed", "30"), ("added", "21")]
    assert any(line.startswith("+") and opened.found.text in line for line in opened.diff.lines)


def test_part_of_a_sentence_is_shown_with_the_whole_of_the_new_one(returns: Shop) -> None:
    citation = returns.cite("returns.md", "within 30 days after delivery")

    returns.edit("returns.md", "within 30 days", "within 21 days")
    opened = returns.open(citation)

    assert opened.cited and opened.found
    assert opened.cited.text == "within 30 days after delivery"
    assert opened.found.text == "You can return most items within 21 days after delivery."


def test_a_sentence_that_went_without_another_is_removed(returns: Shop) -> None:
    citation = returns.cite("returns.md", "Print the label in your account and bring the parcel")

    returns.edit(
        "returns.md",
        "Print the label in your account and bring the parcel to any post office.\n",
        "",
    )
    opened = returns.open(citation)

    assert opened.status is CitationStatus.REMOVED
    assert opened.found is None
    assert opened.cited and opened.cited.text.startswith("Print the label")


def test_a_neighbour_that_says_nearly_the_same_does_not_stand_in_for_a_removed_sentence(
    shop: Shop,
) -> None:
    rows = [f"- Parcels to {country} take 4 to 6 working days." for country in ("Ireland", "Spain")]
    shop.write("times.md", "# Times\n\n" + "\n".join(rows))
    shop.ingest()
    citation = shop.cite("times.md", rows[0])

    shop.edit("times.md", f"{rows[0]}\n", "")
    opened = shop.open(citation)

    assert (opened.status, opened.found) == (CitationStatus.REMOVED, None)


def test_a_sentence_replaced_by_another_says_that_it_was(returns: Shop) -> None:
    citation = returns.cite("returns.md", WINDOW)

    returns.edit("returns.md", WINDOW, "Ask our team, please, by letter.")
    opened = returns.open(citation)

    assert opened.status is CitationStatus.CHANGED
    assert "other text stands in its place" in opened.message


def test_a_digit_that_grew_is_no_occurrence(returns: Shop) -> None:
    citation = returns.cite("returns.md", "30 days after delivery")

    returns.edit("returns.md", "within 30 days", "within 130 days")

    assert returns.open(citation).status is CitationStatus.CHANGED


def test_a_table_row_whose_cells_swapped_columns_has_changed(returns: Shop) -> None:
    table = "| Country | Fast | Slow |\n|---|---|---|\n| Ireland | | 5 days |\n| Spain | 2 | 6 |"
    returns.write("times.md", f"# Times\n\n{table}")
    returns.ingest()
    citation = returns.cite("times.md", "| Ireland | | 5 days |")

    returns.edit("times.md", "| Ireland | | 5 days |", "| Ireland | 5 days | |")

    assert returns.open(citation).status is CitationStatus.CHANGED


def test_a_column_that_got_another_name_is_a_change_around_a_row(returns: Shop) -> None:
    table = "| Country | Fast | Slow |\n|---|---|---|\n| Ireland | 3 | 5 days |\n| Spain | 2 | 6 |"
    returns.write("times.md", f"# Times\n\n{table}")
    returns.ingest()
    citation = returns.cite("times.md", "| Ireland | 3 | 5 days |")

    returns.edit("times.md", "| Spain | 2 | 6 |", "| Spain | 3 | 6 |")
    assert returns.open(citation).changed is ChangedPart.ELSEWHERE

    returns.edit("times.md", "| Fast | Slow |", "| Slow | Fast |")
    assert returns.open(citation).changed is ChangedPart.AROUND


def test_a_removed_article_is_still_shown_as_it_was(returns: Shop) -> None:
    citation = returns.cite("returns.md", WINDOW)

    (returns.folder / "returns.md").unlink()
    returns.ingest(JULY)
    opened = returns.open(citation)

    assert opened.status is CitationStatus.REMOVED
    assert "has been removed" in opened.message
    assert opened.found is None
    assert opened.cited and opened.cited.text == WINDOW
    assert opened.cited.replaced_at == JULY


@pytest.mark.parametrize("edit", [("", ""), ("any post office", "a post office near you")])
def test_a_renamed_article_is_found_under_its_new_name(
    returns: Shop, edit: tuple[str, str]
) -> None:
    citation = returns.cite("returns.md", WINDOW)

    returns.move("returns.md", "help/returning.md")
    returns.edit("help/returning.md", *edit)
    opened = returns.open(citation)

    assert opened.status is CitationStatus.MOVED
    assert opened.renamed_to == "help/returning.md"
    assert opened.found and opened.found.text == WINDOW
    assert opened.notices == ("The article was moved from returns.md to help/returning.md.",)


def test_an_article_renamed_and_edited_shows_the_edit(returns: Shop) -> None:
    citation = returns.cite("returns.md", WINDOW)

    returns.move("returns.md", "help/returning.md")
    returns.edit("help/returning.md", "30 days", "60 days")
    opened = returns.open(citation)

    assert (opened.status, opened.renamed_to) == (CitationStatus.CHANGED, "help/returning.md")
    assert opened.found and "60 days" in opened.found.text


def test_an_expired_article_says_until_when_it_held(shop: Shop) -> None:
    text = "# Winter\n\nReturn your winter coat within 100 days."
    shop.write("winter.md", text, valid_until="2026-01-31", valid_from="2025-11-01")
    shop.ingest()
    citation = shop.cite("winter.md", "Return your winter coat within 100 days.")

    assert shop.open(citation, today=date(2026, 1, 31)).notices == ()
    late = shop.open(citation, today=date(2026, 2, 1))
    early = shop.open(citation, today=date(2025, 10, 31))
    assert late.notices == ("The article has expired: it held until 2026-01-31.",)
    assert early.notices == ("The article does not hold yet: it begins on 2025-11-01.",)
    assert late.still_stands


def told(shop: Shop, citation: Citation) -> str:
    """Everything the public gets to see."""
    opened = shop.open(citation)
    assert opened.status is CitationStatus.WITHHELD
    return opened.model_dump_json()


def assert_withheld(shop: Shop, citation: Citation) -> None:
    said = told(shop, citation)
    for secret in ("30 days", "Returns", "returns.md", "returning", "post office"):
        assert secret not in said


def test_an_article_made_internal_is_for_staff_only(returns: Shop) -> None:
    citation = returns.cite("returns.md", WINDOW)

    returns.edit("returns.md", "language: en", "language: en\nvisibility: internal")

    assert_withheld(returns, citation)
    opened = returns.open(citation, visibility=STAFF)
    assert opened.still_stands
    assert opened.notices == ("The article has become internal: for staff only.",)


@pytest.mark.parametrize("edit", [("", ""), ("30 days", "60 days")])
def test_an_article_moved_to_the_internal_folder_is_for_staff_only(
    returns: Shop, edit: tuple[str, str]
) -> None:
    citation = returns.cite("returns.md", WINDOW)

    returns.move("returns.md", "internal/returning.md")
    returns.edit("internal/returning.md", *edit)

    assert_withheld(returns, citation)
    assert returns.open(citation, visibility=STAFF).renamed_to == "internal/returning.md"


def test_an_article_removed_after_it_became_internal_stays_hidden(returns: Shop) -> None:
    citation = returns.cite("returns.md", WINDOW)

    returns.edit("returns.md", "language: en", "language: en\nvisibility: internal")
    (returns.folder / "returns.md").unlink()
    returns.ingest(JULY)

    assert_withheld(returns, citation)
    assert returns.open(citation, visibility=STAFF).status is CitationStatus.REMOVED


def test_what_an_article_said_while_it_was_internal_stays_hidden(shop: Shop) -> None:
    shop.write("returns.md", RETURNS, visibility="internal")
    shop.ingest()
    citation = shop.cite("returns.md", WINDOW)
    shop.write("returns.md", "# Returns\n\nAsk us, and we will see what can be done.")
    shop.ingest(JULY)

    assert_withheld(shop, citation)


def test_order_facts_are_no_articles_and_are_not_repeated(returns: Shop) -> None:
    for name in ("order:NL-20417:status", "computed:NL-20417:late"):
        fact = Citation(evidence_id=name, source="NL-20417", quote="Order NL-20417 is 6 days late.")

        opened = returns.open(fact, visibility=STAFF)

        assert opened.status is CitationStatus.NOT_AN_ARTICLE
        assert "not a passage of an article" in opened.message
        assert "20417" not in opened.model_dump_json()


def test_a_version_from_another_store_is_not_compared(returns: Shop) -> None:
    foreign = SourceSpan(start=0, end=9, revision="f" * 64)
    citation = returns.cite("returns.md", WINDOW).model_copy(update={"span": foreign})

    opened = returns.open(citation)

    assert opened.status is CitationStatus.NOT_KEPT
    assert not opened.still_stands
    assert opened.message == (
        "The version of returns.md that was cited (ffffffff) is not kept here, so nothing is "
        "compared; the quote stands in the article today."
    )
    assert (opened.cited, opened.found and opened.found.text) == (None, WINDOW)


def test_a_quote_that_stands_twice_is_not_shown_without_its_version(returns: Shop) -> None:
    foreign = SourceSpan(start=0, end=9, revision="f" * 64)
    citation = Citation(evidence_id="", source="returns.md", quote=REFUND, span=foreign)

    opened = returns.open(citation)

    assert (opened.status, opened.found) == (CitationStatus.NOT_KEPT, None)
    assert "stands 2 times" in opened.message


def test_an_article_the_store_never_held_is_named(returns: Shop) -> None:
    citation = Citation(evidence_id="", source="never/there.md", quote=WINDOW)

    opened = returns.open(citation)

    assert opened.status is CitationStatus.NOT_KEPT
    assert opened.message.startswith("This store has never held an article never/there.md;")


def test_a_quote_no_version_holds_cannot_be_traced(returns: Shop) -> None:
    citation = Citation(evidence_id="", source="returns.md", quote="Returns are forbidden.")

    opened = returns.open(citation)

    assert (opened.status, opened.found) == (CitationStatus.NOT_KEPT, None)
    assert (
        opened.message == "No kept version of returns.md holds this quote, so it cannot be traced."
    )


def test_without_a_version_the_newest_that_holds_the_quote_is_taken(returns: Shop) -> None:
    returns.edit("returns.md", "30 days", "21 days")
    citation = Citation(evidence_id="", source="returns.md", quote=WINDOW)

    opened = returns.open(citation)

    assert opened.status is CitationStatus.CHANGED
    assert opened.notices == (
        "The citation names no version; the newest that holds the quote is shown.",
    )


def test_a_damaged_version_is_called_damaged(returns: Shop) -> None:
    citation = returns.cite("returns.md", WINDOW)
    returns.edit("returns.md", "post office", "parcel shop")
    assert citation.span is not None
    with returns.kit.database.write() as connection:
        where = article_versions.c.content_hash == citation.span.revision
        connection.execute(update(article_versions).where(where).values(text="%&/(()"))

    opened = returns.open(citation)

    assert opened.status is CitationStatus.NOT_KEPT
    assert "is damaged" in opened.message
    assert opened.cited is None


def test_an_article_whose_text_is_lost_is_not_called_removed(returns: Shop) -> None:
    citation = returns.cite("returns.md", WINDOW)
    with returns.kit.database.write() as connection:
        connection.execute(delete(article_versions))

    opened = returns.open(citation)

    assert opened.status is CitationStatus.NOT_KEPT
    assert "missing from this store, which is damaged" in opened.message


def test_a_shop_that_keeps_its_files_elsewhere_still_opens_the_version(returns: Shop) -> None:
    citation = returns.cite("returns.md", WINDOW)
    elsewhere = citation.model_copy(update={"source": "articles/en/returns.md"})

    opened = returns.open(elsewhere)

    assert opened.still_stands
    assert opened.renamed_to == "returns.md"


def test_new_front_matter_makes_a_new_version_and_changes_no_quote(returns: Shop) -> None:
    citation = returns.cite("returns.md", WINDOW)

    returns.edit("returns.md", "language: en", "language: en\ntags: [members]")
    opened = returns.open(citation)

    assert (opened.status, opened.changed) == (CitationStatus.CURRENT, None)
    assert opened.cited and opened.found
    assert opened.cited.revision != opened.found.revision


def test_an_article_that_went_back_to_what_it_said_is_current_again(returns: Shop) -> None:
    citation = returns.cite("returns.md", WINDOW)

    returns.edit("returns.md", "30 days", "21 days")
    returns.edit("returns.md", "21 days", "30 days")
    opened = returns.open(citation)

    assert opened.status is CitationStatus.CURRENT
    assert opened.found and (opened.found.ingested_at, opened.found.replaced_at) == (JUNE, None)
