"""How often the lines picked for a reply hold the answer, how long they are, and what it costs.

    python benchmarks/answering.py FOLDER [--language en] [--limit 200]

FOLDER is a retrieval set in BEIR form whose queries carry `metadata.lang` and
`metadata.reference_answer`, and whose ids begin with the language. Each question comes with the
five passages that share most words with it. Compared in one run: the best passage whole
(baseline), the picker as it ships, and the picker with its best lines compared by meaning too.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import re
import statistics
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from cx_assistant.backends.local_embedder import LocalEmbedder
from cx_assistant.drafting.scoring import Scored, Scorer, score_units
from cx_assistant.drafting.selecting import AnswerPicker
from cx_assistant.drafting.units import Unit
from cx_assistant.models import Evidence, EvidenceKind, Question

PASSAGES = 5
EMBEDDED_LINES = 6
MEANING_WEIGHT = 0.5


@dataclass(frozen=True)
class Case:
    """A question, its answer, and passages of which one holds it."""

    question: Question
    answer: str
    evidence: tuple[Evidence, ...]


def cases(folder: Path, language: str, limit: int) -> list[Case]:
    """The questions whose gold passage is among the passages found."""
    corpus = dict(_passages(folder, language))
    gold = _gold(folder)
    search = _search(corpus)
    found = []
    for query in _queries(folder, language)[:limit]:
        ids = search(query["text"])
        if gold[query["_id"]] & set(ids):
            evidence = tuple(_evidence(id_, corpus[id_], language) for id_ in ids)
            question = Question(text=query["text"], search_text=query["text"])
            found.append(Case(question, query["metadata"]["reference_answer"], evidence))
    return found


def _passages(folder: Path, language: str):
    with gzip.open(folder / "corpus.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if row["_id"].startswith(f"{language}:"):
                yield row["_id"], row["text"]


def _queries(folder: Path, language: str) -> list[dict]:
    lines = (folder / "queries.jsonl").read_text(encoding="utf-8").splitlines()
    rows = map(json.loads, lines)
    return [row for row in rows if row["metadata"]["lang"] == language]


def _gold(folder: Path) -> dict[str, set[str]]:
    gold: dict[str, set[str]] = defaultdict(set)
    for line in (folder / "qrels.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        query, passage, _ = line.split("\t")
        gold[query].add(passage)
    return gold


def _search(corpus: dict[str, str]) -> Callable[[str], list[str]]:
    """Plain BM25 over word beginnings."""
    documents = {id_: Counter(_terms(text)) for id_, text in corpus.items()}
    frequency = Counter(term for terms in documents.values() for term in terms)
    average = statistics.mean(terms.total() for terms in documents.values())

    def score(terms: Counter[str], wanted: set[str]) -> float:
        norm = 1.2 * (0.25 + 0.75 * terms.total() / average)
        return sum(
            math.log(1 + (len(documents) - frequency[term] + 0.5) / (frequency[term] + 0.5))
            * (terms[term] * 2.2 / (terms[term] + norm))
            for term in wanted & terms.keys()
        )

    def best(question: str) -> list[str]:
        wanted = set(_terms(question))
        return sorted(documents, key=lambda id_: -score(documents[id_], wanted))[:PASSAGES]

    return best


def _terms(text: str) -> list[str]:
    return [word[:6] for word in re.findall(r"\w+", text.lower())]


def _evidence(id_: str, text: str, language: str) -> Evidence:
    return Evidence(id=id_, kind=EvidenceKind.ARTICLE, source=id_, text=text, language=language)


def by_meaning(embedder: LocalEmbedder) -> Scorer:
    """The shipped scorer, its best lines put into order by their vectors too."""

    def scorer(question: Question, units: Sequence[Unit]) -> list[Scored]:
        scored = score_units(question, units)
        likely = scored[:EMBEDDED_LINES]
        vectors = embedder.embed([question.text, *(each.unit.text for each in likely)])
        mixed = [
            replace(each, score=each.score + MEANING_WEIGHT * float(cosine))
            for each, cosine in zip(likely, vectors[1:] @ vectors[0], strict=True)
        ]
        return [*sorted(mixed, key=lambda each: -each.score), *scored[EMBEDDED_LINES:]]

    return scorer


def report(name: str, tried: Sequence[Case], pick: Callable[[Case], str]) -> None:
    """One line: share of answers found, words, milliseconds."""
    hits, words, milliseconds = 0, 0, []
    for case in tried:
        started = time.perf_counter()
        text = pick(case)
        milliseconds.append(1000 * (time.perf_counter() - started))
        hits += case.answer.lower() in text.lower()
        words += len(text.split())
    share = hits / len(tried)
    margin = 1.96 * math.sqrt(share * (1 - share) / len(tried))
    print(
        f"  {name:<22} answer held {share:.3f} ± {margin:.3f}   words {words / len(tried):5.1f}"
        f"   median {statistics.median(milliseconds):5.1f} ms"
    )


def picked(picker: AnswerPicker) -> Callable[[Case], str]:
    """The text of the lines this picker chooses."""

    def pick(case: Case) -> str:
        blocks = picker.pick(case.question, case.evidence)
        return " ".join(unit.text for block in blocks for unit in block)

    return pick


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--language", action="append")
    parser.add_argument("--limit", type=int, default=200)
    options = parser.parse_args()
    if not (options.folder / "corpus.jsonl.gz").exists():
        print(f"skipped: {options.folder} holds no corpus.jsonl.gz", file=sys.stderr)
        return 0
    embedder = LocalEmbedder()
    embedder.embed(["warm"])
    for language in options.language or ["en", "de", "es"]:
        tried = cases(options.folder, language, options.limit)
        print(f"{language}: n = {len(tried)}")
        report("best passage whole", tried, lambda case: case.evidence[0].text)
        report("lines by words", tried, picked(AnswerPicker()))
        report("and by meaning", tried, picked(AnswerPicker(scorer=by_meaning(embedder))))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
