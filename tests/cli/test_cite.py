"""`cx-assistant cite`: from an answer through changed articles to the terminal."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from .conftest import Cx, one_sentence

TICKETS = (
    {"id": "window", "messages": [{"text": "How many days do I have to return an item?"}]},
    {"id": "ireland", "messages": [{"text": "How long does standard delivery to Ireland take?"}]},
)
QUOTE = "You can return most items within 30 days of delivery."
JUNE = ("--now", "2026-06-10T10:00:00+02:00")
JULY = ("--now", "2026-07-10T10:00:00+02:00")


@pytest.fixture
def results(cx: Cx, small_shop: Path) -> Path:
    """Two answers from articles, written to a file in June."""
    cx("ingest", "--quiet", *JUNE)
    tickets, out = small_shop / "tickets.jsonl", small_shop / "results.jsonl"
    tickets.write_text("\n".join(map(json.dumps, TICKETS)), "utf-8")
    assert cx("answer", "--tickets", tickets, "--out", out, *JUNE).code == 0
    return out


def edit(shop: Path, cx: Cx, name: str, old: str, new: str) -> None:
    file = shop / "articles" / name
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")
    assert cx("ingest", "--quiet", *JULY).code == 0


def test_an_answer_notes_the_version_and_the_place_of_each_quote(results: Path) -> None:
    rows = [json.loads(line) for line in results.read_text("utf-8").splitlines()]

    cited = [citation for row in rows for citation in row["citations"]]
    assert {citation["source"] for citation in cited} >= {"returns.md", "delivery.md"}
    for citation in cited:
        assert re.fullmatch(r"[0-9a-f]{64}", citation["revision"])
        assert citation["end"] - citation["start"] == len(citation["quote"])


def test_citations_of_unchanged_articles_take_a_line_each(cx: Cx, results: Path) -> None:
    done = cx("cite", results, *JULY)

    assert done.code == 0
    assert "window ──" in done.out
    assert "current  returns.md" in done.out
    assert "╭" not in done.out
    assert re.search(r"\d citations: \d current", done.err)


def test_an_edited_article_is_shown_then_and_now(cx: Cx, results: Path, small_shop: Path) -> None:
    edit(small_shop, cx, "returns.md", "30 days", "21 days")

    done = cx("cite", results, *JULY)

    assert done.code == 1
    assert "changed · returns.md" in done.out
    assert "The text quoted has been edited since it was cited." in done.out
    assert "until 10 Jul 2026" in done.out
    assert f"»{QUOTE}«" in done.out
    assert "within [-30-] {+21+} days of delivery." in done.out
    assert max(map(len, done.out.splitlines())) <= 100


def test_one_ticket_is_shown_in_full(cx: Cx, results: Path) -> None:
    done = cx("cite", results, "window", *JULY)

    assert done.code == 0
    assert f"»{QUOTE}«" in done.out
    assert "ireland" not in done.out


def test_a_quote_can_be_opened_without_a_file(cx: Cx, results: Path, small_shop: Path) -> None:
    edit(small_shop, cx, "returns.md", "30 days", "21 days")

    done = cx("cite", "--source", "returns.md", "--quote", QUOTE, "--json", *JULY)

    assert done.code == 1
    (opened,) = done.json
    assert (opened["status"], opened["changed"]) == ("changed", "quote")
    assert opened["cited"]["text"] == QUOTE
    assert opened["found"]["text"] == QUOTE.replace("30", "21")
    assert opened["notices"] == [
        "The citation names no version; the newest that holds the quote is shown."
    ]


def test_internal_text_is_shown_to_staff_only(cx: Cx, results: Path, small_shop: Path) -> None:
    (small_shop / "articles" / "returns.md").rename(
        small_shop / "articles" / "internal" / "returns.md"
    )
    cx("ingest", "--quiet", *JULY)

    public = cx("cite", results, "window", *JULY)
    as_json = cx("cite", results, "window", "--json", *JULY)
    staff = cx("cite", results, "window", "--internal", *JULY)

    for done in (public, as_json):
        assert done.code == 1
        assert "withheld" in done.out
        assert "30 days" not in done.out
    assert staff.code == 0
    assert f"»{QUOTE}«" in staff.out
    assert "The article has become internal: for staff only." in staff.out


def test_order_facts_are_called_what_they_are(cx: Cx, small_shop: Path) -> None:
    cx("ingest", "--quiet")
    fact = {"source": "NL-1", "quote": "Order NL-1 is late.", "passage_id": "order:NL-1:late"}
    file = small_shop / "facts.jsonl"
    file.write_text(json.dumps({"id": "late", "citations": [fact]}), "utf-8")

    done = cx("cite", file)

    assert done.code == 0
    assert "This is a fact from order data, not a passage of an article" in done.out
    assert "NL-1" not in done.out


def test_results_written_before_versions_were_noted_can_be_opened(
    cx: Cx, results: Path, small_shop: Path
) -> None:
    old = {"source": "returns.md", "quote": QUOTE, "passage_id": "a" * 24}
    file = small_shop / "old.jsonl"
    file.write_text(json.dumps({"id": "window", "citations": [old], "more": 1}), "utf-8")

    done = cx("cite", file, *JULY)

    assert done.code == 0
    assert "names no version" in done.out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "give either a file of results or --source PATH"),
        (["results.jsonl", "--source", "returns.md"], "give either a file of results or"),
        (["--source", "returns.md"], "--source needs --quote TEXT"),
        (["--source", "returns.md", "--quote", "30"], "--quote is too short"),
        (["results.jsonl", "--quote", QUOTE], "--quote and --revision go with --source"),
        (["results.jsonl", "nobody"], "holds no citations for ticket 'nobody'"),
        (["missing.jsonl"], "cannot read missing.jsonl"),
        (["cx.toml"], "line 1 of cx.toml is no result of an answer"),
    ],
)
def test_wrong_use_is_told_in_one_sentence(
    cx: Cx, results: Path, arguments: list[str], told: str
) -> None:
    done = cx("cite", *arguments)

    assert done.code == 2
    assert told in one_sentence(done.err)


def test_pruning_spares_what_a_file_of_results_cites(
    cx: Cx, results: Path, small_shop: Path
) -> None:
    edit(small_shop, cx, "returns.md", "30 days", "21 days")
    edit(small_shop, cx, "delivery.md", "8.90", "9.90")

    spared = cx("prune", "--before", "2026-08-01", "--cited", results)
    assert (spared.code, spared.out) == (0, "0 versions forgotten, replaced before 01 Aug 2026\n")
    assert cx("cite", results, "window", "--json", *JULY).json[0]["status"] == "changed"

    assert cx("prune", "--before", "2026-07-10").out.startswith("0 versions forgotten")
    assert cx("prune", "--before", "2026-08-01").out.startswith("2 versions forgotten")
    opened = cx("cite", results, "window", "--json", *JULY).json[0]
    assert (opened["status"], opened["cited"]) == ("not_kept", None)


def test_a_date_that_is_none_is_told(cx: Cx, small_shop: Path) -> None:
    done = cx("prune", "--before", "last year")

    assert done.code == 2
    assert "write e.g. 2025-12-31" in one_sentence(done.err)
