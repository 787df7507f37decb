"""Drafts replies with a language model, from evidence and nothing else."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import TYPE_CHECKING

from cx_assistant.drafting.answers import answer_text, piece_text
from cx_assistant.drafting.asking import ModelAsker
from cx_assistant.drafting.calling import CallLimits, ModelCall, Pace
from cx_assistant.drafting.context import PromptSet, PromptWriter, WrittenPrompt
from cx_assistant.drafting.failures import FailureReason, ModelFailedError
from cx_assistant.drafting.parsing import WrittenReply, parse_reply, to_draft, to_sentence
from cx_assistant.drafting.streaming import SentenceReader
from cx_assistant.drafting.tokens import token_counter
from cx_assistant.drafting.usage import Drafted, DraftUsage, TokenUse, UnusableAnswerError
from cx_assistant.models import Draft, DraftRequest, Problem, Sentence
from cx_assistant.settings.schema import ModelSettings, ShopSettings, VoiceSettings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessage, AIMessageChunk


class LLMDrafter:
    """Satisfies `Drafter` with any LangChain chat model. Safe to use from several threads.

    Every failure is a `DraftError` that says why; a blank, partial or unfinished answer never
    becomes a draft. Build the model without retries of its own: `build_chat_model` does.
    """

    def __init__(  # noqa: PLR0913 (what it depends on, all by name)
        self,
        model: BaseChatModel,
        *,
        settings: ModelSettings,
        voice: VoiceSettings,
        shop: ShopSettings,
        prompts: PromptSet | None = None,
        pace: Pace | None = None,
    ) -> None:
        self._settings = settings
        self._prompts = prompts or PromptSet.load()
        limits = CallLimits(settings.timeout_seconds, settings.retries, pace or Pace())
        self._asker = ModelAsker(model, self.name, limits)
        self._writer = PromptWriter(
            self._prompts,
            voice=voice,
            shop=shop,
            count=token_counter(settings.chat),
            limit_tokens=settings.max_input_tokens,
        )

    @property
    def name(self) -> str:
        """The model's name, as configured, without its provider."""
        return self._settings.chat.partition(":")[2] or self._settings.chat or "model"

    @property
    def prompt_hash(self) -> str:
        """Changes whenever any of the prompts changes."""
        return self._prompts.hash

    def draft(self, request: DraftRequest) -> Draft:
        """A draft from the model; raises `DraftError` if it gave none that can be used."""
        return self.draft_with_usage(request).draft

    def draft_with_usage(self, request: DraftRequest) -> Drafted:
        """The draft, with tokens, cost, tries and prompt hash for the trace."""
        return self._asked(self._writer.for_draft(request), request.language)

    def repair(self, request: DraftRequest, draft: Draft, problems: Sequence[Problem]) -> Draft:
        """A new draft from the model, which is told what was wrong with this one."""
        return self.repair_with_usage(request, draft, problems).draft

    def repair_with_usage(
        self, request: DraftRequest, draft: Draft, problems: Sequence[Problem]
    ) -> Drafted:
        """The repaired draft, with what the repair alone used."""
        prompt = self._writer.for_repair(request, draft, problems)
        return self._asked(prompt, request.language)

    def draft_stream(self, request: DraftRequest) -> Generator[Sentence, None, Drafted]:
        """The draft's sentences, each as soon as it is complete; returns the whole at the end.

        Raises `DraftError` in mid-stream if the answer is cut off or ends badly, so sentences
        already taken may turn out to belong to no draft.
        """
        prompt = self._writer.for_draft(request)
        call = self._asker.start()
        reader, tokens, given = SentenceReader(), TokenUse(), 0
        whole: AIMessageChunk | None = None
        for chunk in self._asker.chunks(call, prompt.messages):
            whole = chunk if whole is None else whole + chunk
            tokens = tokens.or_larger(TokenUse.reported(chunk.usage_metadata))
            for written in reader.feed(piece_text(chunk)):
                given += 1
                yield to_sentence(written, prompt.evidence)
        usage = self._usage(prompt, call, tokens)
        drafted = self._drafted(_read(whole, usage), prompt, request.language, usage)
        yield from drafted.draft.sentences[given:]
        return drafted

    def _asked(self, prompt: WrittenPrompt, language: str) -> Drafted:
        call = self._asker.start()
        message = self._asker.message(call, prompt.messages)
        usage = self._usage(prompt, call, TokenUse.reported(message.usage_metadata))
        return self._drafted(_read(message, usage), prompt, language, usage)

    def _drafted(
        self, reply: WrittenReply, prompt: WrittenPrompt, language: str, usage: DraftUsage
    ) -> Drafted:
        draft = to_draft(reply, prompt.evidence, language=language, drafter=self.name)
        return Drafted(draft=draft, usage=usage)

    def _usage(self, prompt: WrittenPrompt, call: ModelCall, tokens: TokenUse) -> DraftUsage:
        return DraftUsage(
            model=self.name,
            prompt_hash=self.prompt_hash,
            tokens_in=tokens.tokens_in,
            tokens_out=tokens.tokens_out,
            cost=tokens.cost(self._settings),
            attempts=call.attempts,
            notes=prompt.notes,
        )


def _read(message: AIMessage | None, usage: DraftUsage) -> WrittenReply:
    """The reply in a finished answer; a failure carries the usage, for it is paid for as well."""
    try:
        if message is None:
            raise ModelFailedError("the model sent nothing", FailureReason.EMPTY)
        return parse_reply(answer_text(message))
    except ModelFailedError as error:
        raise UnusableAnswerError(str(error), error.reason, usage) from error
