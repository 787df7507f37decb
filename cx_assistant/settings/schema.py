"""What may stand in `cx.toml`, with the defaults. Secrets come from the environment only."""

from __future__ import annotations

import hashlib
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Self
from zoneinfo import ZoneInfo, available_timezones

from pydantic import Field, field_validator, model_validator

from cx_assistant.hours import parse_hours
from cx_assistant.models import EscalationReason, Model
from cx_assistant.settings.order_schema import (
    ActionsSettings,
    DisclosureSettings,
    OrdersSettings,
    PrivacySettings,
)
from cx_assistant.settings.policy_schema import PoliciesSettings

ByLanguage = dict[str, str]
_DECIDING = {"shop", "disclosure", "policies", "actions", "teams", "escalation"}


def _known_timezone(name: str) -> str:
    if name not in available_timezones():
        message = f"unknown time zone {name!r}; use a name such as Europe/Berlin"
        raise ValueError(message)
    return name


class ShopSettings(Model):
    """`[shop]`: who is writing.

    Shops that share a data folder, a database or a Chroma server each need a `key`: all that is
    stored for one is kept apart under its key, and no query of another can reach it.
    """

    key: str = Field(default="", pattern=r"^([a-z][a-z0-9_]{0,30})?$")
    name: str = "our shop"
    url: str = ""
    timezone: str = "UTC"
    currency: str = "EUR"
    languages: tuple[str, ...] = ("en",)
    default_language: str = "en"
    allowed_link_hosts: tuple[str, ...] = ()
    country: str = Field(default="", description="ISO 3166, for public holidays, e.g. DE")
    region: str = Field(default="", description="its part with holidays of its own, e.g. BY")
    closed_days: tuple[date, ...] = Field(
        default=(), description="no working days, e.g. stocktaking"
    )

    _timezone = field_validator("timezone")(_known_timezone)

    @property
    def zone(self) -> ZoneInfo:
        """The shop's time zone."""
        return ZoneInfo(self.timezone)

    @model_validator(mode="after")
    def _default_language_is_listed(self) -> Self:
        if self.default_language not in self.languages:
            message = f"default_language {self.default_language!r} is not in languages; add it"
            raise ValueError(message)
        return self


class VoiceSettings(Model):
    """`[voice]`: how replies sound. `$name` stands for the customer's first name."""

    greeting: ByLanguage = Field(default_factory=dict)
    greeting_without_name: ByLanguage = Field(default_factory=dict)
    closing: ByLanguage = Field(default_factory=dict)
    signature: ByLanguage = Field(default_factory=dict)
    style: str = "Warm, plain and brief."


class KnowledgeSettings(Model):
    """`[knowledge]`: where articles are, relative to `cx.toml`, and which are internal (globs)."""

    paths: tuple[str, ...] = ()
    internal: tuple[str, ...] = ("**/internal/**",)
    exclude: tuple[str, ...] = ()
    max_file_mb: int = Field(default=25, ge=1)


class TeamSettings(Model):
    """`[[teams]]`: people a ticket can go to."""

    name: str
    description: str = ""
    languages: tuple[str, ...] = ()
    reasons: tuple[EscalationReason, ...] = ()
    hours: str = "Mon-Fri 09:00-17:00"
    timezone: str = "UTC"
    fallback: bool = False

    _timezone = field_validator("timezone")(_known_timezone)

    @model_validator(mode="after")
    def _hours_can_be_read(self) -> Self:
        parse_hours(self.hours, self.timezone)
        return self


class EscalationSettings(Model):
    """`[escalation]`: when a reply may go out. The floor rules are not configurable."""

    auto_send: bool = False
    minimum_answerability: float = Field(default=0.5, ge=0.0, le=1.0)
    minimum_confidence_to_send: float = Field(default=0.8, ge=0.0, le=1.0)
    maximum_contacts_last_7_days: int = Field(default=3, ge=1)


class ModelSettings(Model):
    """`[model]`: the language model that drafts; none configured means the offline drafter."""

    chat: str = Field(default="", description="e.g. openai:gpt-4.1-mini")
    base_url: str = ""
    timeout_seconds: float = Field(default=30.0, gt=0)
    retries: int = Field(default=2, ge=0, le=5)
    temperature: float | None = 0.0
    max_input_tokens: int = Field(default=12000, ge=500)
    max_output_tokens: int = Field(default=1200, ge=50)
    input_cost_per_million: Decimal | None = Field(default=None, description="US dollars")
    output_cost_per_million: Decimal | None = Field(default=None, description="US dollars")


class SearchSettings(Model):
    """`[search]`: how many passages a question gets."""

    passages_per_question: int = Field(default=6, ge=1, le=50)
    candidates: int = Field(default=40, ge=5, le=500)
    rewrite: bool = Field(default=True, description="let `model.chat` complete later questions")


class StorageSettings(Model):
    """`[storage]`: where data lives. Empty `database` means SQLite in the data folder."""

    data: str = ".cx"
    database: str = ""
    chroma_host: str = Field(default="", description="empty: embedded Chroma in the data folder")
    chroma_port: int = Field(default=8000, ge=1, le=65535)
    embeddings: str = Field(default="local", description="or e.g. openai:text-embedding-3-small")


class Settings(Model):
    """Everything in `cx.toml`."""

    shop: ShopSettings = ShopSettings()
    voice: VoiceSettings = VoiceSettings()
    knowledge: KnowledgeSettings = KnowledgeSettings()
    orders: OrdersSettings = OrdersSettings()
    disclosure: DisclosureSettings = DisclosureSettings()
    policies: PoliciesSettings = PoliciesSettings()
    actions: ActionsSettings = ActionsSettings()
    privacy: PrivacySettings = PrivacySettings()
    teams: tuple[TeamSettings, ...] = ()
    escalation: EscalationSettings = EscalationSettings()
    model: ModelSettings = ModelSettings()
    search: SearchSettings = SearchSettings()
    storage: StorageSettings = StorageSettings()
    folder: Path = Field(default=Path(), exclude=True, description="where cx.toml lies")

    @property
    def data_folder(self) -> Path:
        """Where this shop's data lies; shops with a key have folders of their own in it."""
        return (self.folder / self.storage.data / self.shop.key).resolve()

    @property
    def policy_hash(self) -> str:
        """Changes whenever anything that decides an outcome changes."""
        decided = self.model_dump_json(include=_DECIDING)
        return hashlib.sha256(decided.encode()).hexdigest()[:12]

    @model_validator(mode="after")
    def _one_fallback_team(self) -> Self:
        names = [team.name for team in self.teams]
        if len(set(names)) != len(names):
            raise ValueError("two teams have the same name; rename one")
        if self.teams and sum(team.fallback for team in self.teams) != 1:
            raise ValueError("exactly one team needs fallback = true")
        return self
