"""`cx-assistant ingest`: what scripts and people may rely on."""

from __future__ import annotations

from pathlib import Path

from .conftest import Cx, one_sentence

PROMISED = {"added", "changed", "removed", "unchanged", "failed", "passages", "seconds"}


def test_the_report_tells_added_changed_removed_and_unchanged(cx: Cx, small_shop: Path) -> None:
    first = cx("ingest", "--json")
    (small_shop / "articles" / "returns.md").write_text("# Returns\n\nNow 60 days.\n", "utf-8")
    (small_shop / "articles" / "delivery.md").unlink()
    (small_shop / "articles" / "gifts.txt").write_text("Gift cards\n\nThey never expire.", "utf-8")
    second = cx("ingest", "--json").json

    assert (first.code, first.err) == (0, "")
    assert set(first.json) >= PROMISED
    assert sorted(first.json["added"]) == ["delivery.md", "internal/goodwill.md", "returns.md"]
    assert first.json["passages"] == 3
    assert second["added"] == ["gifts.txt"]
    assert second["changed"] == ["returns.md"]
    assert second["removed"] == ["delivery.md"]
    assert second["unchanged"] == ["internal/goodwill.md"]
    assert second["seconds"] > 0


def test_nothing_new_costs_no_embedding(cx: Cx, small_shop: Path) -> None:
    cx("ingest", "--quiet")

    again = cx("ingest", "--json").json

    assert again["embedded"] == 0
    assert len(again["unchanged"]) == 3


def test_bad_files_are_named_and_cost_no_other_file(cx: Cx, small_shop: Path) -> None:
    articles = small_shop / "articles"
    (articles / "broken.pdf").write_bytes(b"%PDF-1.7\nnot really")
    (articles / "empty.md").write_bytes(b"")
    (articles / "broken.docx").write_bytes(b"PK\x03\x04 not really")

    done = cx("ingest", "--json")

    assert done.code == 1
    failed = {failure["path"]: failure["reason"] for failure in done.json["failed"]}
    assert set(failed) == {"broken.pdf", "empty.md", "broken.docx"}
    assert all(len(reason.split()) > 2 for reason in failed.values())
    assert len(done.json["added"]) == 3


def test_people_get_one_line_and_the_failures_on_stderr(cx: Cx, small_shop: Path) -> None:
    (small_shop / "articles" / "empty.md").write_bytes(b"")

    done = cx("ingest")

    assert done.code == 1
    assert done.out.startswith("3 added, 1 failed; 3 passages, ")
    assert done.out.count("\n") == 1
    assert "empty.md" in done.err


def test_quiet_says_nothing_when_all_went_well(cx: Cx, small_shop: Path) -> None:
    done = cx("ingest", "--quiet")

    assert (done.code, done.out, done.err) == (0, "", "")


def test_a_folder_that_became_empty_is_refused_until_it_is_allowed(
    cx: Cx, small_shop: Path
) -> None:
    cx("ingest", "--quiet")
    for article in (small_shop / "articles").rglob("*.md"):
        article.unlink()

    refused = cx("ingest")
    found = cx("search", "return items", "--json").json
    allowed = cx("ingest", "--allow-empty", "--json")

    assert refused.code == 2
    assert "--allow-empty" in one_sentence(refused.err)
    assert found
    assert allowed.code == 0
    assert len(allowed.json["removed"]) == 3


def test_the_data_folder_is_where_it_was_asked_for(
    cx: Cx, small_shop: Path, tmp_path: Path
) -> None:
    assert cx("ingest", "--data", tmp_path / "elsewhere", "--quiet").code == 0

    assert (tmp_path / "elsewhere" / "cx.db").exists()
    assert not (small_shop / ".cx").exists()


def test_a_data_folder_that_is_a_file_cannot_be_used(cx: Cx, small_shop: Path) -> None:
    (small_shop / "taken").write_text("a file", "utf-8")

    done = cx("ingest", "--data", "taken")

    assert done.code == 3
    assert "--data" in one_sentence(done.err)
