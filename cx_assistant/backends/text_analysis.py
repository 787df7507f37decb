"""Cuts text into search terms, one way per language."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from cx_assistant.backends.characters import character_terms, is_unspaced, without_phrases
from cx_assistant.backends.snowball import has_snowball, snowball_stems
from cx_assistant.backends.spelling import unified, without_accents
from cx_assistant.backends.stop_words import stop_words
from cx_assistant.backends.word_parts import has_parts, parts_of
from cx_assistant.languages import base_language

if TYPE_CHECKING:
    import tantivy

# ISO 639-1 to the stemmers that tantivy has.
_STEMMERS = {
    "ar": "arabic",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "hu": "hungarian",
    "it": "italian",
    "nl": "dutch",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
}
# Written one syllable at a time; most words are two, and without its accents one says little.
_SYLLABLES = frozenset({"vi"})
_WORD = r"[\p{L}\p{N}][\p{L}\p{N}\p{M}]*"
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f\W]")
_LONGEST_TERM = 60


class TextAnalysis:
    """Terms of a text in a language; unknown languages get words without accents, unstemmed.

    Every term names its language, so that an index of several languages counts how rare a word is
    in each of them apart.
    """

    def __init__(self) -> None:
        self._analyzers: dict[tuple[str, str, bool], tantivy.TextAnalyzer] = {}

    def terms(self, text: str, language: str) -> list[str]:
        """What a passage can be found by: its stems, in order.

        Where the stem depends on an accent, what people type who leave accents out comes too:
        "devolución" gives "devolu" and "devolucion".
        """
        base = base_language(language)
        return _marked(self._passage_terms(unified(text, base), base), base)

    def topic_terms(self, text: str, language: str) -> list[str]:
        """What a question looks for: its stems without the words that say nothing.

        All of them if nothing else is left.
        """
        base = base_language(language)
        return _marked(self._question_terms(unified(text, base), base), base)

    def parts(self, text: str, language: str) -> list[str]:
        """Parts of its longer words, by which a passage can be found too; mostly none."""
        return self._parts(text, language, topics_only=False)

    def topic_parts(self, text: str, language: str) -> list[str]:
        """Parts of the longer words that say what a question is about, each once."""
        return list(dict.fromkeys(self._parts(text, language, topics_only=True)))

    def words(self, text: str) -> list[str]:
        """Every word, lower case and otherwise as written, in order."""
        return self._analyze(unified(text, ""), "words", "")

    def _parts(self, text: str, language: str, *, topics_only: bool) -> list[str]:
        base = base_language(language)
        if not has_parts(base):
            return []
        words = self._analyze(unified(text, base), "words", base, topics_only=topics_only)
        return _marked(list(parts_of(map(without_accents, words))), base)

    def _passage_terms(self, text: str, language: str) -> list[str]:
        if is_unspaced(language):
            return character_terms(self.words(text))
        stems = self._stems(text, language)
        if language in _SYLLABLES:
            return _with_pairs(stems)
        if not _BEYOND_ASCII.search(text):
            return stems  # no accent to leave out, and half the time
        typed = self._stems(text, language, accents=False)
        return [*stems, *(loose for stem, loose in zip(stems, typed, strict=True) if stem != loose)]

    def _question_terms(self, text: str, language: str) -> list[str]:
        if is_unspaced(language):
            topics = without_phrases(text, stop_words(language))
            return character_terms(self.words(topics)) or character_terms(self.words(text))
        stems = self._stems(text, language, topics_only=True) or self._stems(text, language)
        return _with_pairs(stems) if language in _SYLLABLES else stems

    def _stems(
        self, text: str, language: str, *, accents: bool = True, topics_only: bool = False
    ) -> list[str]:
        if not has_snowball(language):
            how = "accents" if accents else "no accents"
            return self._analyze(text, how, language, topics_only=topics_only)
        words = self._analyze(text, "words", language, topics_only=topics_only)
        if not accents:
            words = [without_accents(word) for word in words]
        return [without_accents(stem) for stem in snowball_stems(words, language)]

    def _analyze(
        self, text: str, how: str, language: str, *, topics_only: bool = False
    ) -> list[str]:
        key = (how, language, topics_only)
        if key not in self._analyzers:
            self._analyzers[key] = _build(how, language, topics_only=topics_only)
        return self._analyzers[key].analyze(text)


def _marked(terms: list[str], language: str) -> list[str]:
    return [f"{language}:{term}" for term in terms if term]


def _build(how: str, language: str, *, topics_only: bool) -> tantivy.TextAnalyzer:
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

    builder = TextAnalyzerBuilder(Tokenizer.regex(_WORD))
    builder = builder.filter(Filter.remove_long(_LONGEST_TERM)).filter(Filter.lowercase())
    if topics_only:
        builder = builder.filter(Filter.custom_stopword(sorted(stop_words(language))))
    if how == "words":
        return builder.build()
    if how == "no accents":
        builder = builder.filter(Filter.ascii_fold())
    if language in _STEMMERS:
        builder = builder.filter(Filter.stemmer(_STEMMERS[language]))
    return builder.filter(Filter.ascii_fold()).build()


def _with_pairs(syllables: list[str]) -> list[str]:
    return [*syllables, *(f"{first}_{second}" for first, second in pairwise(syllables))]
