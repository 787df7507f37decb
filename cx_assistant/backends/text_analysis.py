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
# Words that carry no topic. tantivy's English list has 33 of them, far too few for the way people
# write to a shop; with these, ranking improved on every set it was measured on.
_ENGLISH_FILLERS = """
a about above after again all also am an and any anybody anyone are aren as at be because been
before being below between both but by can cannot could couldn did didn do does doesn doing don
down during each either else even ever every few for from further get gets getting got had hadn
has hasn have haven having he hello help her here hers herself hey hi him himself his how i if in
into is isn it its itself just know ll let like m made make many may maybe me might more most much
must my myself need no nor not now of off ok on once only or other our ours ourselves out over own
please re s same shall she should shouldn since so some someone something still such t tell than
thank thanks that the their theirs them themselves then there these they thing things this those
through to too try trying under until up us ve very want wanted was wasn we were weren what when
where whether which while who whom whose why will with within without won would wouldn yes yet you
your yours yourself yourselves
"""
_WORD = r"[\p{L}\p{N}\p{M}]+"
_LONGEST_TERM = 60


class TextAnalysis:
    """Terms of a text in a language; unknown languages get words without a stemmer."""

    def __init__(self) -> None:
        self._analyzers: dict[tuple[str, bool], tantivy.TextAnalyzer] = {}

    def terms(self, text: str, language: str) -> list[str]:
        """Stemmed terms, in order."""
        base = language.lower().partition("-")[0]
        if base in _UNSPACED:
            return _pairs(self.words(text))
        return self._analyze(text, base)

    def topic_terms(self, text: str, language: str) -> list[str]:
        """Like `terms`, without the words that say nothing; all of them if nothing else is left."""
        base = language.lower().partition("-")[0]
        if base not in _STEMMERS:
            return self.terms(text, language)
        return self._analyze(text, base, topics_only=True) or self._analyze(text, base)

    def words(self, text: str) -> list[str]:
        """Every word, lower case and otherwise as written, in order."""
        return self._analyze(text, "")

    def _analyze(self, text: str, language: str, *, topics_only: bool = False) -> list[str]:
        key = (language, topics_only)
        if key not in self._analyzers:
            self._analyzers[key] = _build(language, topics_only=topics_only)
        return self._analyzers[key].analyze(text)


def _build(language: str, *, topics_only: bool) -> tantivy.TextAnalyzer:
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

    builder = TextAnalyzerBuilder(Tokenizer.regex(_WORD))
    builder = builder.filter(Filter.remove_long(_LONGEST_TERM)).filter(Filter.lowercase())
    stemmer = _STEMMERS.get(language)
    if stemmer is None:
        return builder.build()
    if topics_only:
        builder = builder.filter(Filter.stopword(stemmer))
        if language == "en":
            builder = builder.filter(Filter.custom_stopword(_ENGLISH_FILLERS.split()))
    # Folding comes last: the stemmers know their languages' accents, customers often omit them.
    return builder.filter(Filter.stemmer(stemmer)).filter(Filter.ascii_fold()).build()


def _pairs(words: list[str]) -> list[str]:
    return [word[at : at + 2] for word in words for at in range(max(1, len(word) - 1))]
