"""How a check reports what it found."""

from __future__ import annotations

from cx_assistant.models import Problem, ProblemKind, Sentence


def problem(kind: ProblemKind, index: int, sentence: Sentence, detail: str) -> Problem:
    """A problem in this sentence of the draft."""
    return Problem(kind=kind, sentence_index=index, sentence=sentence.text, detail=detail)
