"""What a question leaves out, taken from the talk before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cx_assistant.errors import BackendError
from cx_assistant.knowledge_base.asking import Asked
from cx_assistant.knowledge_base.index import DerivedIndexes
from cx_assistant.knowledge_base.index_content import lexical_entry
from cx_assistant.knowledge_base.ranking import best_first
from cx_assistant.knowledge_base.scope import SearchScope
from cx_assistant.models import Author, Message
from cx_assistant.protocols import Embedder
from cx_assistant.store.articles import ArticleStore

if TYPE_CHECKING:
    from cx_assistant.protocols import Vectors

_TITLES = 20
# How much of the last customer turn and the last answer is searched for beside the question;
# chosen on half of two sets of dialogues, see docs/decisions/0016-ranking.md.
CUSTOMER_TURN_MEANING = 0.2
ANSWER_TURN_MEANING = 0.5
TURN_WORDS = 0.2
NAMED_WORDS = 0.5
# A question with so many topic words or fewer takes all of it; one with n words takes 2/n or 3/n.
_TOPICS_THAT_LEAN = 2
_TOPICS_WITHOUT_NAME = 3
# A title named by less than this share of its words is not meant.
_LEAST_NAMED = 0.2
# Each turn further back counts this much less.
_FADING = 0.9
TURNS_READ = 4
_TURN_CHARACTERS = 1500


@dataclass(frozen=True)
class Turn:
    """Something said before the question, and how much its meaning and its words count."""

    text: str
    meaning: float
    words: float


class Dialogue:
    """Takes from the talk before a question what the question leaves out, with no model."""

    def __init__(self, indexes: DerivedIndexes, articles: ArticleStore, embedder: Embedder) -> None:
        self._indexes = indexes
        self._articles = articles
        self._embedder = embedder

    def heard(self, asked: Asked, history: Sequence[Message], scope: SearchScope) -> Asked:
        """The question with what was said before it, and the titles the talk has named."""
        if not history:
            return asked
        topics = len(self._indexes.topics(asked.question, scope.languages[0]))
        turns = turns_that_count(history, topics)
        named = self._named(recent_turns(history), topics, scope)
        context = [(turn.text, turn.words) for turn in turns]
        if named:
            title, surely = max(named.items(), key=lambda item: item[1])
            context.append((title, NAMED_WORDS * surely))
        return replace(
            asked,
            direction=self._leaning(asked.direction, turns),
            context=tuple(context),
            named=named,
        )

    def _leaning(self, vector: Vectors | None, turns: Sequence[Turn]) -> Vectors | None:
        if vector is None or not turns:
            return vector
        try:
            rows = self._embedder.embed([turn.text for turn in turns])
        except BackendError:
            return vector
        for row, turn in zip(rows, turns, strict=True):
            vector = vector + turn.meaning * row
        return vector

    def _named(self, turns: Sequence[str], topics: int, scope: SearchScope) -> dict[str, float]:
        """How surely the question is about each title (with headings), from 0 to 1."""
        surely: dict[str, float] = {}
        for ago, turn in enumerate(turns):
            for partition in scope.partitions:
                for hit in self._indexes.naming(partition, turn, limit=_TITLES):
                    found = how_surely_named(hit.score, turns_ago=ago, topics=topics)
                    surely[hit.id] = max(surely.get(hit.id, 0.0), found)
        sure = [id_ for id_ in best_first(surely) if surely[id_] > 0][:_TITLES]
        named: dict[str, float] = {}
        for stored in self._articles.passages(sure):
            named.setdefault(lexical_entry(stored).title, surely[stored.passage.id])
        return named


def turns_that_count(history: Sequence[Message], topics: int) -> list[Turn]:
    """The last customer turn and the last answer; they count less the more the question says.

    `topics` is the number of topic words of the question. One that says enough itself may well
    begin a new subject, and what went before would only lead astray.
    """
    spoken = [message for message in history if message.text.strip()]
    customer = [each.text for each in spoken if each.author is Author.CUSTOMER][-1:]
    answer = [each.text for each in spoken if each.author is not Author.CUSTOMER][-1:]
    leaning = min(1.0, _TOPICS_THAT_LEAN / max(topics, 1))
    weighted = [(text, CUSTOMER_TURN_MEANING) for text in customer]
    weighted += [(text, ANSWER_TURN_MEANING) for text in answer]
    return [
        Turn(text[:_TURN_CHARACTERS], leaning * meaning, leaning * TURN_WORDS)
        for text, meaning in weighted
    ]


def recent_turns(history: Sequence[Message]) -> list[str]:
    """What was said last, newest first."""
    spoken = [message.text for message in history if message.text.strip()]
    return [text[:_TURN_CHARACTERS] for text in reversed(spoken[-TURNS_READ:])]


def how_surely_named(share: float, *, turns_ago: int, topics: int) -> float:
    """How surely the question is about a title of which a turn had this share, 0 to 1."""
    surely = max(0.0, (share - _LEAST_NAMED) / (1 - _LEAST_NAMED))
    return surely * _FADING**turns_ago * min(1.0, _TOPICS_WITHOUT_NAME / max(topics, 1))
