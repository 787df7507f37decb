"""Finds what a reply may rest on: the customer's own orders, and passages for each question."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from pydantic import Field

from cx_assistant.drafting.rewriting import QuestionRewriter
from cx_assistant.drafting.usage import DraftUsage
from cx_assistant.errors import BackendError
from cx_assistant.escalation.gate import Missing
from cx_assistant.intake.intents import QuestionReader, Reading, Topic
from cx_assistant.knowledge_base.answerability import answerability
from cx_assistant.models import (
    CleanTicket,
    EscalationReason,
    Evidence,
    Model,
    Question,
    QuestionEvidence,
    Signal,
    Ticket,
)
from cx_assistant.order_finding import OrderFinder
from cx_assistant.order_telling import ORDER_TOPICS, OrderFindings
from cx_assistant.protocols import Embedder
from cx_assistant.seeking import Sought, notes_on, rewrites_for, sought, unsearched

if TYPE_CHECKING:
    # For their types only: `from cx_assistant import Assistant` must not load SQLAlchemy and numpy.
    from cx_assistant.knowledge_base.search import KnowledgeSearch
    from cx_assistant.protocols import Vectors

# From here on a question counts as one about the customer's own order; earlier if the customer
# has said which order it is about.
_ABOUT_OWN_ORDER = 0.5
_ABOUT_NAMED_ORDER = 0.3
_SURELY_OWN_ORDER = 0.75
_ONLY_IN_ORDERS = frozenset({Topic.ORDER_STATUS, Topic.ORDER_CONTENTS})
_SURELY_ANSWERED = 0.95  # a number that was asked for by name
# From here on a question says too little to search for.
_VAGUE = 0.5


class Findings(Model):
    """All evidence for one ticket, and what is missing to answer it."""

    questions: tuple[QuestionEvidence, ...] = ()
    orders: OrderFindings = OrderFindings()
    missing: Missing | None = None
    signals: tuple[Signal, ...] = Field(default=(), description="that came up while looking")
    notes: tuple[str, ...] = ()
    usages: tuple[DraftUsage, ...] = Field(default=(), description="of a model asked meanwhile")
    index_revision: str = ""

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """All evidence of all questions, each once, in order."""
        unique = {item.id: item for found in self.questions for item in found.evidence}
        return tuple(unique.values())

    @property
    def confidence(self) -> float:
        """The calibrated chance that the evidence answers the hardest question."""
        return min((found.answerability for found in self.questions), default=0.0)


class EvidenceFinder:
    """Reads each question, opens the customer's orders, searches the knowledge base."""

    def __init__(  # noqa: PLR0913 - every part can be replaced
        self,
        *,
        reader: QuestionReader,
        search: KnowledgeSearch,
        embedder: Embedder,
        orders: OrderFinder,
        passages_per_question: int,
        minimum_answerability: float,
        revision: Callable[[], str],
        rewriter: QuestionRewriter | None = None,
    ) -> None:
        self._reader = reader
        self._search = search
        self._embedder = embedder
        self._orders = orders
        self._limit = passages_per_question
        self._minimum = minimum_answerability
        self._revision = revision
        self._rewriter = rewriter

    def find(self, ticket: Ticket, clean: CleanTicket) -> Findings:
        """The evidence for every question. Order facts only for a verified customer."""
        questions = clean.questions
        if clean.is_empty or not questions:
            orders = self._orders.nothing_asked(ticket)
            return Findings(missing=_missing_message(clean), orders=orders, signals=orders.signals)
        told = [each.model_copy(update={"search_text": each.read_text}) for each in questions]
        vectors = self._embedded([*questions, *told])
        readings = self._reader.read(told, vectors=self._shared(vectors, told))
        wanted = any(_needs_order(reading) for reading in readings)
        orders = self._orders.find(ticket, clean, wanted=wanted)
        rewrites = rewrites_for(clean, self._rewriter)
        found = tuple(
            self._for_question(
                each, reading, orders, ticket=ticket, clean=clean, words_only=vectors is None
            )
            for each, reading in zip(sought(clean, vectors, rewrites), readings, strict=True)
        )
        told_of = zip(readings, (each.read_text for each in questions), strict=True)
        conflicts = orders.conflicts_for(told_of)
        return Findings(
            questions=(*found, *unsearched(clean)),
            orders=orders,
            missing=_missing(readings, orders, found, self._minimum),
            signals=_signals(orders, conflicts),
            notes=(
                *conflicts,
                *self._notes(by_meaning=vectors is not None),
                *notes_on(rewrites),
            ),
            usages=tuple(each.usage for each in rewrites if each.usage),
            index_revision=self._revision(),
        )

    def _notes(self, *, by_meaning: bool) -> tuple[str, ...]:
        embedder = None if by_meaning else "the embedder is down, so words alone decided"
        degraded = filter(None, (embedder, self._search.degraded))
        return tuple(f"search: {problem}" for problem in degraded)

    def _embedded(self, questions: Sequence[Question]) -> dict[str, Vectors] | None:
        """Vectors by search text; None if the embedder is down, and words alone decide."""
        texts = list(dict.fromkeys(each.search_text for each in questions))
        try:
            return dict(zip(texts, self._embedder.embed(texts), strict=True))
        except BackendError:
            return None

    def _shared(
        self, vectors: Mapping[str, Vectors] | None, questions: Sequence[Question]
    ) -> Vectors | None:
        """The questions' vectors, if the reader works on the same embedder's."""
        if vectors is None or self._embedder.id != self._reader.embedder_id:
            return None
        import numpy as np

        return np.stack([vectors[each.search_text] for each in questions])

    def _for_question(  # noqa: PLR0913 - what a question is answered from
        self,
        asked: Sought,
        reading: Reading,
        orders: OrderFindings,
        *,
        ticket: Ticket,
        clean: CleanTicket,
        words_only: bool,
    ) -> QuestionEvidence:
        find = partial(
            self._search.find,
            asked.text,
            now=ticket.now,
            language=clean.language,
            limit=self._limit,
            query_vector=asked.vector,
            words_only=words_only,  # asking a provider that is down again costs another wait
        )
        articles, in_articles = self._answering(asked, find)
        is_own = _needs_order(reading, is_named=orders.is_named)
        # What a model wrote has no say in what is told of an order.
        place = clean.questions.index(asked.question)
        text = asked.question.read_text
        facts = orders.facts_for(reading, text, question=place) if is_own else []
        in_orders = orders.chance(reading) if any(fact.score > 0 for fact in facts) else 0.0
        if (balance := orders.balance_for(text)) is not None:
            facts, in_orders = [balance, *facts], _SURELY_ANSWERED
        return QuestionEvidence(
            question=asked.meant,
            evidence=(*facts, *articles),
            answerability=max(in_articles, in_orders),
            articles_answer=in_articles,
        )

    def _answering(
        self, asked: Sought, find: Callable[..., list[Evidence]]
    ) -> tuple[list[Evidence], float]:
        """What was found, and the chance that it answers.

        A question that the articles answer by itself takes nothing from the talk before it, which
        may have been about something else.
        """
        words = asked.meant.search_text
        if asked.may_stand_alone:
            alone = find()
            if (chance := answerability(words, alone)) >= self._minimum:
                return alone, chance
        articles = find(history=asked.history)
        return articles, answerability(words, articles, in_dialogue=bool(asked.history))


