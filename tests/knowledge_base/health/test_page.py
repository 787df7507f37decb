"""The report as a page."""

from html.parser import HTMLParser

from cx_assistant.knowledge_base.health.findings import (
    Finding,
    FindingKind,
    HealthReport,
    Mark,
    Severity,
    Side,
)
from cx_assistant.knowledge_base.health.page import render_page
from cx_assistant.models import Visibility
from tests.knowledge_base.health.kit import NOW

EVIL = "<script>alert(1)</script> & “30 days”"


def page(**side: object) -> str:
    values = {"path": "a.md", "title": "A & <B>", "text": EVIL, **side}
    finding = Finding(
        kind=FindingKind.CONTRADICTIONS,
        severity=Severity.HIGH,
        message="Mend <this>.",
        sides=(Side.model_validate(values),),
    )
    report = HealthReport(
        now=NOW,
        articles=1,
        passages=1,
        checked=tuple(FindingKind),
        findings=(finding,),
        notes=("N & M",),
    )
    return render_page(report, shop="Shop <1>")


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))


def tags(html: str) -> list[tuple[str, dict[str, str | None]]]:
    parser = Tags()
    parser.feed(html)
    return parser.seen


def test_article_text_cannot_become_markup():
    html = page()

    assert "script" not in {tag for tag, _ in tags(html)}
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; “30 days”" in html
    assert "A &amp; &lt;B&gt;" in html and "Shop &lt;1&gt;" in html and "Mend &lt;this&gt;" in html


def test_a_mark_stands_around_what_differs():
    start = EVIL.index("30")

    assert "<mark>30 days</mark>" in page(marks=(Mark(start=start, end=start + 7),))


def test_the_page_needs_no_other_file():
    outside = [
        (tag, attributes)
        for tag, attributes in tags(page())
        if tag in {"script", "link", "img", "iframe"} or "src" in attributes
    ]

    assert outside == []


def test_internal_articles_are_labelled_and_the_page_warns_of_them():
    html = page(visibility=Visibility.INTERNAL)

    assert html.count(">Internal<") == 2
    assert "Do not publish it" in html
    assert "Do not publish it" not in page()


def test_only_web_addresses_become_links():
    assert "javascript:" not in page(url="javascript:alert(1)")
    assert 'href="https://shop.example/a&quot;b"' in page(url='https://shop.example/a"b')


def test_keyboard_users_can_skip_to_the_findings():
    first_link = next(attributes for tag, attributes in tags(page()) if tag == "a")

    assert first_link["href"] == "#findings"
    assert ("main", "findings") in {(tag, attributes.get("id")) for tag, attributes in tags(page())}
