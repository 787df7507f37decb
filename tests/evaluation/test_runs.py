"""Results kept in a file mean the same when they are read again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from cx_assistant.errors import BackendError, InputError
from cx_assistant.evaluation.beir import Query, load_set
from cx_assistant.evaluation.clusters import cluster_queries
from cx_assistant.evaluation.comparing import comparisons_of, figures_of
from cx_assistant.evaluation.configurations import Ask, Found
from cx_assistant.evaluation.metrics import METRICS
from cx_assistant.evaluation.runs import Answer, Run, ask_all, read_run, write_run
from cx_assistant.models import Evidence, EvidenceKind

from .sets import QUERIES, UNANSWERABLE, labelled, write_set


def answers(**documents: str) -> dict[str, Answer]:
    return {
        id_: Answer(id=id_, documents=tuple(found.split()), ms=10.0 + number)
        for number, (id_, found) in enumerate(documents.items())
    }


BETTER = Run("better", answers(q1="returns", q2="delivery", q3="vouchers", q4="warranty", q5="x"))
WORSE = Run("worse", answers(q1="x returns", q2="x", q3="vouchers", q4="", q5="x"))


def passage(similarity: float) -> Evidence:
    return Evidence(
        id="p", kind=EvidenceKind.ARTICLE, source="returns", text="a", similarity=similarity
    )


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    write_run(BETTER, tmp_path / "runs" / "monday.jsonl")

    assert read_run(tmp_path / "runs" / "monday.jsonl").answers == BETTER.answers


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{", "line 2 is not valid JSON"),
        ('{"id": "q2", "documents": ["a"]}', "line 2 is no result of --out (ms"),
        ('{"id": "q2", "documents": "a", "ms": 1}', "documents"),
        ('{"id": "q2", "documents": [], "ms": -1}', "ms"),
        ('{"id": "q1", "documents": [], "ms": 1}', "line 2 has the query 'q1' a second time"),
    ],
)
def test_a_damaged_file_is_one_sentence_with_its_line(tmp_path: Path, line: str, told: str) -> None:
    file = tmp_path / "run.jsonl"
    file.write_text(f'{{"id": "q1", "documents": [], "ms": 1}}\n{line}\n', "utf-8")

    with pytest.raises(InputError) as raised:
        read_run(file)

    assert told in str(raised.value)
    assert "\n" not in str(raised.value)


def test_an_empty_file_holds_no_results(tmp_path: Path) -> None:
    (tmp_path / "run.jsonl").touch()

    with pytest.raises(InputError, match="holds no results"):
        read_run(tmp_path / "run.jsonl")


def test_figures_are_means_over_the_scored_queries(tmp_path: Path) -> None:
    whole = load_set(write_set(tmp_path))
    clusters = cluster_queries([whole.gold(each.id) for each in whole.scored])

    figures = figures_of(WORSE, whole, clusters)

    assert figures.queries == 5
    assert figures.values["recall@1"] == pytest.approx(1 / 5)
    assert figures.values["hit@5"] == pytest.approx(2 / 5)
    assert figures.values["mrr@10"] == pytest.approx((1 / 2 + 1) / 5)
    assert figures.values["ndcg@10"] == pytest.approx((1 / np.log2(3) + 1) / 5)
    assert (figures.values["p50_ms"], figures.values["p95_ms"]) == (12.0, 14.0)
    assert set(figures.intervals) == {*METRICS, "p50_ms", "p95_ms"}
    assert clusters.count == 4  # two questions are about returns


def test_metrics_in_a_file_are_not_believed_but_worked_out_again(tmp_path: Path) -> None:
    whole = load_set(write_set(tmp_path))
    clusters = cluster_queries([whole.gold(each.id) for each in whole.scored])
    boasting = {
        id_: each.model_copy(update={"metrics": dict.fromkeys(METRICS, 1.0)})
        for id_, each in WORSE.answers.items()
    }

    assert figures_of(Run("worse", boasting), whole, clusters) == figures_of(WORSE, whole, clusters)


def test_a_comparison_is_over_the_queries_that_both_have(tmp_path: Path) -> None:
    whole = load_set(write_set(tmp_path))
    clusters = cluster_queries([whole.gold(each.id) for each in whole.scored])
    some = Run("some", {id_: WORSE.answers[id_] for id_ in ("q1", "q2", "q3")})

    full, partial = comparisons_of(BETTER, [WORSE, some], whole, clusters)

    assert (full.queries, full.clusters, partial.queries, partial.clusters) == (5, 4, 3, 3)
    assert full.differences["recall@1"].mean == pytest.approx(3 / 5)
    assert full.differences["recall@1"].wins == 3
    assert partial.per_query == pytest.approx((1 - 1 / np.log2(3), 1.0, 0.0))
    for metric in METRICS:
        assert full.p_holm[metric] >= full.differences[metric].p


def test_a_run_of_another_set_cannot_be_compared_with(tmp_path: Path) -> None:
    whole = load_set(write_set(tmp_path))
    clusters = cluster_queries([whole.gold(each.id) for each in whole.scored])

    with pytest.raises(InputError, match="has none of the queries"):
        comparisons_of(BETTER, [Run("other", answers(z="returns"))], whole, clusters)


def test_figures_of_an_embedder_that_failed_on_the_way_are_refused(tmp_path: Path) -> None:
    whole = load_set(write_set(tmp_path))

    def words_alone(query: Query) -> Found:
        cosine = 0.0 if query.id == "q3" else 0.5
        return Found(("returns",), 0.001, (passage(cosine),))

    with pytest.raises(BackendError, match="embedder failed on query 'q3'"):
        ask_all({"s": words_alone}, whole.queries, whole=whole, on_progress=lambda _d, _t: None)


def test_the_chance_of_an_answer_is_worked_out_only_where_labels_can_judge_it(
    tmp_path: Path,
) -> None:
    found = Found(("returns",), 0.001, (passage(0.5),))
    chances = []
    for queries in (QUERIES, [*labelled(QUERIES), *UNANSWERABLE]):
        whole = load_set(write_set(tmp_path, queries=queries))
        run = ask_all(
            {"s": lambda _query: found},
            whole.queries,
            whole=whole,
            on_progress=lambda _d, _t: None,
        )[0]
        chances.append(run.answers["q1"].answerability)

    assert chances[0] is None
    assert 0.0 < chances[1] < 1.0


def test_searches_take_turns_so_that_none_always_begins(tmp_path: Path) -> None:
    whole = load_set(write_set(tmp_path))
    asked: list[tuple[str, str]] = []

    def search(name: str) -> Ask:
        def ask(query: Query) -> Found:
            asked.append((name, query.id))
            return Found((name,), 0.001)

        return ask

    searches = {"a": search("a"), "b": search("b")}
    runs = ask_all(searches, whole.queries[:3], whole=whole, on_progress=lambda _d, _t: None)

    assert asked[:2] == [("a", "q1"), ("b", "q1")]  # warming up
    assert [name for name, _ in asked[2:]] == [*"ab", *"ba", *"ab"]
    assert [(run.name, list(run.answers)) for run in runs] == [
        ("a", ["q1", "q2", "q3"]),
        ("b", ["q1", "q2", "q3"]),
    ]
    assert all(run.answers["q2"].documents == (run.name,) for run in runs)
