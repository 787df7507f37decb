"""The first five minutes: init, articles, ingest, answer; and the demo."""

from __future__ import annotations

from pathlib import Path

from cx_assistant.settings import load_settings

from .conftest import DELIVERY, NOW, RETURNS, STAFF, Cx, one_sentence


def test_a_newcomer_gets_from_nothing_to_an_answer(cx: Cx, here: Path) -> None:
    started = cx("init")
    (here / "articles" / "returns.md").write_text(RETURNS, "utf-8")
    (here / "articles" / "delivery.md").write_text(DELIVERY, "utf-8")
    (here / "articles" / "internal" / "goodwill.md").write_text(STAFF, "utf-8")
    ingested = cx("ingest")
    answered = cx("answer", "How long does standard delivery to Ireland take?", *NOW, "--json")
    checked = cx("doctor")

    assert (started.code, ingested.code, answered.code, checked.code) == (0, 0, 0, 0)
    assert "cx-assistant ingest" in started.out
    assert ingested.out.startswith("3 added; 3 passages")
    assert answered.json["outcome"] == "reply"
    assert "4 to 6 working days" in answered.json["text"]
    assert answered.json["citations"][0]["source"] == "delivery.md"
    assert "SORRY" not in answered.out


def test_the_written_configuration_is_commented_and_valid(cx: Cx, here: Path) -> None:
    assert cx("init", "shop", "--quiet").out == ""

    written = (here / "shop" / "cx.toml").read_text("utf-8")
    assert written.count("#") > 10
    assert load_settings(here / "shop", environment={}).knowledge.paths == ("articles",)
    assert (here / "shop" / "articles" / "internal").is_dir()


def test_nothing_is_overwritten(cx: Cx, here: Path) -> None:
    (here / "cx.toml").write_text("# mine\n", "utf-8")

    done = cx("init")

    assert done.code == 2
    assert "exists already" in one_sentence(done.err)
    assert (here / "cx.toml").read_text("utf-8") == "# mine\n"


def test_a_folder_that_cannot_be_made_is_refused(cx: Cx, here: Path) -> None:
    (here / "taken").write_text("a file", "utf-8")

    assert "taken" in one_sentence(cx("init", "taken/shop").err)


def test_the_demo_answers_its_tickets(cx: Cx, shop_data: Path, here: Path) -> None:
    done = cx("demo", "--data", shop_data, "--json")

    assert done.code == 0
    outcomes = {result["id"]: result["outcome"] for result in done.json_lines}
    assert len(outcomes) >= 12
    assert set(outcomes.values()) == {"reply", "clarification", "escalation"}
    assert outcomes["where-is-my-order"] == "reply"
    assert outcomes["legal-threat"] == "escalation"
    assert list(here.iterdir()) == []


def test_the_demo_shows_one_ticket_the_way_a_person_reads_it(
    cx: Cx, shop_data: Path, here: Path
) -> None:
    done = cx("demo", "--data", shop_data, "--only", "where-is-my-order")

    assert done.code == 0
    assert "unchanged" in done.out
    for told in ("where-is-my-order", "Reply", "NL-20417", "Why", "Time", "1 tickets in"):
        assert told in done.out
