"""Words of a question that say nothing about its topic, one file per language.

The lists hold what customers write to a shop: grammar, courtesies, "I would like to know". They
are written for this package. A word ending in "!" counts only as it is spelled, because without
its accents it is a word with a topic: "wäre" becomes "Ware".
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from cx_assistant.backends.spelling import without_accents

_FOLDER = Path(__file__).parent
_TRANSCRIBED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


@cache
def stop_words(language: str) -> frozenset[str]:
    """Lower case, with and without accents; none for a language that has no file."""
    file = _FOLDER / f"{language}.txt"
    if not file.exists():
        return frozenset()
    listed = file.read_text("utf-8").split()
    loose = [word for word in listed if not word.endswith("!")]
    words = {word.rstrip("!") for word in listed} | {without_accents(word) for word in loose}
    if language == "de":
        words |= {word.translate(_TRANSCRIBED) for word in loose}
    return frozenset(words)
