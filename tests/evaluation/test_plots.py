"""Plots are drawn, and say what they show."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from cx_assistant.errors import InputError
from cx_assistant.evaluation.beir import load_set
from cx_assistant.evaluation.clusters import cluster_queries
from cx_assistant.evaluation.comparing import answerability_of, comparisons_of, figures_of
from cx_assistant.evaluation.plots import check_plot, plot
from cx_assistant.evaluation.report import ClusterNote, RetrievalReport
from cx_assistant.evaluation.runs import Answer, Run

from .sets import QRELS, QUERIES, UNANSWERABLE, labelled, write_set


def run(name: str, *, right: bool) -> Run:
    gold = dict(line.split("\t")[:2] for line in QRELS.splitlines()[1:])
    found = {id_: (document,) if right else () for id_, document in gold.items()}
    asked = {**found, **{each["_id"]: ("returns",) for each in UNANSWERABLE}}
    return Run(
        name,
        {
            id_: Answer(id=id_, documents=each, ms=4.0, answerability=0.9 if id_ in gold else 0.2)
            for id_, each in asked.items()
        },
    )


@pytest.fixture
def report(tmp_path: Path) -> RetrievalReport:
    whole = load_set(write_set(tmp_path / "shop", queries=[*labelled(QUERIES), *UNANSWERABLE]))
    clusters = cluster_queries([whole.gold(each.id) for each in whole.scored])
    first, second = run("configured", right=True), run("words <only> & $x$", right=False)
    return RetrievalReport(
        name="shop",
        part="odd",
        documents=4,
        passages=4,
        embedded=4,
        index_seconds=1.0,
        clusters=ClusterNote(count=4, by="right document", largest=2),
        figures=figures_of(first, whole, clusters),
        compared=(figures_of(second, whole, clusters),),
        comparisons=comparisons_of(first, [second], whole, clusters),
        answerability=answerability_of(first, whole),
    )


def test_an_svg_names_the_set_its_searches_and_its_panels(
    report: RetrievalReport, tmp_path: Path
) -> None:
    file = tmp_path / "new" / "figures.svg"

    plot(report, file)

    drawn = file.read_text("utf-8")
    for told in ("shop, odd half: 5 queries", "configured", "nDCG@10", "5 better, 0 worse"):
        assert told in drawn
    assert "words &lt;only&gt; &amp; $x$" in drawn
    assert "Risk against coverage (AUROC 1.00)" in drawn


def test_only_what_was_measured_is_drawn(report: RetrievalReport, tmp_path: Path) -> None:
    alone = report.model_copy(update={"compared": (), "comparisons": (), "answerability": None})

    plot(alone, tmp_path / "a.svg")

    drawn = (tmp_path / "a.svg").read_text("utf-8")
    assert "nDCG@10" in drawn
    assert "Risk" not in drawn
    assert "better" not in drawn


def test_a_png_is_a_png_and_the_same_report_gives_the_same_file(
    report: RetrievalReport, tmp_path: Path
) -> None:
    for name in ("a.png", "b.png", "a.svg", "b.svg"):
        plot(report, tmp_path / name)

    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()


def test_another_ending_is_refused() -> None:
    with pytest.raises(InputError, match=r"must end in \.png or \.svg"):
        check_plot(Path("figures.pdf"))


def test_without_matplotlib_one_sentence_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)

    with pytest.raises(InputError, match=r"pip install 'cx-assistant\[plots\]'"):
        check_plot(Path("figures.png"))
