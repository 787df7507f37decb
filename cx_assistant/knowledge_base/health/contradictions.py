"""Articles that say different things about the same; which of them is right, only people know."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

import numpy as np

from cx_assistant.knowledge_base.health.claims import Claim, claims_of
from cx_assistant.knowledge_base.health.crowds import Crowd, says_the_same
from cx_assistant.knowledge_base.health.denials import deny, yes_or_no
from cx_assistant.knowledge_base.health.figures import are_comparable
from cx_assistant.knowledge_base.health.findings import Finding, FindingKind, Severity, Side
from cx_assistant.knowledge_base.health.judging import is_same_case, is_same_subject, stand_apart
from cx_assistant.knowledge_base.health.names import Names, names_among
from cx_assistant.knowledge_base.health.pairing import Pair, likely_pairs
from cx_assistant.knowledge_base.health.statements import Statement, statements_of
from cx_assistant.models import Article
from cx_assistant.protocols import Embedder

Advance = Callable[[str, int, int], None]
# Chosen by tools/measure_health.py on the tuning half; see docs/decisions/0012.
COVERAGE = 0.6
# The fewer words two claims share, the more alike they must be to the embedder.
HIGH_COVERAGE, SHARED_WORDS = 0.75, 3
SIMILARITY, HIGH_SIMILARITY = 0.5, 0.68
_STEP = "Reading statements"


def find_contradictions(
    articles: Sequence[Article], embedder: Embedder, *, today: date, on_progress: Advance
) -> list[Finding]:
    """Pairs of statements that cannot both be right, each pair of statements once.

    Only articles that hold on `today` are read, and none that ends: a promotion is meant to differ
    from the rule. Articles of different languages are not compared.
    """
    standing = [article for article in articles if _stands(article, today)]
    statements = [one for article in standing for one in statements_of(article)]
    names = names_among(statements)
    claims: list[Claim] = []
    for number, statement in enumerate(statements):
        on_progress(_STEP, number, len(statements))
        claims += claims_of(statement, names, today)
    on_progress(_STEP, len(statements), len(statements))
    disagreeing = list(_disagreements(claims, names, on_progress))
    return [_finding(pair) for pair in _each_once(_similar(disagreeing, embedder))]


def _stands(article: Article, today: date) -> bool:
    has_begun = article.valid_from is None or article.valid_from <= today
    return has_begun and article.valid_until is None


def _disagreements(claims: Sequence[Claim], names: Names, on_progress: Advance) -> Iterator[Pair]:
    likely = [pair for pair in likely_pairs(claims, on_progress) if stand_apart(pair)]
    figures = [pair for pair in likely if pair.one.figure and _are_comparable(pair)]
    agreeing = [pair for pair in figures if says_the_same(pair)]
    differing = [pair for pair in figures if not says_the_same(pair) and is_same_case(pair)]
    crowd = Crowd(agreeing, differing)
    for pair in differing:
        if pair.coverage >= COVERAGE and is_same_subject(pair, names) and crowd.allows(pair):
            yield pair
    for pair in likely:
        if pair.one.figure is None and pair.coverage >= HIGH_COVERAGE and _denies(pair, names):
            yield pair


def _are_comparable(pair: Pair) -> bool:
    one, other = pair.one.figure, pair.other.figure
    return one is not None and other is not None and are_comparable(one, other)


def _denies(pair: Pair, names: Names) -> bool:
    one, other = pair.one.statement, pair.other.statement
    return deny(one, other) and is_same_case(pair) and is_same_subject(pair, names)


def _similar(pairs: Sequence[Pair], embedder: Embedder) -> list[Pair]:
    """Those that mean about the same to the embedder once their figures are taken out."""
    if not pairs:
        return []
    texts = list(dict.fromkeys(claim.masked for pair in pairs for claim in pair[:2]))
    row = {text: number for number, text in enumerate(texts)}
    vectors = embedder.embed(texts)
    return [
        pair
        for pair in pairs
        if float(np.dot(vectors[row[pair.one.masked]], vectors[row[pair.other.masked]]))
        >= _needed_similarity(pair)
    ]


def _needed_similarity(pair: Pair) -> float:
    shared = len(pair.one.frame & pair.other.frame)
    is_close = pair.coverage >= HIGH_COVERAGE and shared >= SHARED_WORDS and pair.one.figure
    return SIMILARITY if is_close else HIGH_SIMILARITY


def _each_once(pairs: Iterable[Pair]) -> list[Pair]:
    """The closest first; two statements contradict each other once, however often they stand."""
    chosen: dict[frozenset[tuple[str, str]], Pair] = {}
    for pair in sorted(pairs, key=lambda one: -one.coverage):
        said = (pair.one.statement, pair.other.statement)
        chosen.setdefault(frozenset((one.article.path, one.text) for one in said), pair)
    return list(chosen.values())


def _finding(pair: Pair) -> Finding:
    sides = (_side(pair.one), _side(pair.other))
    figures = [claim.figure.text for claim in pair[:2] if claim.figure]
    told = f"“{figures[0]}” or “{figures[1]}”" if figures else "yes or no"
    where = f"“{sides[0].title}” and “{sides[1].title}”"
    if pair.paths[0] == pair.paths[1]:
        where = f"“{sides[0].title}” itself"
    message = f"Find out which is right, {told}, and correct the other in {where}."
    return Finding(
        kind=FindingKind.CONTRADICTIONS, severity=Severity.HIGH, message=message, sides=sides
    )


def _side(claim: Claim) -> Side:
    statement: Statement = claim.statement
    article = statement.article
    text = article.text[statement.start : statement.end]
    offset = max(text.find(statement.text), 0)
    marks = yes_or_no(statement.text)
    if claim.figure:
        marks = (claim.figure.mark,) if claim.figure.mark else ()
    return Side(
        path=article.path,
        title=article.title,
        heading_path=statement.headings,
        text=text,
        start=statement.start,
        end=statement.end,
        marks=tuple(
            mark.model_copy(update={"start": mark.start + offset, "end": mark.end + offset})
            for mark in marks
        ),
        url=article.url,
        visibility=article.visibility,
    )
