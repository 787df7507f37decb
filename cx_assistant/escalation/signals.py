"""Signs in a ticket that a human should look, each with the customer's words it rests on."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Sequence

from pydantic import Field

from cx_assistant.escalation.classifiers import (
    CLASSIFIED_LANGUAGES,
    CLASSIFIED_REASONS,
    SentenceClassifier,
    features_of,
)
from cx_assistant.escalation.patterns import all_languages, plain
from cx_assistant.intake.questions import split_sentences, without_frame
from cx_assistant.models import FLOOR_REASONS, CleanTicket, EscalationReason, Model, Signal, Ticket

MAX_CLASSIFIED_SENTENCES = 10
MAX_QUOTE_CHARACTERS = 240
MAX_SENTENCE_CHARACTERS = 500

_ENDS = 2  # first and last sentences of a long message are always read closely
_SCORE_OF_PATTERN = 0.9
_SCORE_OF_COUNT = 0.8
_CEILING_IF_TAKEN_BACK = 0.3
# Weaker signs are noise, and any signal keeps a reply from being sent by itself.
_LOWEST_FLOOR_SCORE = 0.4
_LOWEST_SCORE = 0.6
_FEWEST_WORDS = 3  # meaning cannot be read off "Order NL-20417"
_ENOUGH_LETTERS_FOR_LANGUAGE = 12
_LETTERS_THAT_TELL_A_LANGUAGE = 40
_REPLY_SUBJECT = re.compile(
    r"^\s*(?:re|aw|wg|fwd?|sv|tr|rv|odp|antw)\s*(?:\[\d+\])?:", re.IGNORECASE
)


class SignalPolicy(Model):
    """What counts as a signal in this shop, beyond the floor that counts everywhere."""

    languages: tuple[str, ...] = ("en",)
    answers_any_language: bool = Field(default=False, description="a language model is configured")
    maximum_contacts_last_7_days: int = Field(default=3, ge=1)
    vip_tags: frozenset[str] = frozenset({"vip"})


def detect_signals(
    ticket: Ticket,
    clean: CleanTicket,
    *,
    policy: SignalPolicy | None = None,
    classifier: SentenceClassifier | None = None,
    customer_tags: Iterable[str] = (),
) -> tuple[Signal, ...]:
    """At most one signal per reason, strongest first.

    Reads only what the customer wrote: never quoted mail, never staff. Without a classifier only
    the turns of phrase count, which misses unusual wording.
    """
    policy = policy or SignalPolicy()
    sentences = _sentences(ticket, clean)
    found = [
        *_by_patterns(sentences, clean),
        *_by_meaning(sentences, clean, classifier),
        *_by_circumstances(ticket, clean, policy, frozenset(customer_tags)),
    ]
    strongest: dict[EscalationReason, Signal] = {}
    for signal in sorted(found, key=lambda signal: -signal.score):
        strongest.setdefault(signal.reason, signal)
    return tuple(s for s in strongest.values() if s.score >= _lowest_score(s.reason))


def _lowest_score(reason: EscalationReason) -> float:
    return _LOWEST_FLOOR_SCORE if reason in FLOOR_REASONS else _LOWEST_SCORE


def _sentences(ticket: Ticket, clean: CleanTicket) -> list[str]:
    """The customer's sentences; the subject too, unless it is only carried along by a reply."""
    pieces = (
        piece for whole in split_sentences(without_frame(clean.text)) for piece in _pieces(whole)
    )
    sentences = list(dict.fromkeys(pieces))
    subject = " ".join(ticket.subject.split())
    if subject and clean.text and not _REPLY_SUBJECT.match(subject) and subject not in sentences:
        sentences.insert(0, subject)
    return sentences


def _pieces(sentence: str) -> list[str]:
    """The sentence, or pieces of it: patterns slow down on text without full stops."""
    if len(sentence) <= MAX_SENTENCE_CHARACTERS:
        return [sentence]
    return textwrap.wrap(sentence, MAX_SENTENCE_CHARACTERS)


