"""What a shop sells, as far as an exchange needs to know it."""

from __future__ import annotations

from decimal import Decimal

from pydantic import Field

from cx_assistant.models.base import Model


class Variant(Model):
    """One size, colour or model of a product that can be ordered."""

    sku: str = Field(min_length=1)
    options: dict[str, str] = Field(default_factory=dict)
    price: Decimal | None = None
    available: bool = True


class Product(Model):
    """A product and its variants; a variant is exchanged for another of the same product only."""

    id: str = Field(min_length=1)
    name: str
    variants: tuple[Variant, ...] = ()
