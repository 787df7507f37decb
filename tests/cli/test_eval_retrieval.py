"""`cx-assistant eval retrieval`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.evaluation.sets import DOCUMENTS, QRELS, QUERIES, UNANSWERABLE, labelled, write_set

from .conftest import Cx, one_sentence

PROMISED = {
    *("queries", "recall@1", "recall@5", "recall@10", "ndcg@10", "mrr@10", "hit@5"),
    *("p50_ms", "p95_ms", "index_seconds"),
}


@pytest.fixture
def shop(here: Path) -> Path:
    return write_set(here / "shop")


def test_the_figures_are_plain_numbers_under_promised_names(cx: Cx, shop: Path) -> None:
    done = cx("eval", "retrieval", shop, "--json")

    assert (done.code, done.err) == (0, "")
    assert done.json.keys() >= PROMISED
    assert all(isinstance(done.json[key], int | float) for key in PROMISED)
    assert done.json["queries"] == 5
    assert done.json["recall@1"] == done.json["hit@5"] == 1.0
    assert 0 < done.json["p50_ms"] <= done.json["p95_ms"]
    assert done.json["clusters"]["count"] == 4
    for metric, (low, high) in done.json["intervals"].items():
        assert low <= done.json[metric] <= high
    assert "answerability" not in done.json
    assert [each.name for each in shop.parent.iterdir()] == ["shop"]


def test_people_see_a_table_with_intervals_and_a_word_of_caution(cx: Cx, shop: Path) -> None:
    done = cx("eval", "retrieval", shop)

    assert done.code == 0
    assert "shop: 5 queries, 4 documents" in done.out
    assert "nDCG@10" in done.out
    assert "1.000 (" in done.out
    assert "only 4 clusters" in done.out
    assert "4 passages, 4 texts embedded" in " ".join(done.out.split())


def test_a_wrong_ranking_is_no_success(cx: Cx, here: Path) -> None:
    wrong = QRELS.replace("q2\tdelivery", "q2\twarranty")
    folder = write_set(here / "shop", queries=QUERIES[:4], qrels=wrong.rpartition("q5")[0])

    figures = cx("eval", "retrieval", folder, "--json").json

    assert figures["queries"] == 4
    assert figures["recall@1"] == 0.75
    assert figures["mrr@10"] < 1.0


def test_searches_are_compared_on_the_same_queries(cx: Cx, shop: Path) -> None:
    shop.parent.joinpath("other.toml").write_text("[search]\npassages_per_question = 1\n", "utf-8")

    names = ["words", "meaning", "rrf", "last-turn", "other.toml"]
    options = [option for name in names for option in ("--compare", name)]
    done = cx("eval", "retrieval", shop, "--json", *options)

    assert done.code == 0
    assert [each["against"] for each in done.json["comparisons"]] == names
    assert [each["name"] for each in done.json["configurations"]] == ["configured", *names]
    for comparison in done.json["comparisons"]:
        assert comparison["queries"] == 5
        for found in comparison["metrics"].values():
            assert found["interval"][0] <= found["difference"] <= found["interval"][1]
            assert 0 < found["p"] <= found["p_holm"] <= 1
    same = done.json["comparisons"][3]["metrics"]["ndcg@10"]  # no query has a history
    assert (same["difference"], same["p"], same["wins"], same["losses"]) == (0.0, 1.0, 0, 0)


def test_todays_search_is_compared_with_last_weeks(cx: Cx, shop: Path) -> None:
    first = cx("eval", "retrieval", shop, "--out", "last-week.jsonl", "--quiet")
    rows = [json.loads(line) for line in Path("last-week.jsonl").read_text("utf-8").splitlines()]
    for row in rows[:2]:
        row["documents"] = []
    Path("last-week.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")

    done = cx("eval", "retrieval", shop, "--compare", "last-week.jsonl")

    assert (first.code, done.code) == (0, 0)
    assert {"id", "documents", "metrics", "ms"} <= rows[0].keys()
    assert rows[0]["metrics"]["recall@1"] == 1.0
    assert "configured minus the other" in done.out
    assert "+0.400" in done.out
    assert "2/0" in done.out


def test_answerability_is_reported_where_the_set_has_labels(cx: Cx, here: Path) -> None:
    folder = write_set(here / "shop", queries=[*labelled(QUERIES), *UNANSWERABLE])

    done, shown = (cx("eval", "retrieval", folder, *more) for more in (["--json"], []))

    found = done.json["answerability"]
    assert done.json["queries"] == 5
    assert (found["answerable"], found["unanswerable"]) == (5, 2)
    assert found["auroc"] > 0.8
    risks = {point["coverage"]: point["risk"] for point in found["unanswerable_risk"]["points"]}
    assert risks[1.0] == pytest.approx(2 / 7, abs=1e-4)
    assert risks[0.5] < risks[1.0]
    assert "AUROC" in shown.out
    assert "coverage" in shown.out


def test_an_index_that_is_kept_is_used_again(cx: Cx, shop: Path) -> None:
    first = cx("eval", "retrieval", shop, "--data", "kept", "--json").json
    again = cx("eval", "retrieval", shop, "--data", "kept", "--json").json

    assert (first["embedded"], again["embedded"]) == (4, 0)
    assert again["recall@1"] == first["recall@1"] == 1.0


def test_one_language_of_a_set_in_several(cx: Cx, here: Path) -> None:
    english = [{**each, "metadata": {"lang": "en"}} for each in DOCUMENTS]
    german = {
        "_id": "de",
        "text": "Die Lieferung nach Irland kostet 8,90 EUR.",
        "metadata": {"lang": "de"},
    }
    asked = {
        "_id": "qd",
        "text": "Was kostet die Lieferung nach Irland?",
        "metadata": {"lang": "de"},
    }
    queries = [*({**each, "metadata": {"lang": "en"}} for each in QUERIES), asked]
    folder = write_set(
        here / "two",
        documents=[*english, german],
        queries=queries,
        qrels=QRELS + "qd\tde\t1\nqd\tdelivery\t1\n",
    )

    within = cx("eval", "retrieval", folder, "--language", "de", "--json").json
    across = cx(
        *("eval", "retrieval", folder, "--language", "en", "--query-language", "de", "--json")
    ).json

    assert (within["queries"], within["documents"], within["recall@1"]) == (1, 1, 1.0)
    assert (across["queries"], across["documents"]) == (1, 4)
    assert across["recall@10"] == 1.0


def test_the_halves_together_are_the_whole(cx: Cx, shop: Path) -> None:
    queries = [
        cx("eval", "retrieval", shop, "--part", each, "--json").json for each in ("even", "odd")
    ]

    assert sum(each["queries"] for each in queries) == 5
    assert [each["part"] for each in queries] == ["even", "odd"]


def test_a_plot_is_drawn(cx: Cx, shop: Path) -> None:
    done = cx("eval", "retrieval", shop, "--compare", "words", "--plot", "figures.svg", "-q")

    assert done.code == 0
    assert "against words" in Path("figures.svg").read_text("utf-8")


def test_a_configuration_with_another_embedder_needs_its_key(cx: Cx, shop: Path) -> None:
    Path("cx.toml").write_text('[storage]\nembeddings = "openai:text-embedding-3-small"\n', "utf-8")

    done = cx("eval", "retrieval", shop)

    assert done.code in {2, 3}
    assert "OPENAI_API_KEY" in one_sentence(done.err)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--compare", "magic"], "words, meaning, rrf, last-turn"),
        (["--compare", "nowhere.toml"], "nowhere.toml"),
        (["--compare", "nowhere.jsonl"], "nowhere.jsonl"),
        (["--plot", "figures.pdf"], ".png or .svg"),
        (["--out", "results.txt"], ".jsonl"),
        (["--part", "third"], "even, odd or all"),
        (["--language", "fi"], ""),
        (["--query-language", "de"], "--language"),
        (["--data", "shop"], "holds something else"),
        (["--data", "shop/qrels.tsv"], "name a folder"),
        (["--config", "nowhere.toml"], "cx-assistant init"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_use_is_one_sentence(cx: Cx, shop: Path, arguments: list[str], told: str) -> None:
    if arguments[0] == "--language":
        rows = [{**each, "metadata": {"lang": "en"}} for each in DOCUMENTS]
        write_set(shop, documents=rows)
        told = "nothing of shop is left"

    done = cx("eval", "retrieval", shop, *arguments)

    assert done.code == 2
    assert told in one_sentence(done.err)
    assert done.out == ""


def test_a_damaged_set_is_named_with_file_and_line(cx: Cx, shop: Path) -> None:
    with (shop / "qrels.tsv").open("a", encoding="utf-8") as file:
        file.write("q1\tnowhere\t1\n")

    done = cx("eval", "retrieval", shop, "--json")

    assert (done.code, done.out) == (2, "")
    assert "qrels.tsv line 7" in one_sentence(done.err)


def test_a_folder_without_a_set_says_what_is_missing(cx: Cx, here: Path) -> None:
    assert "corpus.jsonl" in one_sentence(cx("eval", "retrieval", here).err)
    assert cx("eval", "retrieval").code == 2


def test_questions_that_all_hang_together_are_named_even_when_quiet(cx: Cx, here: Path) -> None:
    folder = write_set(here / "shop", qrels=QRELS + "q2\treturns\t1\nq3\treturns\t1\n")

    done = cx("eval", "retrieval", folder, "--quiet")

    told = " ".join(done.out.split())
    assert "4 of 5 queries hang together through shared documents" in told
    assert "by exact set of right documents instead" in told
