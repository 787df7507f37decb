"""Writes a reply without a language model: verbatim passages and order facts, well arranged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cx_assistant.drafting.quoting import PARAGRAPH, quoted
from cx_assistant.drafting.selecting import AnswerPicker
from cx_assistant.drafting.tone import Tone
from cx_assistant.errors import DraftError
from cx_assistant.models import (
    Citation,
    Draft,
    DraftRequest,
    Evidence,
    EvidenceKind,
    Problem,
    QuestionEvidence,
    Sentence,
    SentenceRole,
)
from cx_assistant.phrases import filled, languages, phrases_for

_FACTS_PER_QUESTION = 5
_QUESTION_CHARACTERS = 140
_UNLUCKY = ("late", "refund-overdue")  # names of facts that call for a word of regret


@dataclass(frozen=True)
class _Answer:
    """What is said to one question; nothing if the evidence leaves it open."""

    found: QuestionEvidence
    sentences: tuple[Sentence, ...]
    repeats: bool = False  # all of it was said in answer to a question before


class OfflineDrafter:
    """Composes; never invents: every answer line is a quotation that is cited."""

    name = "offline"

    def __init__(
        self, tone: Tone, *, picker: AnswerPicker, minimum_answerability: float = 0.5
    ) -> None:
        self._tone = tone
        self._picker = picker
        self._minimum = minimum_answerability

    def draft(self, request: DraftRequest) -> Draft:
        """A reply to every question the evidence answers; the others are named as open."""
        return self._composed(request, without=frozenset())

    def repair(self, request: DraftRequest, draft: Draft, problems: Sequence[Problem]) -> Draft:
        """The draft without the sentences that have problems; fails if no answer is left."""
        bad = {problem.sentence_index for problem in problems}
        texts = frozenset(s.text for n, s in enumerate(draft.sentences) if n in bad)
        if None in bad or not texts:
            raise DraftError("nothing of the quoted evidence passed the checks")
        return self._composed(request, without=texts)

    def _composed(self, request: DraftRequest, *, without: frozenset[str]) -> Draft:
        said = [self._answer(found, request, without) for found in request.findings]
        if not any(sentences for sentences in said):
            raise DraftError("no passage or order fact answers any of the questions")
        answers = list(_without_repetition(request.findings, said))
        language = _frame_language(said, request)
        open_questions = tuple(
            answer.found.question.text
            for answer in answers
            if not answer.sentences and not answer.repeats
        )
        sentences = [
            self._tone.greeting(request.customer_name, language),
            *_regret(said, language),
            *_body(answers, language, _languages_of(request)),
            *_open(open_questions, language),
            *_offer(request, language),
            *self._tone.closing(language),
        ]
        return Draft(
            sentences=tuple(sentences),
            language=language,
            drafter=self.name,
            unanswered=open_questions,
        )

    def _answer(
        self, found: QuestionEvidence, request: DraftRequest, without: frozenset[str]
    ) -> list[Sentence]:
        facts = [item for item in found.evidence if item.kind is not EvidenceKind.ARTICLE]
        told = [item for item in facts if item.score > 0][:_FACTS_PER_QUESTION]
        sentences = [_fact_sentence(fact) for fact in told if fact.text not in without]
        if found.articles_answer < self._minimum:
            return sentences
        articles = _in_language_of_customer(found.evidence, request.language)
        blocks = self._picker.pick(found.question, articles)
        blocks = blocks[:1] if sentences else blocks
        return [*sentences, *quoted(blocks, found.question, without=without)]


def _fact_sentence(fact: Evidence) -> Sentence:
    quote = Citation(evidence_id=fact.id, source=fact.source, quote=fact.text)
    return Sentence(text=fact.text, citations=(quote,))


def _in_language_of_customer(evidence: Sequence[Evidence], language: str) -> list[Evidence]:
    """The articles in the customer's language; if there are none, those in any other."""
    articles = [item for item in evidence if item.kind is EvidenceKind.ARTICLE]
    return [item for item in articles if item.language == language] or articles


def _languages_of(request: DraftRequest) -> dict[str, str]:
    return {item.id: item.language for item in request.evidence}


