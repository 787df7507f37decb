"""What a draft cost, and the draft together with it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from cx_assistant.drafting.failures import FailureReason, ModelFailedError
from cx_assistant.models import Draft, Model
from cx_assistant.settings.schema import ModelSettings

if TYPE_CHECKING:
    from langchain_core.messages.ai import UsageMetadata

MILLION = Decimal(1_000_000)


class DraftUsage(Model):
    """What one request to a model used, for the trace."""

    model: str
    prompt_hash: str
    tokens_in: int = 0
    tokens_out: int = 0
    cost: Decimal | None = None
    attempts: int = 1
    notes: tuple[str, ...] = ()


class Drafted(Model):
    """A draft and what it used."""

    draft: Draft
    usage: DraftUsage


class UnusableAnswerError(ModelFailedError):
    """The model answered, and was paid for it, but not with a reply."""

    def __init__(self, message: str, reason: FailureReason, usage: DraftUsage):
        super().__init__(message, reason)
        self.usage = usage


class TokenUse(Model):
    """Tokens read and written."""

    tokens_in: int = 0
    tokens_out: int = 0

    @classmethod
    def reported(cls, counts: UsageMetadata | None) -> TokenUse:
        """What the provider reported; zeros if it reported nothing."""
        if counts is None:
            return cls()
        return cls(tokens_in=counts["input_tokens"], tokens_out=counts["output_tokens"])

    def or_larger(self, other: TokenUse) -> TokenUse:
        """The larger of each: pieces of a stream repeat the counts, they do not add up."""
        return TokenUse(
            tokens_in=max(self.tokens_in, other.tokens_in),
            tokens_out=max(self.tokens_out, other.tokens_out),
        )

    def cost(self, settings: ModelSettings) -> Decimal | None:
        """In US dollars; None unless both prices are configured."""
        prices = (settings.input_cost_per_million, settings.output_cost_per_million)
        if prices[0] is None or prices[1] is None:
            return None
        return (self.tokens_in * prices[0] + self.tokens_out * prices[1]) / MILLION
