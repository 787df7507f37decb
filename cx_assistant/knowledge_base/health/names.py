"""Which words of a knowledge base are names: of products, plans, brands, places, months."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cx_assistant.grounding.dates import calendar
from cx_assistant.grounding.lexicon import FILLERS
from cx_assistant.knowledge_base.health.statements import Statement
from cx_assistant.models import Article

_WORD = re.compile(r"[^\W\d_]{2,}")
_MID_SENTENCE = re.compile(r"(?<=[a-z,] )[^\W\d_]{2,}")
_MOSTLY = 0.8
_OFTEN = 0.5
_EVERYWHERE = 0.3  # the shop's own name tells no two articles apart
_FEW_ARTICLES = 3
# Every noun is written like a name.
_CAPITALISING = frozenset({"de", "lb"})


class _Writing:
    """How often a word stands inside sentences with a capital, and without."""

    def __init__(self) -> None:
        self.capital = Counter[str]()
        self.small = Counter[str]()

    def read(self, text: str) -> None:
        for word in _MID_SENTENCE.findall(text):
            (self.capital if word[0].isupper() else self.small)[word.lower()] += 1

    def share(self, word: str) -> float | None:
        """None if it never stands inside a sentence."""
        total = self.capital[word] + self.small[word]
        return self.capital[word] / total if total else None


@dataclass(frozen=True)
class Names:
    """The names of a knowledge base, and those that an article's title holds."""

    anywhere: frozenset[str]
    in_titles: dict[str, frozenset[str]]

    def of(self, text: str, article: Article) -> frozenset[str]:
        """The names in a text that belongs to this article."""
        known = self.anywhere | self.in_titles.get(article.path, frozenset())
        return frozenset(
            word.lower()
            for word in _WORD.findall(text)
            if word[0].isupper() and word.lower() in known
        )


def names_among(statements: Sequence[Statement]) -> Names:
    """Words that are written with a capital wherever they stand inside a sentence.

    A word of a title is a name too if the article itself writes it so.
    """
    everywhere, by_path = _Writing(), defaultdict[str, _Writing](_Writing)
    articles = {one.article.path: one.article for one in statements}
    for one in statements:
        if one.article.language not in _CAPITALISING:
            everywhere.read(one.text)
            by_path[one.article.path].read(one.text)
    common = _common(statements, len(articles))
    anywhere = {
        word
        for word in everywhere.capital
        if (everywhere.share(word) or 0.0) >= _MOSTLY and word not in common
    }
    in_titles = {
        path: frozenset(
            word
            for word in _title_words(article)
            if word not in common and _is_name(word, by_path[path], everywhere)
        )
        for path, article in articles.items()
        if article.language not in _CAPITALISING
    }
    return Names(frozenset(anywhere) - common | calendar().months.keys(), in_titles)


def _title_words(article: Article) -> Iterable[str]:
    return (word.lower() for word in _WORD.findall(article.title) if word[0].isupper())


def _is_name(word: str, here: _Writing, everywhere: _Writing) -> bool:
    own = here.share(word)
    return own >= _MOSTLY if own is not None else (everywhere.share(word) or 0.0) >= _OFTEN


def _common(statements: Iterable[Statement], articles: int) -> frozenset[str]:
    """Words with a capital in so many articles that they tell nothing apart, and fillers."""
    where = defaultdict[str, set[str]](set)
    for one in statements:
        for word in _WORD.findall(f"{one.article.title} {one.text}"):
            if word[0].isupper():
                where[word.lower()].add(one.article.path)
    most = max(_EVERYWHERE * articles, _FEW_ARTICLES)
    return frozenset(word for word, paths in where.items() if len(paths) > most) | FILLERS
