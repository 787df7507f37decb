"""Draft, check, repair once, fall back: the best reply that stands, or what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from decimal import Decimal

from pydantic import Field

from cx_assistant.drafting.llm import LLMDrafter
from cx_assistant.drafting.offline import OfflineDrafter
from cx_assistant.drafting.usage import Drafted, DraftUsage, UnusableAnswerError
from cx_assistant.errors import DraftError
from cx_assistant.models import Draft, DraftRequest, Model, Problem, Sentence

Check = Callable[[Draft], tuple[Problem, ...]]


class Written(Model):
    """A draft, what the checks found in it, and how it came about."""

    draft: Draft | None = None
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    model: str | None = None
    prompt_hash: str | None = None
    tokens_in: int = 0
    tokens_out: int = 0
    cost: Decimal | None = Field(default=None, description="US dollars")

    @property
    def stands(self) -> bool:
        """True if there is a draft and no check objects to it."""
        return self.draft is not None and not self.problems

    def noting(self, note: str) -> Written:
        """The same with one more note."""
        return self.model_copy(update={"notes": (*self.notes, note)})

    def with_usage(self, usage: DraftUsage) -> Written:
        """The same with what one more request used."""
        cost = self.cost if usage.cost is None else usage.cost + (self.cost or 0)
        return self.model_copy(
            update={
                "model": usage.model,
                "prompt_hash": usage.prompt_hash,
                "tokens_in": self.tokens_in + usage.tokens_in,
                "tokens_out": self.tokens_out + usage.tokens_out,
                "cost": cost,
                "notes": (*self.notes, *usage.notes),
            }
        )

    def with_usage_before(self, usages: Iterable[DraftUsage]) -> Written:
        """The same with what requests before the draft used; its own prompt stays the one named."""
        spent = self
        for usage in usages:
            spent = spent.with_usage(usage)
        kept = {"model": self.model or spent.model, "prompt_hash": self.prompt_hash}
        return spent.model_copy(update=kept)

    def with_draft(self, draft: Draft, problems: tuple[Problem, ...]) -> Written:
        """The same with another draft in place of this one."""
        return self.model_copy(update={"draft": draft, "problems": problems})


class ReplyWriter:
    """Asks the model if there is one; whatever goes wrong there, the offline drafter takes over."""

    def __init__(self, offline: OfflineDrafter, *, model: LLMDrafter | None = None) -> None:
        self._offline = offline
        self._model = model

    def write(self, request: DraftRequest, check: Check) -> Written:
        """A draft that stands, else the last one with its problems. Never raises `DraftError`."""
        written = Written()
        if self._model is not None:
            written = self._by_model(self._model, request, check)
            if written.stands:
                return written
        return self.fall_back(request, check, written)

    def fall_back(self, request: DraftRequest, check: Check, written: Written) -> Written:
        """The offline draft; the model's rejected one stays if this does not stand either."""
        try:
            draft = self._offline.draft(request)
            problems = check(draft)
            if problems:
                written = written.noting(f"{len(problems)} quoted line(s) left out by the checks")
                draft = self._offline.repair(request, draft, problems)
                problems = check(draft)
        except DraftError as error:
            return written.noting(f"offline drafter: {error}")
        if problems and written.draft is not None:
            return written
        return written.with_draft(draft, problems)

    def stream(self, request: DraftRequest, check: Check) -> Generator[Sentence, None, Written]:
        """The reply's sentences, each after its check has passed; returns what was written.

        The first sentence that fails, or a model that breaks off, ends the stream: what is
        returned then is the offline draft, and what was shown is void.
        """
        written = Written()
        if self._model is not None:
            written = yield from self._streamed(self._model, request, check)
            if written.stands:
                return written
        written = self.fall_back(request, check, written)
        if written.stands and written.draft is not None:
            yield from written.draft.sentences
        return written

    def _streamed(
        self, model: LLMDrafter, request: DraftRequest, check: Check
    ) -> Generator[Sentence, None, Written]:
        shown: list[Sentence] = []
        arriving = model.draft_stream(request)
        try:
            while True:
                shown.append(next(arriving))
                draft = Draft(sentences=tuple(shown), language=request.language, drafter=model.name)
                last = len(shown) - 1
                problems = tuple(p for p in check(draft) if p.sentence_index == last)
                if problems:
                    arriving.close()
                    note = f"stream stopped: {problems[0].detail}"
                    return Written().with_draft(draft, problems).noting(note)
                yield shown[-1]
        except StopIteration as finished:
            drafted: Drafted = finished.value
            whole = Written().with_usage(drafted.usage)
            return whole.with_draft(drafted.draft, check(drafted.draft))
        except UnusableAnswerError as error:
            return Written().with_usage(error.usage).noting(f"model: {error}")
        except DraftError as error:
            return Written().noting(f"model: {error}")

    def _by_model(self, model: LLMDrafter, request: DraftRequest, check: Check) -> Written:
        written = self._tried(Written(), lambda: model.draft_with_usage(request), check)
        draft = written.draft
        if draft is None or not written.problems:
            return written
        problems = written.problems
        kinds = ", ".join(sorted({problem.kind.value for problem in problems}))
        written = written.noting(f"first draft repaired: {kinds}")
        return self._tried(
            written, lambda: model.repair_with_usage(request, draft, problems), check
        )

    @staticmethod
    def _tried(written: Written, ask: Callable[[], Drafted], check: Check) -> Written:
        try:
            drafted = ask()
        except UnusableAnswerError as error:
            return written.with_usage(error.usage).noting(f"model: {error}")
        except DraftError as error:
            return written.noting(f"model: {error}")
        return written.with_usage(drafted.usage).with_draft(drafted.draft, check(drafted.draft))
