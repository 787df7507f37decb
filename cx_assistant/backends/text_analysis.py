"""Cuts text into search terms, one analyzer per language."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
    "nb": "norwegian",
    "nl": "dutch",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sv": "swedish",
    "tr": "turkish",
}
# Written without spaces: pairs of characters stand in for words.
_UNSPACED = frozenset({"ja", "th", "zh"})
_WORD = r"[\p{L}\p{N}\p{M}]+"
_LONGEST_TERM = 60


class TextAnalysis:
    """Terms of a text in a language; unknown languages get words without a stemmer."""

    def __init__(self) -> None:
        self._analyzers: dict[str, tantivy.TextAnalyzer] = {}

    def terms(self, text: str, language: str) -> list[str]:
        """Stemmed terms, in order."""
        base = language.lower().partition("-")[0]
        if base in _UNSPACED:
            return _pairs(self._analyze(text, ""))
        return self._analyze(text, base)

    def words(self, text: str) -> list[str]:
        """Every word, lower case and otherwise as written, in order."""
        return self._analyze(text, "")

    def _analyze(self, text: str, language: str) -> list[str]:
        if language not in self._analyzers:
            self._analyzers[language] = _build(language)
        return self._analyzers[language].analyze(text)


def _build(language: str) -> tantivy.TextAnalyzer:
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

    builder = TextAnalyzerBuilder(Tokenizer.regex(_WORD))
    builder = builder.filter(Filter.remove_long(_LONGEST_TERM)).filter(Filter.lowercase())
    stemmer = _STEMMERS.get(language)
    if stemmer:
        builder = builder.filter(Filter.stemmer(stemmer))
    # Folding comes last: the stemmers know their languages' accents, customers often omit them.
    return builder.filter(Filter.ascii_fold()).build() if stemmer else builder.build()


def _pairs(words: list[str]) -> list[str]:
    return [word[at : at + 2] for word in words for at in range(max(1, len(word) - 1))]
