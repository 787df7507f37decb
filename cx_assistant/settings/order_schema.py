"""What `cx.toml` says about orders: where they are, who may be told what, what may be done."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Self

from pydantic import Field, field_validator, model_validator

from cx_assistant.models import EMAIL_MATCH_FIELDS, ActionKind, Model, OrderField
from cx_assistant.settings.source_schema import SourceSettings


class OrdersSettings(Model):
    """`[orders]`: files to import, and what unusual columns mean (`fields`: theirs = ours).

    Orders that their source has not confirmed for `stale_after_hours` are told with the time they
    are from and never sent without a person; after `refuse_after_hours` they are not told at all.
    Without the numbers, age does not matter.
    """

    paths: tuple[str, ...] = ()
    customers: str = ""
    products: str = Field(default="", description="JSON of products and variants, for exchanges")
    fields: dict[str, str] = Field(default_factory=dict)
    sources: tuple[SourceSettings, ...] = ()
    timeout_seconds: float = Field(
        default=5.0, gt=0, description="how long a ticket waits for orders that are asked live"
    )
    stale_after_hours: float | None = Field(default=None, gt=0)
    refuse_after_hours: float | None = Field(default=None, gt=0)

    @model_validator(mode="after")
    def _sources_are_told_apart(self) -> Self:
        names = Counter(source.name for source in self.sources)
        twice = [name for name, count in names.items() if count > 1]
        if twice:
            raise ValueError(f"two sources are called {twice[0]!r}; give each a name of its own")
        return self

    @model_validator(mode="after")
    def _customer_ids_are_of_one_kind(self) -> Self:
        """Two systems may give one id to two people; one would then be shown the other's orders."""
        numbering = [source for source in self.sources if source.has_own_ids]
        if len(numbering) > 1:
            first, second = (source.name for source in numbering[:2])
            raise ValueError(
                f"{first} and {second} may give one id to two customers; give each a cx.toml with "
                "a [shop] key of its own"
            )
        others = [source.name for source in self.sources if not source.has_own_ids]
        others += ["the files of [orders]"] if self.paths or self.customers else []
        if others and numbering and not numbering[0].shares_customer_ids:
            raise ValueError(
                f"{numbering[0].name} and {others[0]} may give one id to two customers; give each "
                "a cx.toml with a [shop] key of its own, or set shares_customer_ids = true in "
                f"{numbering[0].name} if both go by its customer ids"
            )
        return self


class DisclosureSettings(Model):
    """`[disclosure]`: which fields of their own orders a sender may be told, by how sure they are.

    A sender nobody has verified is told how to verify, and nothing else; that cannot be changed.
    """

    none: tuple[OrderField, ...] = ()
    email_match: tuple[OrderField, ...] = EMAIL_MATCH_FIELDS
    signed_in: tuple[OrderField, ...] = tuple(OrderField)

    @field_validator("none")
    @classmethod
    def _nothing_without_verification(cls, fields: tuple[OrderField, ...]) -> tuple[()]:
        if fields:
            raise ValueError("a sender nobody has verified may be told nothing; leave it empty")
        return ()


class ActionsSettings(Model):
    """`[actions]`: what may be proposed to support agents, and what needs more than one of them."""

    offered: tuple[ActionKind, ...] = tuple(ActionKind)
    refund_limit: Decimal | None = Field(
        default=None, ge=0, description="in the shop's currency; above it a lead must approve"
    )
    cancel_reasons: tuple[str, ...] = Field(
        default=(), description="if not empty, the only reasons to cancel for"
    )


class PrivacySettings(Model):
    """`[privacy]`: files beside the data folder that `customer export` and `erase` go through."""

    files: tuple[str, ...] = Field(default=(), description="globs of JSONL files, from cx.toml")
