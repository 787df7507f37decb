"""What the checks must know besides the draft and its evidence."""

from __future__ import annotations

from pydantic import AwareDatetime, Field

from cx_assistant.models.base import Model


class CheckContext(Model):
    """Who is asking, what they said, and what the shop allows."""

    language: str = Field(description="ISO 639-1 of the reply that is wanted")
    allowed_languages: tuple[str, ...] = Field(
        default=(), description="languages that verbatim quotes may stand in besides `language`"
    )
    translations_allowed: bool = Field(
        default=False,
        description="a claim may rest on evidence in another language if facts and negation agree",
    )
    now: AwareDatetime = Field(description="the ticket's moment, in the shop's time zone")
    customer_id: str | None = None
    customer_words: str = Field(default="", description="what the customer themselves wrote")
    own_order_ids: tuple[str, ...] = ()
    order_id_patterns: tuple[str, ...] = Field(
        default=(), description="regular expressions for order ids, besides the shape of known ones"
    )
    allowed_link_hosts: tuple[str, ...] = ()
    currency: str = "EUR"
    shop_words: str = Field(
        default="", description="greeting, closing and signature texts the shop itself has written"
    )
