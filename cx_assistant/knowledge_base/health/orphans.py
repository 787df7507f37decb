"""Articles that no search finds: not for the questions asked, nor first for their own headings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from cx_assistant.knowledge_base.blocks import BlockKind, parse_blocks
from cx_assistant.knowledge_base.health.findings import (
    Finding,
    FindingKind,
    Severity,
    whole_article,
)
from cx_assistant.models import Article

Advance = Callable[[str, int, int], None]
# The paths of the articles found for a question in this language, best first; True: staff asks.
Ask = Callable[[str, str, bool], list[str]]
TOP = 10
_STEP = "Asking questions"
_MOST_HEADINGS = 12


class AskedQuestion(NamedTuple):
    """A question to search for, and the article it was taken from, if any."""

    text: str
    language: str
    path: str = ""


def own_questions(articles: Iterable[Article]) -> list[AskedQuestion]:
    """The title and headings of every article, as questions."""
    return [
        AskedQuestion(text, article.language, article.path)
        for article in articles
        for text in _headings(article)
    ]


def find_orphans(
    articles: Sequence[Article],
    questions: Sequence[AskedQuestion],
    ask: Ask,
    *,
    on_progress: Advance,
) -> list[Finding]:
    """Articles in the top of no question, that another article outranks for all their headings.

    `questions` are real ones. Without any, the titles and headings of all other articles stand for
    them: that shows whether an article can be found at all, not whether anybody would look for it.
    Expired articles must not be among the articles: they are not meant to be found.
    """
    asked = questions or own_questions(articles)
    reached, first_for_own = _reached(asked, articles, ask, on_progress)
    unreached = [article for article in articles if article.path not in reached]
    return [
        _finding(article, real=bool(questions))
        for article in unreached
        if article.path not in first_for_own and not _leads_for_own(article, ask)
    ]


def _reached(
    asked: Sequence[AskedQuestion], articles: Sequence[Article], ask: Ask, on_progress: Advance
) -> tuple[set[str], set[str]]:
    """Articles found for a question not their own, and those found first for one of their own."""
    internal = {article.path for article in articles if article.visibility.value == "internal"}
    reached: set[str] = set()
    leading: set[str] = set()
    for number, question in enumerate(asked):
        on_progress(_STEP, number, len(asked))
        for staff in (False, True) if internal else (False,):
            found = ask(question.text, question.language, staff)
            reached |= {path for path in found if path != question.path}
            leading |= {path for path in found[:1] if path == question.path}
    on_progress(_STEP, len(asked), len(asked))
    return reached, leading


def _leads_for_own(article: Article, ask: Ask) -> bool:
    staff = article.visibility.value == "internal"
    return any(
        article.path in ask(text, article.language, staff)[:1] for text in _headings(article)
    )


def _headings(article: Article) -> Iterator[str]:
    titles = [
        block.title for block in parse_blocks(article.text) if block.kind is BlockKind.HEADING
    ]
    yield from list(dict.fromkeys((article.title, *titles)))[:_MOST_HEADINGS]


def _finding(article: Article, *, real: bool) -> Finding:
    asked = "none of the questions given" if real else "no other article's title or headings"
    message = (
        f"“{article.title}” is found for {asked} and comes first for none of its own; give it a "
        "title and headings in customers' words, or merge it with the article that outranks it."
    )
    return Finding(
        kind=FindingKind.ORPHANS,
        severity=Severity.MEDIUM,
        message=message,
        sides=(whole_article(article),),
    )
