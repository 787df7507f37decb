"""Has a model rewrite a question that leans on earlier turns into one that stands alone.

What comes back is searched with and nothing else: it is never shown, and neither identity nor
orders nor disclosure look at it. Whatever goes wrong, the search goes on without it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from cx_assistant.drafting.answers import answer_text
from cx_assistant.drafting.asking import ModelAsker
from cx_assistant.drafting.calling import CallLimits, Pace
from cx_assistant.drafting.failures import FailureReason, ModelFailedError
from cx_assistant.drafting.fence import fence, single_line, strip_invisible
from cx_assistant.drafting.prompts import Prompt, load_prompt
from cx_assistant.drafting.usage import DraftUsage, TokenUse
from cx_assistant.models import Author, Message, Model, Question
from cx_assistant.settings.schema import ModelSettings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessage

# A search that is a little better is not worth a longer wait.
MAX_SECONDS = 5.0
MAX_CHARACTERS = 400
_TURN_CHARACTERS = 700
_STEM_LETTERS = 4
_KNOWN_SHARE = 0.5  # of a rewrite's longer words must have been said

# Order numbers, amounts, dates, addresses: whatever names one thing in particular.
_PARTICULAR = re.compile(r"\S*[\d@]\S*|\S*://\S*|www\.\S*", re.IGNORECASE)
_LONGER_WORD = re.compile(r"[^\W\d_]{5,}")
_EDGES = ".,;:!?¿¡()[]{}<>\"'“”„‘’«»`*"


class Rewrite(Model):
    """A question that stands alone, or why there is none, and what asking for it used."""

    text: str = ""
    note: str = ""
    usage: DraftUsage | None = None


class QuestionRewriter:
    """Asks a chat model once, briefly. Safe to use from several threads."""

    def __init__(
        self,
        model: BaseChatModel,
        *,
        settings: ModelSettings,
        prompt: Prompt | None = None,
        pace: Pace | None = None,
    ) -> None:
        self._settings = settings
        self._prompt = prompt or load_prompt("rewrite_question")
        self._name = settings.chat.partition(":")[2] or settings.chat or "model"
        self._seconds = min(MAX_SECONDS, settings.timeout_seconds)
        limits = CallLimits(self._seconds, 0, pace or Pace())
        self._asker = ModelAsker(model, self._name, limits, plain=True)

    def rewrite(self, question: Question, history: Sequence[Message]) -> Rewrite:
        """The question with what it takes from `history`. Never raises; a failure has a note."""
        turns = [_turn(message) for message in history]
        asked = single_line(question.search_text, limit=MAX_CHARACTERS)
        prompt = self._prompt.render(
            conversation=fence("conversation", "\n".join(turns)), question=fence("question", asked)
        )
        call = self._asker.start()
        try:
            message = self._asker.message(call, [("human", prompt)])
        except ModelFailedError as error:
            return Rewrite(note=self._failed(error))
        usage = self._usage(message)
        try:
            text = strip_invisible(answer_text(message)).strip().strip('"“”„«»`').strip()
        except ModelFailedError as error:
            return Rewrite(note=self._failed(error), usage=usage)
        if problem := _problem(text, " ".join([*turns, asked])):
            return Rewrite(note=f"the model's question is not used: {problem}", usage=usage)
        return Rewrite(text=text, usage=usage)

    def _failed(self, error: ModelFailedError) -> str:
        if error.reason is FailureReason.TIMEOUT:
            return f"the model {self._name} did not rewrite the question within {self._seconds:g} s"
        return f"the question is not rewritten: {error}"

    def _usage(self, message: AIMessage) -> DraftUsage:
        tokens = TokenUse.reported(message.usage_metadata)
        return DraftUsage(
            model=self._name,
            prompt_hash=self._prompt.hash,
            tokens_in=tokens.tokens_in,
            tokens_out=tokens.tokens_out,
            cost=tokens.cost(self._settings),
        )


def _turn(message: Message) -> str:
    speaker = "customer" if message.author is Author.CUSTOMER else "shop"
    return f"{speaker}: {single_line(message.text, limit=_TURN_CHARACTERS)}"


def _problem(text: str, said: str) -> str:
    """What is wrong with a rewrite of these words; empty if nothing is."""
    if not any(map(str.isalnum, text)):
        return "it is empty"
    if len(text.splitlines()) > 1:
        return "it has more than one line"
    if len(text) > MAX_CHARACTERS:
        return f"it is longer than {MAX_CHARACTERS} characters"
    if _particulars(text) - _particulars(said):
        return "it names a number or an address that nobody wrote"
    if not _mostly_said(text, said):
        return "it speaks of something else"
    return ""


def _particulars(text: str) -> set[str]:
    return {match[0].strip(_EDGES).casefold() for match in _PARTICULAR.finditer(text)}


def _mostly_said(text: str, said: str) -> bool:
    stems, known = _stems(text), _stems(said)
    return len(stems & known) >= _KNOWN_SHARE * len(stems)


def _stems(text: str) -> set[str]:
    return {match[0].casefold()[:_STEM_LETTERS] for match in _LONGER_WORD.finditer(text)}
