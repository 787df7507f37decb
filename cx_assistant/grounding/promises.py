"""Whether a draft commits the shop to something that nobody has decided."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from cx_assistant.grounding.lexicon import FILLERS, stem
from cx_assistant.grounding.problems import problem
from cx_assistant.grounding.promise_patterns import (
    ASSURANCE,
    COMMITMENT,
    CONDITIONAL_LEAD,
    DONE_BY_US,
    DONE_TO_ORDER,
    ENTITLEMENT,
    HARMLESS,
    PERSONAL,
    Wording,
)
from cx_assistant.grounding.restating import repeats_question
from cx_assistant.grounding.text import clean_text, segments, stands_whole_in, words
from cx_assistant.models import (
    Draft,
    Evidence,
    EvidenceKind,
    Problem,
    ProblemKind,
    Sentence,
    SentenceRole,
)

_RECORDS = frozenset({EvidenceKind.ORDER, EvidenceKind.COMPUTED})
_SAME_COMMITMENT = 0.5
_LEAD = 150  # characters in front of a report in which an "if" still governs it
_WORD = re.compile(r"[^\W\d_]+")


def find_unauthorised_promises(
    draft: Draft, evidence: Sequence[Evidence], *, customer_words: str = ""
) -> list[Problem]:
    """Commitments and claims of finished actions that no cited evidence makes.

    An article is authority for stating the shop's rule ("we refund within 5 days"). It is none
    for "I will refund you" or "your refund has been issued": the first needs a human, the
    second a record of the customer's own order. The customer's own question may be repeated.
    """
    by_id = {item.id: item for item in evidence}
    problems: list[Problem] = []
    for index, sentence in enumerate(draft.sentences):
        if repeats_question(sentence, customer_words):
            continue
        cited = [by_id[c.evidence_id] for c in sentence.citations if c.evidence_id in by_id]
        promise = _unauthorised(sentence, cited)
        if promise:
            detail = f"Nothing cited authorises “{promise}”; state the rule, or leave it to staff."
            problems.append(problem(ProblemKind.UNAUTHORISED_PROMISE, index, sentence, detail))
    return problems


def _unauthorised(sentence: Sentence, cited: Sequence[Evidence]) -> str:
    if any(stands_whole_in(sentence.text, item.text) for item in cited):
        return ""
    if sentence.role is not SentenceRole.ANSWER:
        cited = ()
    for part in segments(clean_text(sentence.text)):
        found = _promise_in(part, cited)
        if found:
            return found
    return ""


def _promise_in(part: str, cited: Sequence[Evidence]) -> str:
    part = HARMLESS.sub(" ", part)
    held = frozenset(_WORD.findall(part.lower()))
    for wording in (DONE_BY_US, DONE_TO_ORDER):
        done = None if held.isdisjoint(wording.signs) else _first_report(wording, part)
        if done and not _is_recorded(done, cited):
            return done[0].strip()
    for wording in (PERSONAL, ASSURANCE, COMMITMENT, ENTITLEMENT):
        promised = None if held.isdisjoint(wording.signs) else wording.pattern.search(part)
        if promised and (wording is PERSONAL or not _is_stated(part, promised, cited)):
            return promised[0].strip()
    return ""


def _first_report(wording: Wording, part: str) -> re.Match[str] | None:
    """ "Once your order has been sent, …" reports nothing."""
    for match in wording.pattern.finditer(part):
        if not CONDITIONAL_LEAD.search(part[max(0, match.start() - _LEAD) : match.start()]):
            return match
    return None


def _is_recorded(done: re.Match[str], cited: Iterable[Evidence]) -> bool:
    records = [item for item in cited if item.kind in _RECORDS]
    return any(_shares_action(done, item.text) for item in records)


def _shares_action(done: re.Match[str], text: str) -> bool:
    actions = {word for name, word in done.groupdict().items() if word}
    return bool(_telling(" ".join(actions)) & _telling(text))


def _is_stated(part: str, promised: re.Match[str], cited: Iterable[Evidence]) -> bool:
    wanted = _telling(part)
    actions = _telling(promised[0])
    for item in cited:
        for segment in segments(item.text):
            stated = _telling(segment)
            if actions & stated and len(wanted & stated) >= _SAME_COMMITMENT * len(wanted):
                return True
    return False


def _telling(text: str) -> frozenset[str]:
    return frozenset(_action_stem(word) for word in words(text) if word not in FILLERS)


def _action_stem(word: str) -> str:
    return stem(_SAME_ACTION.get(word, word))


_SAME_ACTION = {
    "sent": "send", "shipped": "send", "ship": "send", "dispatched": "send", "dispatch": "send",
    "send": "send", "paid": "pay", "reimburse": "refund", "reimbursed": "refund",
    "verschickt": "versand", "versendet": "versand", "verschicken": "versand",
    "erstattet": "erstatten", "erstattung": "erstatten", "rückerstattung": "erstatten",
    "storniert": "stornieren", "stornierung": "stornieren", "cancellation": "cancel",
    "geliefert": "lieferung", "zugestellt": "lieferung", "delivery": "deliver",
}  # fmt: skip
