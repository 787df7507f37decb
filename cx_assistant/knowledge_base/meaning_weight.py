"""How much the embedder's cosines count, by the languages of question and article.

The embedder in the package was trained on English. What it makes of other languages was measured
with `python -m benchmarks.languages` on XQuAD-R, weights chosen on the questions with an even hash
(90 to 105 a language); docs/decisions/0014-languages.md has the figures of the others. Every other
embedder is taken to read all languages, since a shop that needs it chooses it for that.
"""

from __future__ import annotations

from cx_assistant.languages import base_language

SHIPPED = "all-minilm-l6-v2"
# Germanic and Romance languages in Latin letters: alone, meaning finds 0.78 (de) and 0.67 (es).
_RELATED = frozenset({"af", "ca", "da", "de", "es", "fr", "gl", "it", "nl", "no", "pt", "ro", "sv"})
_RELATED_WEIGHT = 0.5
# Alone, meaning finds vi 0.62, tr 0.46, zh 0.30, ru 0.26, ar 0.07. At full weight it cost Arabic
# 0.03; at 0.3 it cost none of the five more than 0.01 against words alone, and helped zh and tr.
_DISTANT_WEIGHT = 0.3
# Into English articles full weight was best for de and es; for the others little depends on it.
_DISTANT_ACROSS = 0.5
# With two multilingual models, words that a question shares with an article in another language
# by chance hid what the cosines knew: de to en 0.78 at full weight, 0.91 at this.
_WORDS_ACROSS = 0.1


def meaning_weight(embedder_id: str, language: str) -> float:
    """Within one language: 1 where the embedder reads it, less where it mostly guesses."""
    if not _is_shipped(embedder_id) or base_language(language) == "en":
        return 1.0
    return _RELATED_WEIGHT if base_language(language) in _RELATED else _DISTANT_WEIGHT


def cross_language_weight(embedder_id: str, language: str) -> float:
    """For a question in this language and articles in another."""
    if not _is_shipped(embedder_id) or base_language(language) in _RELATED | {"en"}:
        return 1.0
    return _DISTANT_ACROSS


def cross_language_words_weight(embedder_id: str) -> float:
    """How much shared words count between two languages, beside the cosine.

    Names and brands are half of what the shipped embedder has to go by; a multilingual one is
    only misled.
    """
    return 1.0 if _is_shipped(embedder_id) else _WORDS_ACROSS


def _is_shipped(embedder_id: str) -> bool:
    return embedder_id.startswith(SHIPPED)