def _by_patterns(sentences: Sequence[str], clean: CleanTicket) -> Iterable[Signal]:
    languages = [all_languages()[code] for code in _languages_to_try(clean)]
    for sentence in sentences:
        text = plain(sentence)
        for language in languages:
            for reason in language.says:
                if language.match(reason, text) and not any(
                    other.is_no_report(reason, text) for other in languages
                ):
                    yield _signal(reason, _SCORE_OF_PATTERN, sentence, clean)


def _languages_to_try(clean: CleanTicket) -> list[str]:
    """The ticket's language and English; all of them where the language is a guess.

    Words mean other things elsewhere, so a clear text is read in its own language only.
    """
    letters = sum(map(str.isalpha, clean.text))
    if letters < _LETTERS_THAT_TELL_A_LANGUAGE or clean.language not in all_languages():
        return list(all_languages())
    return list(dict.fromkeys((clean.language, "en")))


def _by_meaning(
    sentences: Sequence[str], clean: CleanTicket, classifier: SentenceClassifier | None
) -> Iterable[Signal]:
    if classifier is None or clean.language not in CLASSIFIED_LANGUAGES:
        return
    chosen = _worth_reading([s for s in sentences if len(s.split()) >= _FEWEST_WORDS])
    for sentence, scores in zip(chosen, classifier.scores(chosen), strict=True):
        for reason, score in scores.items():
            if score >= _lowest_score(reason):
                yield _signal(reason, _tempered(reason, score, sentence), sentence, clean)


def _tempered(reason: EscalationReason, score: float, sentence: str) -> float:
    """The score, unless the sentence takes back what it sounds like."""
    text = plain(sentence)
    languages = [all_languages()[language] for language in CLASSIFIED_LANGUAGES]
    is_taken_back = any(
        language.match(reason, text) is False or language.takes_back(reason, text)
        for language in languages
    )
    return min(score, _CEILING_IF_TAKEN_BACK) if is_taken_back else score


def _worth_reading(sentences: Sequence[str]) -> list[str]:
    """All sentences of a usual message; both ends and the most suspicious of a long one."""
    if len(sentences) <= MAX_CLASSIFIED_SENTENCES:
        return list(sentences)
    ends = {*range(_ENDS), *range(len(sentences) - _ENDS, len(sentences))}
    middle = (n for n in range(len(sentences)) if n not in ends)
    suspicious = sorted(middle, key=lambda n: -_suspicion(sentences[n]))
    chosen = ends | set(suspicious[: MAX_CLASSIFIED_SENTENCES - len(ends)])
    return [sentences[n] for n in sorted(chosen)]


def _suspicion(sentence: str) -> float:
    return sum(features_of(sentence)[: len(CLASSIFIED_REASONS)])


def _by_circumstances(
    ticket: Ticket, clean: CleanTicket, policy: SignalPolicy, tags: frozenset[str]
) -> Iterable[Signal]:
    if ticket.contacts_last_7_days >= policy.maximum_contacts_last_7_days:
        yield Signal(reason=EscalationReason.REPEATED_CONTACT, score=_SCORE_OF_COUNT)
    if tags & policy.vip_tags:
        yield Signal(reason=EscalationReason.VIP, score=1.0)
    letters = sum(map(str.isalpha, clean.text))
    is_foreign = clean.language not in policy.languages and not policy.answers_any_language
    if is_foreign and letters >= _ENOUGH_LETTERS_FOR_LANGUAGE:
        quote = _verbatim(clean.text.strip()[:MAX_QUOTE_CHARACTERS], clean.text)
        yield Signal(reason=EscalationReason.UNSUPPORTED_LANGUAGE, score=0.9, quote=quote)


def _signal(reason: EscalationReason, score: float, sentence: str, clean: CleanTicket) -> Signal:
    return Signal(reason=reason, score=score, quote=_verbatim(sentence, clean.text))


def _verbatim(sentence: str, text: str) -> str:
    """The sentence with the line breaks the customer made, cut to a readable length."""
    words = sentence.split()
    if sentence not in text and words:
        found = re.search(r"\s+".join(map(re.escape, words)), text)
        sentence = found.group() if found else sentence
    return sentence[:MAX_QUOTE_CHARACTERS]
