"""One language model for the whole process: it takes 80 MB, so nobody loads a second one."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Collection


def language_scores(text: str) -> list[tuple[str, float]]:
    """Every language the model knows with its log score, best first."""
    from py3langid.langid import rank

    ranked: list[tuple[str, float]] = rank(text)
    return ranked


def language_probabilities(text: str, among: Collection[str]) -> list[tuple[str, float]]:
    """These languages with their probabilities, best first; they add up to 1.

    Log scores are divided by the square root of the text's length in bytes, as py3langid does,
    which keeps them calibrated over lengths.
    """
    scores = [(name, score) for name, score in language_scores(text) if name in among]
    length = len(unicodedata.normalize("NFC", text).encode(errors="surrogatepass")) or 1
    best = max(score for _, score in scores)
    weights = [(name, math.exp((score - best) / math.sqrt(length))) for name, score in scores]
    total = sum(weight for _, weight in weights)
    return [(name, weight / total) for name, weight in weights]


def base_language(language: str) -> str:
    """The language without its region or script: `de` of `de-AT`; both written Norwegians are one.

    Lower case.
    """
    base = language.lower().replace("_", "-").partition("-")[0]
    return "no" if base in {"nb", "nn"} else base
