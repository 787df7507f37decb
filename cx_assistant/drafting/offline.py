"""Writes a reply without a language model: verbatim passages and order facts, well arranged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cx_assistant.drafting.plain import plain, plain_item, plain_row
from cx_assistant.drafting.selecting import AnswerPicker
from cx_assistant.drafting.tone import Tone
from cx_assistant.drafting.units import Unit, UnitKind, cells_of
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
from cx_assistant.phrases import filled, phrases_for

_PARAGRAPH = "\n\n"
_LINE = "\n"
_FACTS_PER_QUESTION = 5
_QUESTION_CHARACTERS = 140


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
        answers = [self._answer(found) for found in request.findings]
        if not any(answers):
            raise DraftError("no passage or order fact answers any of the questions")
        language = _language_of(answers, request)
        answers = _without_repetition(answers)
        pairs = list(zip(request.findings, answers, strict=True))
        open_questions = tuple(found.question.text for found, answer in pairs if not answer)
        sentences = [
            self._tone.greeting(request.customer_name, language),
            *_body(pairs, language),
            *_open(open_questions, language),
            *self._tone.closing(language),
        ]
        return Draft(
            sentences=tuple(sentences),
            language=language,
            drafter=self.name,
            unanswered=open_questions,
        )

    def repair(self, request: DraftRequest, draft: Draft, problems: Sequence[Problem]) -> Draft:
        """The draft without the sentences that have problems; fails if no answer is left."""
        bad = {problem.sentence_index for problem in problems}
        kept = [sentence for n, sentence in enumerate(draft.sentences) if n not in bad]
        answers = [sentence for sentence in kept if sentence.role is SentenceRole.ANSWER]
        if None in bad or not answers or len(kept) == len(draft.sentences):
            raise DraftError("nothing of the quoted evidence passed the checks")
        return draft.model_copy(update={"sentences": tuple(kept)})

    def _answer(self, found: QuestionEvidence) -> list[Sentence]:
        facts = [item for item in found.evidence if item.kind is not EvidenceKind.ARTICLE]
        articles = [item for item in found.evidence if item.kind is EvidenceKind.ARTICLE]
        told = [item for item in facts if item.score > 0][:_FACTS_PER_QUESTION]
        sentences = [_fact_sentence(fact) for fact in told]
        if found.answerability < self._minimum and (told or not articles):
            return sentences
        if found.answerability < self._minimum:
            return []
        blocks = self._picker.pick(found.question.search_text, articles)
        if told:
            blocks = blocks[:1]
        for block in blocks:
            sentences += _quoted(block)
        return sentences


def _fact_sentence(fact: Evidence) -> Sentence:
    quote = Citation(evidence_id=fact.id, source=fact.source, quote=fact.text)
    return Sentence(text=fact.text, citations=(quote,))


def _quoted(block: Sequence[Unit]) -> Iterator[Sentence]:
    """A block as the customer reads it; its first line opens a paragraph."""
    first = block[0]
    lead_in = plain(first.lead_in)
    if lead_in and len(block) > 1:
        citation = _citation(first, first.lead_in)
        yield Sentence(text=lead_in, citations=citation, separator=_PARAGRAPH)
    for position, unit in enumerate(block):
        opens = position == 0 and not (lead_in and len(block) > 1)
        inline = unit.kind is UnitKind.SENTENCE
        separator = _PARAGRAPH if opens else " " if inline else _LINE
        text = _as_text(unit, alone=len(block) == 1)
        if text:
            yield Sentence(text=text, citations=_citation(unit, unit.text), separator=separator)


def _as_text(unit: Unit, *, alone: bool) -> str:
    if unit.kind is UnitKind.ROW:
        row = plain_row(cells_of(unit.text), unit.header)
        return row if alone else f"- {row}"
    if unit.kind in (UnitKind.ITEM, UnitKind.STEP):
        return plain_item(unit.text)
    return plain(unit.text)


def _citation(unit: Unit, quote: str) -> tuple[Citation, ...]:
    evidence = unit.evidence
    return (Citation(evidence_id=evidence.id, source=evidence.source, quote=quote),)


def _language_of(answers: Sequence[Sequence[Sentence]], request: DraftRequest) -> str:
    """The customer's language, unless what is quoted is mostly in another."""
    languages = {item.id: item.language for item in request.evidence}
    cited = [
        languages[citation.evidence_id]
        for answer in answers
        for sentence in answer
        for citation in sentence.citations
    ]
    if not cited or cited.count(request.language) * 2 >= len(cited):
        return request.language
    return max(sorted(set(cited)), key=cited.count)


def _without_repetition(answers: Sequence[Sequence[Sentence]]) -> list[list[Sentence]]:
    """Each line once; a question whose whole answer was given before keeps it."""
    seen: set[str] = set()
    unique: list[list[Sentence]] = []
    for answer in answers:
        fresh = [sentence for sentence in answer if sentence.text not in seen]
        seen.update(sentence.text for sentence in answer)
        unique.append(fresh or list(answer[:1]))
    return unique


def _body(
    pairs: Sequence[tuple[QuestionEvidence, list[Sentence]]], language: str
) -> Iterator[Sentence]:
    """The answers in order; with several questions, each under the words it answers."""
    answered = [(found, answer) for found, answer in pairs if answer]
    for found, answer in answered:
        separator = _PARAGRAPH
        if len(answered) > 1:
            about = filled(phrases_for(language).about, question=_shortened(found.question.text))
            yield Sentence(text=about, role=SentenceRole.COURTESY, separator=_PARAGRAPH)
            separator = _LINE
        first, *rest = answer
        yield first.model_copy(update={"separator": separator})
        yield from rest


def _open(questions: Sequence[str], language: str) -> Iterator[Sentence]:
    phrases = phrases_for(language)
    for question in questions:
        text = filled(phrases.open_question, question=f"“{_shortened(question)}”")
        yield Sentence(text=text, role=SentenceRole.COURTESY, separator=_PARAGRAPH)


def _shortened(question: str) -> str:
    text = " ".join(question.split()).strip(" .")
    if len(text) <= _QUESTION_CHARACTERS:
        return text[:1].upper() + text[1:]
    return text[:_QUESTION_CHARACTERS].rsplit(" ", 1)[0] + " …"
