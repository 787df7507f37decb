"""The comparison with other libraries: what it prints, and that nobody needs them for the rest."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from benchmarks.peers.figures import Measured, rows_of
from benchmarks.peers.kept import Kept
from benchmarks.peers.launch import Launcher, NotMeasuredError
from benchmarks.peers.system import SYSTEMS, Entry
from benchmarks.peers.worker import asked_as
from cx_assistant.evaluation.beir import load_set

ROOT = Path(__file__).parent.parent
PEERS = {"haystack", "llama_index", "langchain_chroma", "langchain_text_splitters"}
BM25 = next(entry for entry in SYSTEMS if entry.name == "bm25")

ARTICLES = {
    "returns": "Unworn boots go back within 30 days for a full refund.",
    "parcels": "A parcel takes three working days to arrive.",
    "lamps": "The headlamp charges by USB-C in four hours.",
}
QUESTIONS = {
    "q1": ("How do I return boots?", "returns"),
    "q2": ("When does my parcel arrive?", "parcels"),
    "q3": ("How long does the headlamp charge?", "lamps"),
}
HISTORY = [
    {"speaker": "user", "text": "Hello, my boots pinch."},
    {"speaker": "agent", "text": "Sorry to hear that."},
]


@pytest.fixture
def shop(tmp_path):
    """A small set whose first question has a history."""
    folder = tmp_path / "shop"
    folder.mkdir()
    documents = [{"_id": id_, "title": id_, "text": text} for id_, text in ARTICLES.items()]
    queries = [{"_id": id_, "text": text} for id_, (text, _) in QUESTIONS.items()]
    queries[0]["metadata"] = {"history": HISTORY}
    write_lines(folder / "corpus.jsonl", documents)
    write_lines(folder / "queries.jsonl", queries)
    pairs = "".join(f"{id_}\t{right}\t1\n" for id_, (_, right) in QUESTIONS.items())
    (folder / "qrels.tsv").write_text(f"query-id\tcorpus-id\tscore\n{pairs}", "utf-8")
    return folder


def write_lines(file, rows):
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")


def run(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "benchmarks.retrieval", *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_prints_quality_and_cost_and_writes_them_as_json(shop, tmp_path):
    out = tmp_path / "figures.json"
    done = run(shop.parent, "shop", "--only", "bm25", "dense", "--json", out)

    assert done.returncode == 0, done.stderr
    assert "shop: 3 questions, 3 documents" in done.stdout
    assert "BM25 (tantivy), last turn" in done.stdout
    assert "dense, all turns" in done.stdout
    assert all(len(line) <= 114 for line in done.stdout.splitlines())
    rows = json.loads(out.read_text("utf-8"))["sets"][0]["rows"]
    assert [(row["system"], row["form"]) for row in rows] == [
        ("bm25", "last"),
        ("bm25", "turns"),
        ("dense", "last"),
        ("dense", "turns"),
    ]
    assert rows[0]["quality"]["recall@5"]["mean"] == 1
    assert rows[2]["peak_megabytes"] > rows[0]["peak_megabytes"] + 20, "the embedder is its own"


def test_without_histories_every_system_has_one_row(shop):
    done = run(shop.parent, "shop", "--only", "bm25", "--last-turn")

    assert done.stdout.count("BM25 (tantivy)") == 2, "one in each table"
    assert "turn" not in done.stdout


def test_a_library_that_is_not_installed_is_named_with_the_way_to_get_it(shop):
    absent = Entry("absent", "Absent", "halves:PlainWords", {"no_such_module": "some-package"})

    with pytest.raises(NotMeasuredError, match=r"some-package not installed \(pip install"):
        Launcher(last_turn=True, kept=None).measure(absent, load_set(shop), shop)


def test_a_system_that_fails_is_reported_with_its_own_words(shop):
    broken = Entry("broken", "Broken", "halves:PlainWords")

    with pytest.raises(NotMeasuredError, match="failed: StopIteration"):
        Launcher(last_turn=True, kept=None).measure(broken, load_set(shop), shop)


def test_a_set_that_is_not_there_is_one_sentence(tmp_path):
    done = run(tmp_path, "nowhere")

    assert done.returncode == 2
    assert "there is no folder" in done.stderr
    assert "Traceback" not in done.stderr


def test_kept_results_are_used_until_the_data_changes(shop, tmp_path):
    launcher = Launcher(last_turn=True, kept=Kept(tmp_path / "kept"))
    first = launcher.measure(BM25, load_set(shop), shop)
    again = launcher.measure(BM25, load_set(shop), shop)
    with (shop / "corpus.jsonl").open("a", encoding="utf-8") as corpus:
        corpus.write(json.dumps({"_id": "new", "text": "Gift cards never expire."}) + "\n")
    changed = launcher.measure(BM25, load_set(shop), shop)

    assert [each.kept for each in (*first, *again, *changed)] == [False, True, False]
    assert again[0].rankings == first[0].rankings
    assert changed[0].passages == first[0].passages + 1


def test_nothing_is_kept_when_the_data_changes_while_it_is_measured(shop, tmp_path):
    kept = Kept(tmp_path / "kept")

    def edited_meanwhile():
        (shop / "queries.jsonl").write_text((shop / "queries.jsonl").read_text("utf-8") + "\n")
        return {"forms": {}}

    kept.get(BM25, shop, ["last"], edited_meanwhile)
    _, was_kept = kept.get(BM25, shop, ["last"], lambda: {"forms": {}})

    assert not was_kept
    assert kept.get(BM25, shop, ["last"], edited_meanwhile)[1], "an undisturbed one is"


def test_a_lead_is_counted_question_by_question(shop):
    whole = load_set(shop)
    right = {id_: [document] for id_, (_, document) in QUESTIONS.items()}
    rows = rows_of(
        [measured("ours", right), measured("other", right | {"q1": []})], whole, reference="ours"
    )

    assert not rows[0].ahead
    assert rows[1].ahead["recall@5"].mean == pytest.approx(1 / 3)
    assert rows[1].quality["ndcg@10"].mean == pytest.approx(2 / 3)
    assert not rows[1].ahead["recall@5"].excludes_zero, "one question of three proves nothing"


def measured(system, rankings):
    return Measured(
        system=system,
        label=system,
        form="last",
        rankings=rankings,
        milliseconds=[1.0],
        passages=3,
        index_seconds=1.0,
        peak_megabytes=1.0,
        kept=False,
    )


def test_all_turns_are_the_customers_only(shop):
    query = load_set(shop).queries[0]

    assert asked_as(query, "last") == ("How do I return boots?", ())
    assert asked_as(query, "turns") == ("Hello, my boots pinch.\nHow do I return boots?", ())
    assert [each.text for each in asked_as(query, "history")[1]] == [
        "Hello, my boots pinch.",
        "Sorry to hear that.",
    ]


@pytest.mark.parametrize("entry", SYSTEMS, ids=lambda entry: entry.name)
def test_every_system_finds_the_right_article(entry, shop):
    if missing := entry.missing():
        pytest.skip(f"{', '.join(missing)} not installed")
    found = Launcher(last_turn=True, kept=None).measure(entry, load_set(shop), shop)[0]

    assert all(found.rankings[id_][0] == right for id_, (_, right) in QUESTIONS.items())
    assert found.passages == 3
    assert len(found.milliseconds) == 3


def test_no_module_of_the_package_imports_a_peer():
    for file in (ROOT / "cx_assistant").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            names = [each.name for each in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not PEERS & {name.partition(".")[0] for name in names}, file


def test_installing_the_package_installs_no_peer():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    needed = {name for entry in SYSTEMS for name in entry.needs.values()}
    offered = " ".join(project["optional-dependencies"]["peers"])

    assert needed
    assert all(name in offered for name in needed)
    assert not any(name in line for name in needed for line in project["dependencies"])