def _missing_message(clean: CleanTicket) -> Missing | None:
    return None if clean.staff_replied_last else Missing.MESSAGE


def _missing(
    readings: Sequence[Reading],
    orders: OrderFindings,
    found: Sequence[QuestionEvidence],
    minimum: float,
) -> Missing | None:
    """The one thing to ask for, if the ticket cannot be answered without it."""
    if orders.missing is Missing.OTHERS:
        return Missing.OTHERS
    pairs = list(zip(readings, found, strict=True))
    if orders.missing is Missing.VERIFICATION:
        if any(_is_only_for_them(reading, each, minimum) for reading, each in pairs):
            return Missing.VERIFICATION
    elif orders.missing is not None and (
        orders.asked_order or any(_needs_order(reading) for reading in readings)
    ):
        return orders.missing
    told = any(fact.score > 0 for each in found for fact in each.evidence if fact.customer_id)
    if all(reading.is_vague >= _VAGUE for reading in readings) and not told:
        return Missing.DETAILS
    return None


def _is_only_for_them(reading: Reading, found: QuestionEvidence, minimum: float) -> bool:
    """True if a sender nobody has verified cannot be helped with what everybody may know.

    How returns, refunds and changes work is in articles; where a parcel is, never.
    """
    if not _needs_order(reading):
        return False
    if found.articles_answer < minimum:
        return True
    return reading.topic in _ONLY_IN_ORDERS and reading.about_own_order >= _SURELY_OWN_ORDER


def _signals(orders: OrderFindings, conflicts: Sequence[str]) -> tuple[Signal, ...]:
    """Rules that contradict each other matter where the answer would have used them."""
    if not conflicts:
        return orders.signals
    return (*orders.signals, Signal(reason=EscalationReason.POLICY_CONFLICT, score=0.9))


def _needs_order(reading: Reading, *, is_named: bool = False) -> bool:
    """True if only the customer's own order can answer: whether a tent fits is for articles."""
    about_orders = reading.topic in ORDER_TOPICS
    if is_named:
        return about_orders or reading.about_own_order >= _ABOUT_NAMED_ORDER
    return about_orders and reading.about_own_order >= _ABOUT_OWN_ORDER
