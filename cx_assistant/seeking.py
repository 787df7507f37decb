"""What is searched for each question: its own words, what was said before, or a model's rewrite."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from cx_assistant.drafting.rewriting import QuestionRewriter, Rewrite
from cx_assistant.intake.leaning import antecedent, is_thin, leans, points
from cx_assistant.intake.questions import split_sentences
from cx_assistant.models import Author, CleanTicket, Message, Question, QuestionEvidence

if TYPE_CHECKING:
    from cx_assistant.protocols import Vectors

# Each waits for the model before the search begins.
_MOST_REWRITTEN = 2


class Sought(NamedTuple):
    """One question on its way into the search.

    `text` is what to search for. `meant` is the question with the words that tell, of what was
    found, what answers it; `question` is as the customer wrote it, for all that is about orders.
    """

    question: Question
    vector: Vectors | None
    text: str
    meant: Question
    history: tuple[Message, ...] = ()

    @property
    def may_stand_alone(self) -> bool:
        """True for a question with talk before it that it does not point to."""
        return bool(self.history) and not leans(self.question.text)


def rewrites_for(clean: CleanTicket, rewriter: QuestionRewriter | None) -> list[Rewrite]:
    """One per question; an empty one where none is needed or to be had.

    After one failure the model is not asked again: the customer is waiting.
    """
    rewrites: list[Rewrite] = []
    asked, has_failed = 0, False
    for question in clean.questions:
        wanted = bool(clean.history) and leans(question.text)
        if rewriter is None or not wanted or has_failed or asked == _MOST_REWRITTEN:
            rewrites.append(Rewrite())
            continue
        asked += 1
        rewrites.append(rewriter.rewrite(question, clean.history))
        has_failed = not rewrites[-1].text
    return rewrites


def sought(
    clean: CleanTicket, vectors: Mapping[str, Vectors] | None, rewrites: Sequence[Rewrite]
) -> Iterator[Sought]:
    """What to search for each question; `vectors` are those of the search texts, if there are."""
    for question, rewrite in zip(clean.questions, rewrites, strict=True):
        if rewrite.text:
            # A rewrite does not replace the customer's words in the search, it joins them.
            text = f"{rewrite.text} {question.text}"
            yield Sought(question, None, text, _with_words(question, rewrite.text))
        else:
            meant = _with_words(question, _completed(question, clean.history))
            vector = vectors[question.search_text] if vectors else None
            yield Sought(question, vector, question.search_text, meant, clean.history)


def _with_words(question: Question, words: str) -> Question:
    return question.model_copy(update={"search_text": words})


def _completed(question: Question, history: Sequence[Message]) -> str:
    """The question's words, with what the customer's last turn names if it points there.

    "And to Portugal?" says itself what is new: with "Ireland" before it, it would ask for both.
    """
    is_complete = question.search_text != question.text
    if is_complete or not (points(question.text) or is_thin(question.text, words=0)):
        return question.search_text
    turns = [message.text for message in history if message.author is Author.CUSTOMER]
    sentences = split_sentences(turns[-1]) if turns else []
    return f"{antecedent(sentences)} {question.search_text}".strip()


def notes_on(rewrites: Sequence[Rewrite]) -> Iterator[str]:
    """For the trace: who rewrote a question, or why it was not done."""
    for rewrite in rewrites:
        if rewrite.text and rewrite.usage:
            yield f"search: a question was rewritten by {rewrite.usage.model}"
        elif rewrite.note:
            yield f"search: {rewrite.note}"


def unsearched(clean: CleanTicket) -> Iterator[QuestionEvidence]:
    """Questions beyond the ones searched for, so that whoever replies sees them left open."""
    for text in clean.further_questions:
        yield QuestionEvidence(question=Question(text=text, search_text=text))