def _frame_language(said: Sequence[Sequence[Sentence]], request: DraftRequest) -> str:
    """The customer's language, even around quotations in another, if its phrases are written."""
    if request.language in languages():
        return request.language
    known = _languages_of(request)
    cited = [known[each.evidence_id] for one in said for s in one for each in s.citations]
    return request.language if request.language in cited else max(sorted(cited), key=cited.count)


def _regret(said: Sequence[Sequence[Sentence]], language: str) -> Iterator[Sentence]:
    """A word of regret first, if what is told is bad news."""
    cited = (each.evidence_id for one in said for s in one for each in s.citations)
    if any(name.rpartition(":")[2].startswith(_UNLUCKY) for name in cited if ":" in name):
        text = phrases_for(language).sorry
        yield Sentence(text=text, role=SentenceRole.COURTESY, separator=PARAGRAPH)


def _without_repetition(
    findings: Sequence[QuestionEvidence], said: Sequence[Sequence[Sentence]]
) -> Iterator[_Answer]:
    """Each line once. A question that was answered along with one before says nothing more."""
    seen: set[str] = set()
    for found, sentences in zip(findings, said, strict=True):
        fresh = _without_dangling([s for s in sentences if s.text not in seen])
        if not any(s.role is SentenceRole.ANSWER for s in fresh):
            fresh = []
        seen.update(s.text for s in sentences)
        yield _Answer(found, tuple(fresh), repeats=bool(sentences) and not fresh)


def _without_dangling(sentences: Sequence[Sentence]) -> list[Sentence]:
    """The sentences without headings whose lines were all told before."""
    kept: list[Sentence] = []
    for sentence in reversed(sentences):
        if sentence.role is SentenceRole.ANSWER or _goes_on(kept):
            kept.append(sentence)
    return kept[::-1]


def _goes_on(kept: Sequence[Sentence]) -> bool:
    """True if the last sentence kept belongs to a heading before it."""
    return bool(kept) and kept[-1].role is SentenceRole.ANSWER and kept[-1].separator != PARAGRAPH


def _body(
    answers: Sequence[_Answer], language: str, languages_of: dict[str, str]
) -> Iterator[Sentence]:
    """The answers in order; if there are several, each below the words it answers."""
    phrases = phrases_for(language)
    answered = [answer for answer in answers if answer.sentences]
    is_noted = False
    for answer in answered:
        if len(answered) > 1:
            text = filled(phrases.about, question=_shortened(answer.found.question.text))
            yield _courtesy(text)
        spoken = _spoken(answer.sentences, languages_of)
        for position, (sentence, own) in enumerate(zip(answer.sentences, spoken, strict=True)):
            is_foreign = own not in {language, ""}
            if is_foreign and not is_noted:
                yield _courtesy(phrases.other_language)
            opens = position == 0 or (is_foreign and not is_noted)
            is_noted = is_noted or is_foreign
            yield sentence.model_copy(update={"separator": PARAGRAPH}) if opens else sentence


def _spoken(sentences: Sequence[Sentence], languages_of: dict[str, str]) -> list[str]:
    """The language of each sentence; one that cites nothing speaks that of the next."""
    spoken: list[str] = []
    language = ""
    for sentence in reversed(sentences):
        cited = [languages_of[each.evidence_id] for each in sentence.citations]
        language = cited[0] if cited else language
        spoken.append(language)
    return spoken[::-1]


def _offer(request: DraftRequest, language: str) -> Iterator[Sentence]:
    """How to learn more than everybody may know."""
    if request.offers_verification:
        text = phrases_for(language).ask_verification
        yield Sentence(text=text, role=SentenceRole.COURTESY, separator=PARAGRAPH)


def _open(questions: Sequence[str], language: str) -> Iterator[Sentence]:
    phrases = phrases_for(language)
    for question in questions:
        yield _courtesy(filled(phrases.open_question, question=f"“{_shortened(question)}”"))


def _courtesy(text: str) -> Sentence:
    return Sentence(text=text, role=SentenceRole.COURTESY, separator=PARAGRAPH)


def _shortened(question: str) -> str:
    text = " ".join(question.split()).strip(" .")
    if len(text) <= _QUESTION_CHARACTERS:
        return text[:1].upper() + text[1:]
    return text[:_QUESTION_CHARACTERS].rsplit(" ", 1)[0] + " …"
