"""How much a sentence means a reason to escalate, by its meaning rather than its words."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from cx_assistant.escalation.patterns import all_languages, plain
from cx_assistant.intake.linear import LinearModel
from cx_assistant.models import EscalationReason

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cx_assistant.protocols import Embedder

WEIGHTS = Path(__file__).with_name("signals.npz")

# The embedder reads English well and German passably; elsewhere only the patterns count.
CLASSIFIED_LANGUAGES = ("en", "de")

CLASSIFIED_REASONS = (
    EscalationReason.ASKS_FOR_HUMAN,
    EscalationReason.LEGAL_THREAT,
    EscalationReason.SAFETY,
    EscalationReason.SELF_HARM,
    EscalationReason.ACCOUNT_SECURITY,
    EscalationReason.PAYMENT_DISPUTE,
    EscalationReason.PRIVACY_REQUEST,
    EscalationReason.ANGER,
    EscalationReason.REPEATED_CONTACT,
    EscalationReason.MEDIA_THREAT,
    EscalationReason.VULNERABLE_CUSTOMER,
    EscalationReason.PROMPT_INJECTION,
)

_SHOUTED_LETTERS = 10


class SentenceClassifier:
    """One score per reason and sentence, 0.5 where about one harmless sentence in 100 lies."""

    def __init__(self, embedder: Embedder) -> None:
        """Raises `EmbedderMismatchError` if the weights were trained on another embedder."""
        self._embedder = embedder
        self._model = _shipped_model()
        self._model.check_embedder(embedder.id)

    def scores(self, sentences: Sequence[str]) -> list[dict[EscalationReason, float]]:
        """One mapping per sentence, in order."""
        if not sentences:
            return []
        vectors = self._embedder.embed(sentences)
        features = [features_of(sentence) for sentence in sentences]
        rows = self._model.probabilities(sentences, vectors, features)
        reasons = [EscalationReason(label) for label in self._model.labels]
        return [dict(zip(reasons, map(float, row), strict=True)) for row in rows]


def feature_names() -> tuple[str, ...]:
    """What each column of `features_of` means."""
    hints = tuple(f"sounds_like_{reason.value}" for reason in CLASSIFIED_REASONS)
    return (*hints, "shouted", "several_marks", "asks", "short")


def features_of(sentence: str) -> list[float]:
    """One number per name, 0 or 1."""
    sentence = plain(sentence)
    languages = [all_languages()[language] for language in CLASSIFIED_LANGUAGES]
    letters = [character for character in sentence if character.isalpha()]
    found = (
        *(
            any(language.sounds_like(reason, sentence) for language in languages)
            for reason in CLASSIFIED_REASONS
        ),
        len(letters) >= _SHOUTED_LETTERS and sum(map(str.isupper, letters)) >= 0.7 * len(letters),
        "!!" in sentence or "??" in sentence or "?!" in sentence,
        sentence.rstrip().endswith("?"),
        len(sentence.split()) <= 4,
    )
    return [float(is_true) for is_true in found]


@cache
def _shipped_model() -> LinearModel:
    return LinearModel.load(WEIGHTS)
