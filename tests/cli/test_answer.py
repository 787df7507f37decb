"""`cx-assistant answer`: one ticket, a batch, and what scripts may rely on."""

from __future__ import annotations

import json
from pathlib import Path

from .conftest import NOW, Cx, one_sentence

PROMISED = {
    "id",
    "outcome",
    "permission",
    "text",
    "reason",
    "team",
    "priority",
    "confidence",
    "citations",
    "trace",
}
TRACED = {
    "model",
    "prompt_hash",
    "index_revision",
    "policy_hash",
    "tokens_in",
    "tokens_out",
    "cost",
    "milliseconds",
}
WHERE = "Where is my order NL-20417?"


def batch(folder: Path, *lines: object) -> Path:
    path = folder / "tickets.jsonl"
    path.write_text(
        "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), "utf-8"
    )
    return path


def test_a_reply_has_the_promised_shape(cx: Cx, sample: tuple[str, ...]) -> None:
    done = cx("answer", WHERE, "--customer", "C-1001", "--verified", *NOW, "--json", *sample)

    assert done.code == 0
    result = done.json
    assert set(result) >= PROMISED
    assert set(result["trace"]) >= TRACED
    assert result["outcome"] == "reply"
    assert result["permission"] == "suggest"
    assert 0 < result["confidence"] <= 1
    assert result["citations"]
    for citation in result["citations"]:
        assert set(citation) == {"source", "quote", "passage_id"}
        assert citation["source"] == "NL-20417"
    assert result["trace"]["model"] is None


def test_a_handoff_has_the_promised_shape(cx: Cx, sample: tuple[str, ...]) -> None:
    done = cx("answer", "My lawyer will sue you over this tent.", *NOW, "--json", *sample)

    assert done.code == 0
    result = done.json
    assert set(result) >= PROMISED
    assert (result["outcome"], result["reason"]) == ("escalation", "legal_threat")
    assert (result["team"], result["priority"]) == ("legal-and-privacy", "high")
    assert result["permission"] is None
    assert result["citations"] == []


def test_people_see_the_reply_its_sources_and_why(cx: Cx, sample: tuple[str, ...]) -> None:
    done = cx("answer", WHERE, "--customer", "C-1001", "--verified", *NOW, *sample)

    assert done.code == 0
    for told in ("Emma", "4 June 2026", "NL-20417", "Why", "Time"):
        assert told in done.out


def test_the_words_can_come_from_stdin(cx: Cx, sample: tuple[str, ...]) -> None:
    done = cx("answer", "-", *NOW, "--json", *sample, stdin="I want to talk to a real person.\n")

    assert done.json["reason"] == "asks_for_human"


def test_bad_lines_are_named_and_the_others_answered(cx: Cx, sample: tuple[str, ...]) -> None:
    path = batch(
        Path(),
        {"id": "one", "messages": [{"text": "Please let me talk to a human."}]},
        "{not json",
        {"_id": "two", "customer_id": "C-1001", "verified": True, "messages": [{"text": WHERE}]},
        {"id": "naive", "now": "2026-06-10T10:00:00", "messages": []},
        "[1, 2]",
        {"messages": [{"text": "no id"}]},
        {"id": "both", "verified": True, "verification": "none", "messages": []},
        "",
        {"id": "last", "messages": []},
    )

    done = cx("answer", "--tickets", path, "--out", "results.jsonl", *NOW, *sample)

    # --now holds for every ticket, so the naive moment in the file does no harm.
    results = [json.loads(line) for line in Path("results.jsonl").read_text("utf-8").splitlines()]
    assert done.code == 1
    assert [result["id"] for result in results] == ["one", "two", "naive", "last"]
    assert [result["outcome"] for result in results] == [
        "escalation",
        "reply",
        "clarification",
        "clarification",
    ]
    assert all(set(result) >= PROMISED for result in results)
    for number in (2, 5, 6, 7):
        assert f"line {number}:" in done.err
    assert "4 answered, 4 not; results in results.jsonl" in done.err
    assert done.out == ""


def test_a_naive_moment_in_a_ticket_is_a_bad_line(cx: Cx, sample: tuple[str, ...]) -> None:
    path = batch(Path(), {"id": "naive", "now": "2026-06-10T10:00:00", "messages": []})

    done = cx("answer", "--tickets", path, *sample)

    assert done.code == 1
    assert done.out == ""
    assert "line 1: now: has no UTC offset" in done.err


def test_without_out_the_results_go_to_stdout(cx: Cx, sample: tuple[str, ...]) -> None:
    path = batch(Path(), {"id": "a", "messages": []}, {"id": "b", "messages": []})

    done = cx("answer", "--tickets", path, *NOW, "--quiet", *sample)

    assert (done.code, done.err) == (0, "")
    assert [result["id"] for result in done.json_lines] == ["a", "b"]


def test_a_batch_that_cannot_be_read_or_written_is_refused(
    cx: Cx, sample: tuple[str, ...], here: Path
) -> None:
    empty, binary = batch(here, "", "  "), here / "binary.jsonl"
    binary.write_bytes(b"\xff\xfe\x00\x01")
    full = here / "full.jsonl"
    full.write_text('{"id": "a", "messages": []}', "utf-8")

    for arguments in (
        ["--tickets", empty],
        ["--tickets", binary],
        ["--tickets", here],
        ["--tickets", full, "--out", here / "no" / "such" / "folder.jsonl"],
    ):
        done = cx("answer", *arguments, *sample)
        assert done.code == 2
        one_sentence(done.err)


def test_a_byte_order_mark_and_windows_lines_do_no_harm(cx: Cx, sample: tuple[str, ...]) -> None:
    Path("tickets.jsonl").write_bytes(b'\xef\xbb\xbf{"id": "a", "messages": []}\r\n')

    done = cx("answer", "--tickets", "tickets.jsonl", *NOW, "--quiet", *sample)

    assert (done.code, len(done.json_lines)) == (0, 1)


def test_without_articles_a_question_goes_to_a_human(cx: Cx, here: Path) -> None:
    done = cx("answer", "How long does delivery to Ireland take?", *NOW, "--json")

    assert done.code == 0
    assert (done.json["outcome"], done.json["reason"]) == ("escalation", "missing_knowledge")
