"""All checks of a draft, in one call."""

from __future__ import annotations

from collections.abc import Sequence

from cx_assistant.grounding.citations import find_citation_problems
from cx_assistant.grounding.claims import Similarity, find_claim_problems
from cx_assistant.grounding.context import CheckContext
from cx_assistant.grounding.disclosure import find_disclosures
from cx_assistant.grounding.fact_support import find_unsupported_facts
from cx_assistant.grounding.language import find_wrong_language
from cx_assistant.grounding.lexicon import FILLERS
from cx_assistant.grounding.links import find_forbidden_links
from cx_assistant.grounding.promises import find_unauthorised_promises
from cx_assistant.grounding.smuggling import find_smuggled_claims
from cx_assistant.grounding.text import clean_text, words
from cx_assistant.models import Draft, Evidence, Problem, ProblemKind, SentenceRole, Visibility


def check_draft(
    draft: Draft,
    evidence: Sequence[Evidence],
    *,
    context: CheckContext,
    similarity: Similarity | None = None,
) -> tuple[Problem, ...]:
    """Everything wrong with the draft, sentence by sentence; empty means it may be trusted.

    Internal evidence, and evidence of other customers, may be passed so that copies of it are
    noticed; it never supports anything. `similarity` (0 to 1 for two texts) can save a claim
    that only just fails on its words.
    """
    usable = [item for item in evidence if _may_be_used(item, context)]
    problems = [
        *_find_empty_answer(draft),
        *find_citation_problems(draft, evidence),
        *find_unsupported_facts(draft, usable, context),
        *find_claim_problems(draft, usable, context, similarity=similarity),
        *find_smuggled_claims(draft, usable, context),
        *find_unauthorised_promises(draft, usable, customer_words=context.customer_words),
        *find_disclosures(draft, evidence, context),
        *find_forbidden_links(draft, usable, context),
        *find_wrong_language(draft, usable, context),
    ]
    return tuple(sorted(problems, key=_position))


def _may_be_used(item: Evidence, context: CheckContext) -> bool:
    is_own = item.customer_id is None or item.customer_id == context.customer_id
    return is_own and item.visibility is Visibility.PUBLIC


def _find_empty_answer(draft: Draft) -> list[Problem]:
    if any(
        sentence.role is SentenceRole.ANSWER and _has_substance(sentence.text)
        for sentence in draft.sentences
    ):
        return []
    detail = "The draft answers nothing; answer from the evidence, or hand the ticket over."
    return [Problem(kind=ProblemKind.EMPTY_ANSWER, detail=detail)]


def _has_substance(text: str) -> bool:
    plain = clean_text(text)
    return any(character.isdigit() for character in plain) or any(
        word not in FILLERS for word in words(plain)
    )


def _position(problem: Problem) -> int:
    return -1 if problem.sentence_index is None else problem.sentence_index
