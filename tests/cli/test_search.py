"""`cx-assistant search`, `reindex` and `doctor`."""

from __future__ import annotations

from pathlib import Path

from .conftest import Cx


def test_search_shows_what_the_retriever_sees_best_first(cx: Cx, sample: tuple[str, ...]) -> None:
    done = cx("search", "How long does delivery to Ireland take?", "--json", "--limit", 4, *sample)

    assert done.code == 0
    assert len(done.json) == 4
    scores = [found["score"] for found in done.json]
    assert scores == sorted(scores, reverse=True)
    assert any("Ireland" in found["text"] for found in done.json)
    for found in done.json:
        assert found["visibility"] == "public"
        assert found["span"]["end"] > found["span"]["start"]


def test_internal_articles_are_found_only_when_asked_for(cx: Cx, sample: tuple[str, ...]) -> None:
    question = "goodwill voucher limits for agents"

    public = cx("search", question, "--json", *sample).json
    everything = cx("search", question, "--json", "--internal", *sample).json

    assert not [found for found in public if found["source"].startswith("internal/")]
    assert everything[0]["source"] == "internal/goodwill-limits.md"


def test_expired_articles_are_found_only_while_they_hold(cx: Cx, sample: tuple[str, ...]) -> None:
    def sources(now: str) -> set[str]:
        arguments = ["100 days winter returns", "--json", "--limit", 10, "--now", now, *sample]
        return {found["source"] for found in cx("search", *arguments).json}

    assert "returns/winter-100-days.md" in sources("2026-01-10T10:00:00+01:00")
    assert "returns/winter-100-days.md" not in sources("2026-06-10T10:00:00+02:00")


def test_people_see_places_and_scores(cx: Cx, sample: tuple[str, ...]) -> None:
    done = cx("search", "Wie lange dauert der Versand?", *sample)

    assert done.code == 0
    assert done.out.startswith("1. ")
    assert "de/versand.md" in done.out
    assert "cosine" in done.out


def test_a_search_before_any_ingest_says_so(cx: Cx, here: Path) -> None:
    done, quiet = cx("search", "returns"), cx("search", "returns", "--json", "--quiet")

    assert (done.code, done.out) == (0, "")
    assert "cx-assistant ingest" in done.err
    assert (quiet.json, quiet.err) == ([], "")


def test_reindexing_embeds_nothing_and_finds_the_same(cx: Cx, small_shop: Path) -> None:
    cx("ingest", "--quiet")
    before = cx("search", "return items", "--json").json

    done = cx("reindex", "--json")

    assert (done.code, done.json) == (0, {"passages": 3, "orders": 0, "embedded": 0})
    assert cx("search", "return items", "--json").json == before
    assert cx("doctor", "--quiet").out == ""


def test_embedding_makes_only_the_vectors_that_the_embedder_lacks(cx: Cx, small_shop: Path) -> None:
    cx("ingest", "--quiet")

    assert cx("reindex", "--embed", "--json").json["embedded"] == 0
    assert cx("reindex").out == "rebuilt: 3 passages, 0 orders, 0 texts embedded\n"


def test_the_doctor_finds_a_sound_shop_sound(cx: Cx, sample: tuple[str, ...]) -> None:
    done = cx("doctor", "--json", *sample)

    assert done.code == 0
    assert all(check["sound"] and not check["fix"] for check in done.json)
    subjects = {check["subject"] for check in done.json}
    assert subjects >= {"configuration", "model", "store", "embedder", "knowledge", "vector index"}


def test_the_doctor_tells_people_what_to_mend(cx: Cx, here: Path) -> None:
    done = cx("doctor")

    assert done.code == 1
    assert "mend" in done.out
    assert "cx-assistant ingest" in done.out
