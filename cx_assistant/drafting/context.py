"""Writes the prompts for a request: fenced, numbered and within the token budget."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from string import Template
from typing import NamedTuple

from cx_assistant.drafting.boundary import assert_own_evidence
from cx_assistant.drafting.budget import fitting_evidence, shown_evidence
from cx_assistant.drafting.failures import FailureReason, ModelFailedError
from cx_assistant.drafting.fence import fence, single_line
from cx_assistant.drafting.parsing import write_out
from cx_assistant.drafting.prompts import Prompt, load_prompt
from cx_assistant.drafting.tokens import TokenCounter, cut_middle
from cx_assistant.models import Draft, DraftRequest, Evidence, Model, Problem, QuestionEvidence
from cx_assistant.settings.schema import ByLanguage, ShopSettings, VoiceSettings

NAME_CHARACTERS = 40
TICKET_SHARE = 3  # a huge ticket may take up a third of the budget
MESSAGE_OVERHEAD_TOKENS = 16
NOTHING = "-"


class PromptSet(Model):
    """The prompts of the drafter."""

    system: Prompt
    draft: Prompt
    repair: Prompt

    @classmethod
    def load(cls, folder: Path | None = None) -> PromptSet:
        """The shipped prompts, each replaced by a file of its name in `folder` if there is one."""
        return cls(
            system=load_prompt("system", folder=folder),
            draft=load_prompt("draft_reply", folder=folder),
            repair=load_prompt("repair_reply", folder=folder),
        )

    @property
    def hash(self) -> str:
        """Changes whenever any of the prompts changes."""
        joined = self.system.hash + self.draft.hash + self.repair.hash
        return hashlib.sha256(joined.encode()).hexdigest()[:12]


class ChatMessage(NamedTuple):
    """One message of a prompt, in the form LangChain accepts."""

    role: str
    text: str


class WrittenPrompt(Model):
    """A prompt ready to be sent, and the evidence in it, by number (`E1` …)."""

    messages: tuple[ChatMessage, ...]
    evidence: dict[str, Evidence]
    notes: tuple[str, ...] = ()


class PromptWriter:
    """Writes prompts in one shop's voice."""

    def __init__(
        self,
        prompts: PromptSet,
        *,
        voice: VoiceSettings,
        shop: ShopSettings,
        count: TokenCounter,
        limit_tokens: int,
    ) -> None:
        self._prompts = prompts
        self._voice = voice
        self._count = count
        self._limit_tokens = limit_tokens
        self._system = prompts.system.render(shop=shop.name, style=voice.style)

    def for_draft(self, request: DraftRequest) -> WrittenPrompt:
        """The prompt that asks for a first draft.

        Raises `LeakError` if evidence is not this customer's, and `ModelFailedError` if the
        prompt cannot be made to fit.
        """
        return self._fitted(request, reserved_tokens=0)

    def for_repair(
        self, request: DraftRequest, draft: Draft, problems: Sequence[Problem]
    ) -> WrittenPrompt:
        """The first prompt, the draft it led to, and what is wrong with that draft."""
        listed = "\n".join(_problem_line(problem) for problem in problems)
        question = self._prompts.repair.render(
            problems=fence("problems", listed), language=language_name(request.language)
        )
        reserved = self._count(question) + self._count(write_out(draft, {}))
        prompt = self._fitted(request, reserved_tokens=reserved)
        answer = ChatMessage("ai", write_out(draft, prompt.evidence))
        messages = (*prompt.messages, answer, ChatMessage("human", question))
        return prompt.model_copy(update={"messages": messages})

    def _fitted(self, request: DraftRequest, *, reserved_tokens: int) -> WrittenPrompt:
        assert_own_evidence(request)
        ticket = cut_middle(request.ticket.text, self._limit_tokens // TICKET_SHARE, self._count)
        bare = self._messages(request, ticket, {})
        used = sum(self._count(message.text) for message in bare) + MESSAGE_OVERHEAD_TOKENS
        left = self._limit_tokens - used - reserved_tokens
        kept = fitting_evidence(request, left, lambda item: self._cost(request, item))
        if left < 0 or (shown_evidence(request) and not kept):
            raise ModelFailedError(_too_small(self._limit_tokens), FailureReason.TOO_LONG)
        numbered = {f"E{place}": item for place, item in enumerate(kept, start=1)}
        return WrittenPrompt(
            messages=self._messages(request, ticket, numbered),
            evidence=numbered,
            notes=_notes(request, ticket, len(kept)),
        )

    def _cost(self, request: DraftRequest, item: Evidence) -> int:
        """Tokens of the evidence and of its number beside each question it was found for."""
        named = sum(item in found.evidence for found in request.findings)
        return self._count(_block("E00", item)) + named * self._count(", E00")

    def _messages(
        self, request: DraftRequest, ticket: str, evidence: dict[str, Evidence]
    ) -> tuple[ChatMessage, ...]:
        blocks = [_block(number, item) for number, item in evidence.items()]
        greeting, closing = self._lines(request)
        text = self._prompts.draft.render(
            today=request.now_text or NOTHING,
            language=language_name(request.language),
            greeting=greeting,
            closing=closing,
            ticket=fence("ticket", ticket),
            questions=fence("questions", _questions(request, evidence)),
            evidence="\n\n".join(blocks) or fence("no evidence", ""),
        )
        return ChatMessage("system", self._system), ChatMessage("human", text)

    def _lines(self, request: DraftRequest) -> tuple[str, str]:
        name = _first_name(request.customer_name)
        greetings = self._voice.greeting if name else self._voice.greeting_without_name
        greeting = _line(greetings, request.language, name)
        closing = _line(self._voice.closing, request.language, name)
        signature = _line(self._voice.signature, request.language, name)
        return greeting or NOTHING, "\n".join(filter(None, (closing, signature))) or NOTHING


def language_name(code: str) -> str:
    """`German (de)` for `de`: a name says more to a model than a code."""
    from babel import Locale
    from babel.core import UnknownLocaleError

    try:
        name = Locale.parse(code, sep="-").get_display_name("en")
    except (UnknownLocaleError, ValueError):
        return single_line(code, limit=20)
    return f"{name} ({code})"


def _first_name(full_name: str) -> str:
    """The first name, without anything that could be more than a name."""
    words = single_line(full_name, limit=200).split()
    name = "".join(c for c in (words[0] if words else "") if c.isalpha() or c in "-'’.")
    return name[:NAME_CHARACTERS]


def _line(by_language: ByLanguage, language: str, name: str) -> str:
    return Template(by_language.get(language, "")).safe_substitute(name=name).strip()


def _questions(request: DraftRequest, evidence: Mapping[str, Evidence]) -> str:
    """Each question with the numbers of what was found for it."""
    return "\n".join(_asked(found, evidence) for found in request.findings)


def _asked(found: QuestionEvidence, evidence: Mapping[str, Evidence]) -> str:
    own = {item.id for item in found.evidence}
    numbers = [number for number, item in evidence.items() if item.id in own]
    question = " ".join(found.question.text.split())
    return f"- {question}\n  evidence: {', '.join(numbers) or 'none'}"


def _block(number: str, item: Evidence) -> str:
    place = " > ".join(part for part in (item.title, *item.heading_path) if part)
    lines = [f"kind: {item.kind.value}", f"title: {single_line(place, limit=300)}"]
    if item.updated is not None:
        lines.append(f"updated: {item.updated.date().isoformat()}")
    return fence(f"evidence {number}", "\n".join([*lines, "text:", item.text]))


def _problem_line(problem: Problem) -> str:
    where = "the whole reply"
    if problem.sentence_index is not None:
        where = f"sentence {problem.sentence_index + 1} ({problem.sentence!r})"
    return " ".join(f"- {where}: {problem.kind.value}: {problem.detail}".split())


def _notes(request: DraftRequest, ticket: str, kept: int) -> tuple[str, ...]:
    notes = []
    if ticket != request.ticket.text:
        notes.append("the ticket was cut in the middle to fit into the prompt")
    if dropped := len(shown_evidence(request)) - kept:
        notes.append(f"{dropped} pieces of evidence did not fit into the prompt")
    return tuple(notes)


def _too_small(limit_tokens: int) -> str:
    return (
        f"the prompt does not fit into model.max_input_tokens = {limit_tokens}; "
        "raise it (8000 is enough for most tickets)"
    )
