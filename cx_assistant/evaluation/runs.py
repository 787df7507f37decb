"""One search asked every query of a set, kept in memory or in a file to compare with later."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from pydantic import Field, ValidationError

from cx_assistant.errors import BackendError, InputError
from cx_assistant.evaluation.answerability import chance_of
from cx_assistant.evaluation.beir import Query, RetrievalSet
from cx_assistant.evaluation.bootstrap import Floats
from cx_assistant.evaluation.configurations import Ask, Found
from cx_assistant.evaluation.metrics import METRICS, scores_of
from cx_assistant.evaluation.rows import json_lines
from cx_assistant.models import Model

OnProgress = Callable[[int, int], None]


class Answer(Model):
    """What one query got."""

    id: str
    documents: tuple[str, ...] = Field(description="best first")
    ms: float = Field(ge=0, allow_inf_nan=False)
    metrics: Mapping[str, float] = Field(
        default_factory=dict, description="empty if the set names no right document"
    )
    answerability: float | None = Field(
        default=None, ge=0, le=1, description="the chance given; None if it was not asked for"
    )


@dataclass(frozen=True)
class Run:
    """A search by name, and what each query got from it."""

    name: str
    answers: Mapping[str, Answer]

    def scores(self, queries: Sequence[str], whole: RetrievalSet) -> Floats:
        """A row a query, a column a metric, worked out from the rankings of this run."""
        rows = [scores_of(self.answers[id_].documents, whole.qrels[id_]) for id_ in queries]
        return np.array(rows, dtype=np.float64).reshape(len(rows), len(METRICS))

    def milliseconds(self, queries: Sequence[str]) -> Floats:
        """What each of these queries took."""
        return np.array([self.answers[id_].ms for id_ in queries], dtype=np.float64)


def ask_all(
    searches: Mapping[str, Ask],
    queries: Sequence[Query],
    *,
    whole: RetrievalSet,
    on_progress: OnProgress,
) -> list[Run]:
    """Every search asked every query; the runs in the order of the searches.

    They take turns, and who begins changes with every query: so whatever else the machine does,
    and whoever finds a cache cold, is the same for all. Before that each is asked once, so that
    no start-up time is measured. Chances of an answer are only worked out for a set with labels
    to hold them against.
    """
    names = list(searches)
    answers: dict[str, dict[str, Answer]] = {name: {} for name in names}
    for name in names:
        searches[name](queries[0])
    for number, query in enumerate(queries):
        for turn in range(len(names)):
            name = names[(number + turn) % len(names)]
            answers[name][query.id] = _answer(searches[name](query), query, whole)
        on_progress(number + 1, len(queries))
    return [Run(name, answers[name]) for name in names]


def _answer(found: Found, query: Query, whole: RetrievalSet) -> Answer:
    # When the embedder fails, search goes on by words alone: figures of another search.
    if found.evidence and not any(each.similarity for each in found.evidence):
        message = f"the embedder failed on query {query.id!r}, so nothing is measured; try again"
        raise BackendError(message)
    gains = whole.qrels.get(query.id)
    scores = (
        {} if gains is None else dict(zip(METRICS, scores_of(found.documents, gains), strict=True))
    )
    return Answer(
        id=query.id,
        documents=found.documents,
        ms=1000 * found.seconds,
        metrics=scores,
        answerability=chance_of(query, found.evidence) if whole.has_both_labels else None,
    )


def write_run(run: Run, file: Path) -> None:
    """One JSON object a query, for `read_run`."""
    lines = (answer.model_dump_json() for answer in run.answers.values())
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def read_run(file: Path) -> Run:
    """A run written earlier. Raises `InputError` naming the line that is wrong."""
    answers: dict[str, Answer] = {}
    for line in json_lines(file):
        try:
            answer = Answer.model_validate(line.values)
        except ValidationError as error:
            problem = error.errors()[0]
            key = ".".join(map(str, problem["loc"]))
            message = f"is no result of --out ({key}: {problem['msg']}); write the file anew"
            raise line.wrong(message) from error
        if answer.id in answers:
            raise line.wrong(f"has the query {answer.id!r} a second time; write the file anew")
        answers[answer.id] = answer
    if not answers:
        raise InputError(f"{file} holds no results; write it anew with --out")
    return Run(file.stem, answers)
