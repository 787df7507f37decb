"""Expired, stale, empty and overlong articles."""

from datetime import UTC, date, datetime

from cx_assistant.knowledge_base.health.article_checks import (
    find_badly_sized,
    find_expired,
    find_stale,
    valid_on,
)
from cx_assistant.knowledge_base.health.findings import Severity
from tests.knowledge_base.health.kit import TODAY, article


def ending(day: date):
    return article("# Promotion\n\nText.", title=f"Ends {day}", valid_until=day)


def test_an_article_is_reported_from_the_given_number_of_days_before_its_end():
    soon, later = ending(date(2026, 6, 20)), ending(date(2026, 6, 21))

    found = list(find_expired([soon, later, article("# Rule\n\nText.")], today=TODAY, days=10))

    assert [finding.sides[0].path for finding in found] == [soon.path]
    assert "in 10 days, on 20 June 2026" in found[0].message


def test_an_article_holds_on_its_last_day_and_is_over_the_day_after():
    last, over = ending(TODAY), ending(date(2026, 6, 9))

    today, past = find_expired([last, over], today=TODAY, days=0)

    assert "ends today" in today.message and "ended on 9 June 2026" in past.message
    assert valid_on([last, over], TODAY) == [last]


def test_an_article_that_ends_within_a_week_is_urgent():
    found = find_expired(
        [ending(date(2026, 6, 12)), ending(date(2026, 7, 1))], today=TODAY, days=30
    )

    assert [finding.severity for finding in found] == [Severity.HIGH, Severity.MEDIUM]


def test_an_article_not_updated_for_long_is_stale_and_one_without_a_date_is_not():
    old = article("Old.", updated=datetime(2023, 1, 1, tzinfo=UTC))
    new = article("New.", updated=datetime(2026, 1, 1, tzinfo=UTC))

    found = list(find_stale([old, new, article("Undated.")], today=TODAY, days=730))

    assert [finding.sides[0].path for finding in found] == [old.path]


def test_headings_alone_and_a_few_words_are_too_little():
    empty, thin = article("# Title\n\n## And another"), article("# Title\n\nSee below.")

    found = list(find_badly_sized([empty, thin, article("# T\n\n" + "word " * 40)]))

    assert [finding.severity for finding in found] == [Severity.HIGH, Severity.MEDIUM]


def test_a_long_text_needs_headings_and_a_very_long_one_is_to_be_split():
    plain = article("# T\n\n" + "word " * 450, path="plain")
    parted = article("# T\n\n" + ("## Part\n\n" + "word " * 150 + "\n\n") * 3, path="parted")
    table = article("| a | b |\n|---|---|\n" + "| some words | more words |\n" * 200, path="table")
    huge = article("# T\n\n" + ("## Part\n\n" + "word " * 400 + "\n\n") * 5, path="huge")

    found = {
        one.sides[0].path: one.message for one in find_badly_sized([plain, parted, table, huge])
    }

    assert set(found) == {"plain", "huge"}
    assert "no headings" in found["plain"] and "split" in found["huge"]
