"""Articles that no search finds."""

from cx_assistant.knowledge_base.health.orphans import AskedQuestion, find_orphans, own_questions
from cx_assistant.models import Visibility
from tests.knowledge_base.health.kit import article

RETURNS = article("# Returns\n\n## How long\n\nText.", title="Returns")
HIDDEN = article("# Information\n\nText.", title="Information")
STAFF = article("# Notes\n\nText.", title="Notes", visibility=Visibility.INTERNAL)


def orphans(found_for, *, questions=(), articles=(RETURNS, HIDDEN)):
    found = find_orphans(
        articles,
        questions,
        lambda text, _language, staff: found_for(text, staff),
        on_progress=lambda *_: None,
    )
    return [finding.sides[0].path for finding in found]


def test_titles_and_headings_are_the_questions_of_an_article():
    assert [one.text for one in own_questions([RETURNS])] == ["Returns", "How long"]


def test_an_article_found_for_none_and_outranked_for_its_own_title_is_an_orphan():
    assert orphans(lambda _text, _staff: ["Returns", "Information"]) == []
    assert orphans(lambda _text, _staff: ["Returns"]) == ["Information"]


def test_an_article_that_comes_first_for_its_own_title_is_no_orphan():
    assert orphans(lambda text, _staff: [text]) == []


def test_real_questions_take_the_place_of_headings():
    asked = [AskedQuestion("can i send it back", "en")]

    def found_for(text, _staff):
        return ["Information"] if text == asked[0].text else ["Returns"]

    assert orphans(found_for, questions=asked) == []
    assert orphans(lambda _text, _staff: ["Returns"], questions=asked) == ["Information"]


def test_internal_articles_are_looked_for_as_staff_would():
    def found_for(_text, staff):
        return ["Notes", "Returns"] if staff else ["Returns"]

    assert orphans(found_for, articles=(RETURNS, STAFF)) == []
