"""Retrieval sets in BEIR form: documents, questions, and which documents answer which question.

A set is a folder with `corpus.jsonl`, `queries.jsonl` (either may be gzipped, with `.gz` at the
end) and `qrels.tsv` (or `qrels/test.tsv`, as the BEIR downloads have it), as described in Thakur
et al., "BEIR: A Heterogeneous Benchmark for Zero-shot Evaluation of Information Retrieval
Models", NeurIPS 2021, datasets and benchmarks track.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import Field

from cx_assistant.errors import InputError
from cx_assistant.evaluation.history import history_of
from cx_assistant.evaluation.rows import Line, json_lines, text_lines
from cx_assistant.models import Message, Model

_QRELS = ("qrels.tsv", "qrels/test.tsv")
_LABELS = {"answerable": True, "partial": True, "unanswerable": False}


class Document(Model):
    """One document of the corpus."""

    id: str
    title: str = ""
    text: str = ""
    language: str | None = Field(default=None, description="as the set says; None if it does not")
    metadata: Mapping[str, Any] = Field(default_factory=dict)


class Query(Model):
    """One question, with what was said before it."""

    id: str
    text: str
    history: tuple[Message, ...] = Field(default=(), description="oldest first")
    language: str | None = Field(default=None, description="as the set says; None if it does not")
    answerable: bool | None = Field(
        default=None, description="None if the set does not say, or says neither yes nor no"
    )
    metadata: Mapping[str, Any] = Field(default_factory=dict)


class RetrievalSet(Model):
    """A whole set. Every id in `qrels` is a query and a document of it."""

    name: str
    documents: tuple[Document, ...]
    queries: tuple[Query, ...]
    qrels: Mapping[str, Mapping[str, float]] = Field(
        description="query id → document id → gain; only gains above 0, only queries that have one"
    )

    def gold(self, query_id: str) -> frozenset[str]:
        """The documents that answer this query; none if the set names none."""
        return frozenset(self.qrels.get(query_id, ()))

    @property
    def has_both_labels(self) -> bool:
        """True if the set says of some queries that they can be answered, of others they cannot."""
        return {True, False} <= {query.answerable for query in self.queries}

    @property
    def scored(self) -> tuple[Query, ...]:
        """The queries with at least one right document."""
        return tuple(query for query in self.queries if query.id in self.qrels)


def is_set(folder: Path) -> bool:
    """True if the files of a set are in this folder, whatever they hold."""
    names = (("corpus.jsonl", "corpus.jsonl.gz"), ("queries.jsonl", "queries.jsonl.gz"), _QRELS)
    return all(any((folder / name).is_file() for name in either) for either in names)


def load_set(folder: Path) -> RetrievalSet:
    """The set in this folder. Raises `InputError` naming the file and the line that is wrong."""
    if not folder.is_dir():
        message = (
            f"there is no folder {folder}; name one with corpus.jsonl, queries.jsonl, qrels.tsv"
        )
        raise InputError(message)
    documents = tuple(_document(line) for line in _rows(folder, "corpus.jsonl"))
    queries = tuple(_query(line) for line in _rows(folder, "queries.jsonl"))
    known = {each.id for each in documents}, {each.id for each in queries}
    qrels = _qrels(_qrels_file(folder), documents=known[0], queries=known[1])
    name = folder.resolve().name
    return RetrievalSet(name=name, documents=documents, queries=queries, qrels=qrels)


def _rows(folder: Path, name: str) -> Iterator[Line]:
    """The rows of this file or its gzipped form, no id twice, at least one."""
    candidates = (folder / name, folder / f"{name}.gz")
    file = next((each for each in candidates if each.is_file()), None)
    if file is None:
        message = f"{folder} has no {name} and no {name}.gz; a retrieval set needs one"
        raise InputError(message)
    seen: dict[str, int] = {}
    for line in json_lines(file):
        id_ = _id(line)
        if id_ in seen:
            raise line.wrong(f"has the same _id {id_!r} as line {seen[id_]}; rename or remove one")
        seen[id_] = line.number
        yield line
    if not seen:
        raise InputError(f"{file} is empty; it needs one JSON object a line")


def _document(line: Line) -> Document:
    metadata = _metadata(line)
    return Document(
        id=_id(line),
        title=line.text("title", required=False),
        text=line.text("text"),
        language=_language(metadata),
        metadata=metadata,
    )


def _query(line: Line) -> Query:
    metadata = _metadata(line)
    text = line.text("text")
    if not text.strip():
        raise line.wrong("has an empty text; write the question or remove the line")
    return Query(
        id=_id(line),
        text=text,
        history=history_of(metadata.get("history"), line),
        language=_language(metadata),
        answerable=_answerable(metadata),
        metadata=metadata,
    )


def _id(line: Line) -> str:
    found = line.values.get("_id", line.values.get("id"))
    if isinstance(found, bool) or not isinstance(found, str | int) or not str(found).strip():
        raise line.wrong("has no _id; give every line one")
    return str(found)


def _metadata(line: Line) -> dict[str, Any]:
    found = line.values.get("metadata") or {}
    if not isinstance(found, dict):
        raise line.wrong("has a metadata that is no JSON object; write {} or leave it out")
    return found


def _language(metadata: Mapping[str, Any]) -> str | None:
    found = metadata.get("lang") or metadata.get("language")
    return found.strip().lower() or None if isinstance(found, str) else None


def _answerable(metadata: Mapping[str, Any]) -> bool | None:
    """`answerability` knows more than yes and no (underspecified), so it goes first."""
    stated = metadata.get("answerability")
    if isinstance(stated, str):
        return _LABELS.get(stated.strip().lower())
    found = metadata.get("answerable")
    return found if isinstance(found, bool) else None


def _qrels_file(folder: Path) -> Path:
    found = next((folder / name for name in _QRELS if (folder / name).is_file()), None)
    if found is None:
        message = (
            f"{folder} has no qrels.tsv; write one line a pair: query id, document id and "
            "score, with tabs between"
        )
        raise InputError(message)
    return found


def _qrels(file: Path, *, documents: set[str], queries: set[str]) -> dict[str, dict[str, float]]:
    gains: dict[str, dict[str, float]] = {}
    for number, text in text_lines(file):
        line, fields = Line(file, number, {}), text.split("\t")
        if _is_header(number, fields):
            continue
        query, document, gain = _pair(line, fields)
        for id_, known, kind in ((query, queries, "query"), (document, documents, "document")):
            if id_ not in known:
                raise line.wrong(f"names the {kind} {id_!r}, which is not in the set; remove it")
        if gain > 0:
            gains.setdefault(query, {})[document] = gain
    if not gains:
        raise InputError(f"{file} names no right document; add lines with a score above 0")
    return gains


def _is_header(number: int, fields: Sequence[str]) -> bool:
    return number == 1 and fields[0].strip().lower().replace("_", "-") in {"query-id", "qid"}


def _pair(line: Line, fields: Sequence[str]) -> tuple[str, str, float]:
    if len(fields) not in {2, 3}:
        raise line.wrong("is not query id, document id and score with tabs between; mend it")
    try:
        gain = float(fields[2]) if len(fields) == 3 else 1.0
    except ValueError:
        gain = math.nan
    if not math.isfinite(gain):
        raise line.wrong(f"has the score {fields[2]!r}, which is no number; mend it")
    return fields[0], fields[1], gain
