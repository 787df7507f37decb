"""Whether a sentence that says it is courtesy makes a claim after all."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cx_assistant.grounding.claims import CLAIM_SUPPORT_THRESHOLD, support_score
from cx_assistant.grounding.context import CheckContext
from cx_assistant.grounding.fact_support import text_with_context
from cx_assistant.grounding.polarity import find_contradiction
from cx_assistant.grounding.problems import problem
from cx_assistant.grounding.text import clean_text, segments
from cx_assistant.models import Draft, Evidence, Problem, ProblemKind, SentenceRole

_CLAIM = re.compile(
    r"\byou\s(?:can|can't|cannot|may|must|need\sto|have\sto|don't|do\snot|are\s(?:not\s)?(?:entitled|"
    r"eligible|allowed|covered))\b|\bwe\s(?:do\snot|don't|never|always|accept|offer|charge|cover|"
    r"refund|ship|deliver|replace)\b|\b(?:is|are)\s(?:not\s|always\s|fully\s)?(?:free|refundable|"
    r"covered|included|possible|allowed|available|returnable|waterproof|safe|valid|exempt)\b|"
    r"\b(?:du\skannst|sie\skönnen|kannst\sdu|können\ssie|du\smusst|sie\smüssen|du\sdarfst|"
    r"sie\sdürfen)\b|\bwir\s(?:erstatten|liefern|berechnen|versenden|akzeptieren|ersetzen)\b|"
    r"\b(?:ist|sind)\s(?:nicht\s|immer\s)?(?:kostenlos|möglich|ausgeschlossen|inbegriffen|erlaubt|"
    r"gültig|verfügbar)\b|\bvous\s(?:pouvez|devez)\b|\b(?:puede|debe)s?\b|\b(?:può|puoi|deve|devi)\b|"
    r"\b(?:pode|deve)\b|\b(?:u|je)\s(?:kunt|kan|moet)\b",
    re.IGNORECASE,
)
_INVITATION = re.compile(
    r"\b(?:reply|respond|reach|contact|write|let\s(?:us|me)\sknow|get\sin\stouch|ask|tell|"
    r"antworten|antworte|erreichen|melden|melde|schreiben|schreib|wenden|fragen|répondre|"
    r"contacter|responder|contactar|rispondere|contattar\w*|antwoorden|contact)\b",
    re.IGNORECASE,
)


def find_smuggled_claims(
    draft: Draft, evidence: Sequence[Evidence], context: CheckContext
) -> list[Problem]:
    """Claims in greetings, courtesies and closings, where nobody would look for a source."""
    texts: list[str] = []
    problems: list[Problem] = []
    for index, sentence in enumerate(draft.sentences):
        if sentence.role is SentenceRole.ANSWER or not _makes_claim(sentence.text, context):
            continue
        texts = texts or [text_with_context(item) for item in evidence]
        score = support_score(sentence.text, texts, customer_words="")
        opposite = find_contradiction(sentence.text, texts, draft.language)
        if score < CLAIM_SUPPORT_THRESHOLD or opposite:
            detail = "This is a claim, not a courtesy; give it as an answer with its source."
            problems.append(problem(ProblemKind.UNSUPPORTED_CLAIM, index, sentence, detail))
    return problems


def _makes_claim(text: str, context: CheckContext) -> bool:
    return any(
        _CLAIM.search(part)
        and not _INVITATION.search(part)
        and part not in context.shop_words
        and part not in context.customer_words
        for part in segments(clean_text(text))
    )
