"""`cx-assistant knowledge report`, as a person and a CI job use it."""

from pathlib import Path

import pytest

from tests.cli.conftest import NOW, Cx

RETURNS = """---
title: Returns
---
# Returns

You can return most items within 30 days of delivery. See [costs](costs.md).
"""
QUESTIONS = """# Questions

## Can I send it back?

Most items can be returned up to 14 days after delivery.
"""
NOTES = """# Notes

Most items can be returned within 21 days of delivery.
"""


@pytest.fixture
def shop(cx: Cx, tmp_path: Path) -> tuple[str, ...]:
    """Options that open a small shop whose articles contradict each other."""
    articles = tmp_path / "articles"
    (articles / "internal").mkdir(parents=True)
    (articles / "returns.md").write_text(RETURNS, encoding="utf-8")
    (articles / "questions.md").write_text(QUESTIONS, encoding="utf-8")
    (tmp_path / "cx.toml").write_text('[knowledge]\npaths = ["articles"]\n', encoding="utf-8")
    options = ("--config", str(tmp_path / "cx.toml"), "--data", str(tmp_path / "data"))
    assert cx("ingest", *options).code == 0
    return options


def test_the_report_shows_both_passages_and_a_summary(cx, shop):
    done = cx("knowledge", "report", *shop, *NOW)

    assert done.code == 0
    assert "30 days" in done.out and "14 days" in done.out
    assert "returns.md" in done.out and "questions.md" in done.out
    assert "1  Contradictions" in done.out
    assert "costs.md" in done.out  # the dead link


def test_json_holds_what_a_program_needs(cx, shop):
    report = cx("knowledge", "report", *shop, *NOW, "--json", "--kind", "contradictions").json

    (finding,) = report["findings"]
    assert finding["kind"] == "contradictions"
    assert {side["path"] for side in finding["sides"]} == {"returns.md", "questions.md"}
    assert report["checked"] == ["contradictions"]


def test_a_ci_job_fails_only_on_what_it_asks_for(cx, shop):
    assert cx("knowledge", "report", *shop, *NOW, "--fail-on", "contradictions").code == 1
    assert cx("knowledge", "report", *shop, *NOW, "--fail-on", "duplicates").code == 0


def test_the_page_is_written_and_labels_internal_articles(cx, shop, tmp_path):
    articles = tmp_path / "articles"
    (articles / "internal/notes.md").write_text(NOTES, encoding="utf-8")
    (articles / "questions.md").unlink()
    cx("ingest", *shop)

    done = cx("knowledge", "report", *shop, *NOW, "--html", str(tmp_path / "report.html"))

    html = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert done.code == 0 and "report.html" in done.err
    assert "21 days" in html and ">Internal<" in html


def test_orphans_are_looked_for_with_the_questions_given(cx, shop, tmp_path):
    asked = tmp_path / "asked.jsonl"
    asked.write_text(
        '{"text": "can i send it back"}\n'
        '{"messages": [{"author": "customer", "text": "return"}]}\n',
        encoding="utf-8",
    )

    done = cx("knowledge", "report", *shop, *NOW, "--kind", "orphans", "--questions", str(asked))

    assert done.code == 0
    assert "the 2 questions given" in " ".join(done.out.split())


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--kind", "typos"), "use one of contradictions"),
        (("--fail-on", "typos"), "use one of contradictions"),
        (("--questions", "gone.jsonl"), "check the path"),
        (("--now", "today"), "ISO 8601"),
        (("--html", "gone/report.html"), "existing folder"),
    ],
)
def test_wrong_use_gets_one_sentence(cx, shop, arguments, told):
    done = cx("knowledge", "report", *shop, *arguments)

    assert done.code == 2
    assert told in " ".join(done.err.split())
    assert "Traceback" not in done.err


def test_a_bad_line_of_questions_is_named(cx, shop, tmp_path):
    asked = tmp_path / "asked.jsonl"
    asked.write_text('{"text": "fine"}\n{"answer": 1}\n', encoding="utf-8")

    done = cx("knowledge", "report", *shop, "--questions", str(asked))

    assert done.code == 2 and "line 2" in done.err


def test_an_empty_knowledge_base_is_told_what_to_do(cx, tmp_path):
    done = cx("knowledge", "report", "--data", str(tmp_path / "data"), *NOW)

    assert done.code == 0
    assert "run cx-assistant ingest first" in done.err
