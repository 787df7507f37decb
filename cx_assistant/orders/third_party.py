"""Recognises a message that asks for somebody else's order or data.

It only decides how to answer and what to flag. What may be told follows from the verified
identity, whatever is recognised here.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from cx_assistant.intake.linear import LinearModel
from cx_assistant.intake.questions import split_sentences, without_frame
from cx_assistant.models import EscalationReason, Signal
from cx_assistant.orders.third_party_words import hint_names, hints_of, seen_from_writer

if TYPE_CHECKING:
    from cx_assistant.protocols import Embedder

WEIGHTS = Path(__file__).with_name("third_party.npz")
LABEL = "asks_for_others"
LIKELY = 0.5  # where about one in 50 look-alikes lies, see evals/third_party
_WINDOWS = 6
_QUOTE_CHARACTERS = 240
_LONGEST_TEXT = 4000


class OthersReader:
    """Reads with a small classifier over the shipped embedder's vectors."""

    def __init__(self, embedder: Embedder) -> None:
        """Raises `EmbedderMismatchError` if the weights were trained on another embedder."""
        self._embedder = embedder
        self._model = _shipped_model()
        self._model.check_embedder(embedder.id)

    def asks_for_others(
        self, text: str, *, own_names: Sequence[str] = (), own_emails: Sequence[str] = ()
    ) -> Signal | None:
        """`OTHER_CUSTOMER_DATA` with the words it rests on; None if it asks for nobody else's data.

        `own_names` and `own_emails` are the verified customer's: they are nobody else.
        """
        windows = _windows(text)
        if not windows:
            return None
        scores = self.scores(windows, own_names=own_names, own_emails=own_emails)
        score, quote = max(zip(scores, windows, strict=True), key=lambda found: found[0])
        if score < LIKELY:
            return None
        return Signal(
            reason=EscalationReason.OTHER_CUSTOMER_DATA,
            score=score,
            quote=quote[:_QUOTE_CHARACTERS],
        )

    def scores(
        self, texts: Sequence[str], *, own_names: Sequence[str] = (), own_emails: Sequence[str] = ()
    ) -> list[float]:
        """One probability per text, in order; each text is read as a whole."""
        seen = [
            seen_from_writer(text, own_names=own_names, own_emails=own_emails) for text in texts
        ]
        plain = [each.text for each in seen]
        hints = [hints_of(each.text, each.emails) for each in seen]
        rows = self._model.probabilities(plain, self._embedder.embed(plain), hints)
        return [float(row[0]) for row in rows]


def _windows(text: str) -> list[str]:
    """Every sentence with the one before it: "he" is somebody who was named there.

    Of a long message the first ones, and those that hold most hints.
    """
    sentences = split_sentences(without_frame(text[:_LONGEST_TEXT]))
    if len(sentences) < 2:
        return sentences
    pairs = [f"{one} {two}" for one, two in pairwise(sentences)]
    if len(pairs) <= _WINDOWS:
        return pairs
    told = sorted(range(len(pairs)), key=lambda n: (-sum(hints_of(pairs[n], ())), n))
    return [pairs[n] for n in sorted(told[:_WINDOWS])]


@cache
def _shipped_model() -> LinearModel:
    model = LinearModel.load(WEIGHTS)
    if model.features != hint_names():
        message = "third_party.npz was trained with other hints; run tools/train_third_party.py"
        raise ValueError(message)
    return model
