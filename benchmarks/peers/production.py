"""Ours, as `cx-assistant ingest` builds it and an answer asks it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from datetime import UTC, datetime

from benchmarks.peers.system import distinct
from cx_assistant.evaluation.beir import Document
from cx_assistant.evaluation.set_search import search_over
from cx_assistant.intake.language import detect_language
from cx_assistant.models import Message

NOW = datetime(2026, 1, 1, tzinfo=UTC)


class Production:
    """Everything: words, meaning, codes, what was said before."""

    words_only = False

    def __init__(self) -> None:
        self._open = ExitStack()

    def index(self, documents: Sequence[Document]) -> int:
        self._set = self._open.enter_context(search_over(documents))
        return self._set.passages

    def search(self, question: str, history: Sequence[Message], passages: int) -> list[str]:
        found = self._set.search.find(
            question,
            now=NOW,
            language=detect_language(question, expected=self._set.languages),
            limit=passages,
            history=history,
            words_only=self.words_only,
        )
        return distinct(each.source for each in found)

    def close(self) -> None:
        self._open.close()


class WordsOnly(Production):
    """The same when the embedder is down."""

    words_only = True
