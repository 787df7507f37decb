"""Finds finished sentences in an answer that is still arriving."""

from __future__ import annotations

import json
import re
from typing import Any

from pydantic import ValidationError

from cx_assistant.drafting.failures import FailureReason, ModelFailedError
from cx_assistant.drafting.parsing import WrittenSentence

_START = re.compile(r'\A\s*(?:```(?:json)?\s*)?\{\s*"sentences"\s*:\s*\[')
_BETWEEN = re.compile(r"[\s,]*")


class SentenceReader:
    """Collects an answer piece by piece. Sentences come out as soon as they are complete."""

    def __init__(self) -> None:
        self.text = ""
        self._decoder = json.JSONDecoder()
        self._position: int | None = None  # None until the list of sentences has begun

    def feed(self, piece: str) -> list[WrittenSentence]:
        """The sentences that this piece completes, in order.

        Raises `ModelFailedError` for a complete sentence of the wrong shape.
        """
        self.text += piece
        if self._position is None and (start := _START.match(self.text)):
            self._position = start.end()
        found: list[WrittenSentence] = []
        while (value := self._next_object()) is not None:
            found.append(_checked(value))
        return found

    def _next_object(self) -> Any | None:
        if self._position is None:
            return None
        begin = _BETWEEN.match(self.text, self._position)
        start = begin.end() if begin else self._position
        if self.text[start : start + 1] != "{":
            return None
        try:
            value, self._position = self._decoder.raw_decode(self.text, start)
        except (json.JSONDecodeError, RecursionError):
            return None  # not complete yet; broken JSON is reported when the answer has ended
        return value


def _checked(value: Any) -> WrittenSentence:
    try:
        return WrittenSentence.model_validate(value)
    except ValidationError as error:
        message = "a sentence of the model's answer has the wrong shape; use another model"
        raise ModelFailedError(message, FailureReason.WRONG_SCHEMA) from error
