"""A ticket as it arrives from a helpdesk, and what is left of it after cleaning."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from pydantic import AliasChoices, AwareDatetime, ConfigDict, Field, model_validator

from cx_assistant.models.base import Model


class Author(StrEnum):
    """Who wrote a message."""

    CUSTOMER = "customer"
    STAFF = "staff"
    ASSISTANT = "assistant"


class Channel(StrEnum):
    """Where a ticket came in."""

    EMAIL = "email"
    CHAT = "chat"
    SOCIAL = "social"
    PHONE = "phone"  # a note that staff took during a call
    FORM = "form"


class Verification(StrEnum):
    """How sure the helpdesk is about who is writing. Never derived from ticket text."""

    NONE = "none"
    EMAIL_MATCH = "email_match"
    SIGNED_IN = "signed_in"


class Attachment(Model):
    """A file that came with a message; its content is not read."""

    name: str
    media_type: str = "application/octet-stream"
    size_bytes: int = Field(default=0, ge=0)


class Message(Model):
    """One message of a ticket, oldest first within the ticket."""

    author: Author = Author.CUSTOMER
    text: str = ""
    at: AwareDatetime | None = None
    attachments: tuple[Attachment, ...] = ()


class Ticket(Model):
    """One customer conversation, with everything the pipeline may know about it.

    `now` is the moment the ticket is answered for; every date in the reply is worked out against
    it, so that a replay gives the same result. Datetimes need a UTC offset.
    """

    # Helpdesk exports carry columns of their own; the CLI lists the ones it ignores.
    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)

    id: str = Field(min_length=1, validation_alias=AliasChoices("id", "_id"))
    now: AwareDatetime
    messages: tuple[Message, ...] = ()
    channel: Channel = Channel.EMAIL
    subject: str = ""
    customer_id: str | None = None
    verification: Verification = Verification.NONE
    language: str | None = Field(default=None, description="ISO 639-1; detected when absent")
    contacts_last_7_days: int = Field(default=0, ge=0)
    shop: str = Field(default="", description="which of several shops it was sent to")

    @model_validator(mode="before")
    @classmethod
    def _read_verified_flag(cls, values: Any) -> Any:
        if not isinstance(values, Mapping) or "verified" not in values:
            return values
        verified = values["verified"]
        rest = {key: value for key, value in values.items() if key != "verified"}
        if not isinstance(verified, bool):
            message = "`verified` must be true or false; use `verification` to name the level"
            raise ValueError(message)
        level = Verification.SIGNED_IN if verified else Verification.NONE
        if rest.setdefault("verification", level) != level:
            raise ValueError("`verified` and `verification` contradict each other; give one")
        return rest

    @classmethod
    def from_text(
        cls,
        text: str,
        *,
        customer_id: str | None = None,
        verification: Verification | str = Verification.NONE,
        now: datetime | None = None,
        ticket_id: str = "ticket",
    ) -> Ticket:
        """A one-message ticket. Without `now`, the moment of the call, in UTC."""
        return cls(
            id=ticket_id,
            now=now or datetime.now(UTC),
            messages=(Message(text=text),),
            customer_id=customer_id,
            verification=Verification(verification),
        )


class Question(Model):
    """One thing the customer wants to know or have done, in their words.

    `search_text` is what to search for: the question with the words it needs to stand alone.
    `story` is what the message tells before it, if the question may be about that.
    """

    text: str
    search_text: str
    story: str = ""

    @property
    def read_text(self) -> str:
        """What to tell its topic from: a story about a parcel makes "where is it" an order's."""
        return f"{self.story} {self.text}" if self.story else self.search_text


class CleanTicket(Model):
    """What the customer wrote themselves: no quoted thread, signature, markup or card number."""

    text: str = Field(description="the customer's open messages, oldest first, cleaned, joined")
    questions: tuple[Question, ...] = Field(default=(), description="the ones searched for")
    further_questions: tuple[str, ...] = Field(
        default=(), description="more than are searched for; a human or the reply names them"
    )
    history: tuple[Message, ...] = Field(
        default=(), description="what was said before the open messages, cleaned and cut short"
    )
    language: str = Field(description="ISO 639-1")
    quoted_text: str = Field(default="", description="what was cut away as quotation")
    has_attachments: bool = False
    staff_replied_last: bool = False
    notes: tuple[str, ...] = Field(default=(), description="e.g. 'cut to 20000 characters'")

    @property
    def is_empty(self) -> bool:
        """True if the customer wrote no words of their own."""
        return not any(character.isalnum() for character in self.text)
