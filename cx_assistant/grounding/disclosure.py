"""Whether a draft gives away internal text or another customer's data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from cx_assistant.grounding.context import CheckContext
from cx_assistant.grounding.fact_support import text_with_context
from cx_assistant.grounding.facts import Fact, FactKind, extract_facts, normal_code
from cx_assistant.grounding.problems import problem
from cx_assistant.grounding.text import clean_text, squeeze
from cx_assistant.models import (
    Draft,
    Evidence,
    Problem,
    ProblemKind,
    Sentence,
    SentenceRole,
    Visibility,
)

_SHINGLE = 6  # words in a row; shorter runs are common phrases
_TOKEN = re.compile(r"\w+(?:[-_/]\w+)*")
_PERSONAL = frozenset({FactKind.EMAIL, FactKind.PHONE})


def find_disclosures(
    draft: Draft, evidence: Sequence[Evidence], context: CheckContext
) -> list[Problem]:
    """Internal text, cited or copied, and ids and addresses that are not the customer's own."""
    internal = [item for item in evidence if item.visibility is Visibility.INTERNAL]
    foreign = [item for item in evidence if _is_foreign(item, context)]
    closed = {id(item) for item in (*internal, *foreign)}
    open_items = [item for item in evidence if id(item) not in closed]
    problems: list[Problem] = []
    for index, sentence in enumerate(draft.sentences):
        cited = {citation.evidence_id for citation in sentence.citations}
        if any(item.id in cited for item in internal) or _copies(sentence, internal, open_items):
            detail = "The sentence passes on internal text; leave it out."
            problems.append(problem(ProblemKind.INTERNAL_TEXT, index, sentence, detail))
        if any(item.id in cited for item in foreign):
            detail = "The sentence rests on another customer's data; leave it out."
            problems.append(problem(ProblemKind.OTHER_CUSTOMER, index, sentence, detail))
        problems += _foreign_ids(index, sentence, open_items, context, draft.language)
    return problems


def _is_foreign(item: Evidence, context: CheckContext) -> bool:
    return item.customer_id is not None and item.customer_id != context.customer_id


def _copies(sentence: Sentence, internal: Sequence[Evidence], public: Sequence[Evidence]) -> bool:
    if not internal:
        return False
    said = _shingles(sentence.text)
    secret = frozenset[str]().union(*(_shingles(item.text) for item in internal))
    shared = said & secret
    # Words that a public article holds as well are no secret.
    return bool(shared) and any(
        not any(shingle in _shingles(item.text) for item in public) for shingle in shared
    )


@lru_cache(maxsize=2048)
def _shingles(text: str) -> frozenset[str]:
    tokens = re.findall(r"\w+", squeeze(text).lower())
    return frozenset(
        " ".join(tokens[at : at + _SHINGLE]) for at in range(len(tokens) - _SHINGLE + 1)
    )


def _foreign_ids(
    index: int,
    sentence: Sentence,
    open_items: Sequence[Evidence],
    context: CheckContext,
    language: str,
) -> list[Problem]:
    problems: list[Problem] = []
    said = clean_text(sentence.text)
    for written in _order_ids(said, context):
        if not _may_name_order(normal_code(written), sentence, context):
            detail = f"“{written}” is not an order of this customer; do not speak of it."
            problems.append(problem(ProblemKind.OTHER_CUSTOMER, index, sentence, detail))
    for fact in _personal_facts(said, language, context):
        if not _is_open(fact, open_items, context, language):
            detail = f"The {fact.kind.value} “{fact.text}” is in no evidence of this customer."
            problems.append(problem(ProblemKind.OTHER_CUSTOMER, index, sentence, detail))
    return problems


def _order_ids(text: str, context: CheckContext) -> list[str]:
    shape = _order_id_shape(context.own_order_ids, context.order_id_patterns)
    if shape is None:
        return []
    return list(dict.fromkeys(match[0] for match in shape.finditer(text)))


@lru_cache(maxsize=512)
def _order_id_shape(ids: tuple[str, ...], patterns: tuple[str, ...]) -> re.Pattern[str] | None:
    """What an order id of this shop looks like, learnt from known ids."""
    shapes = {_shape(order_id) for order_id in ids} | set(patterns)
    if not shapes:
        return None
    return re.compile(rf"(?<!\w)(?:{'|'.join(sorted(shapes))})(?!\w)", re.IGNORECASE)


def _shape(order_id: str) -> str:
    parts = re.split(r"(\d+)", order_id)
    spelled = "".join(
        rf"\d{{{max(1, len(part) - 1)},{len(part) + 1}}}" if part.isdigit() else _letters(part)
        for part in parts
    )
    # Bare digits look like anything else, so only after a word or sign that says "order".
    return rf"(?<=#){spelled}" if order_id.isdigit() else spelled


def _letters(part: str) -> str:
    return re.sub(r"[-_/ ]+", r"[-_/ ]?", re.escape(part).replace("\\-", "-"))


def _may_name_order(order: str, sentence: Sentence, context: CheckContext) -> bool:
    if order in {normal_code(own) for own in context.own_order_ids}:
        return True
    # Repeating a number the customer gave is courtesy; saying something about it is not.
    asked = {normal_code(token) for token in _TOKEN.findall(clean_text(context.customer_words))}
    return sentence.role is not SentenceRole.ANSWER and order in asked


def _personal_facts(text: str, language: str, context: CheckContext) -> list[Fact]:
    facts = extract_facts(text, language, context.now.date())
    return [fact for fact in facts if fact.kind in _PERSONAL]


def _is_open(fact: Fact, items: Iterable[Evidence], context: CheckContext, language: str) -> bool:
    texts = [text_with_context(item) for item in items]
    texts += [context.customer_words, context.shop_words]
    today = context.now.date()
    digits = re.sub(r"\D", "", fact.value)[-8:]
    for text in texts:
        for known in extract_facts(text, language, today):
            if known.kind is fact.kind and (
                known.value == fact.value
                or (fact.kind is FactKind.PHONE and known.value.endswith(digits))
            ):
                return True
    return False
