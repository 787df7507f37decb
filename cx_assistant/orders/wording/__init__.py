"""How facts about an order are put into words, one file per language."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from string import Template

from pydantic import ValidationError

from cx_assistant.errors import ConfigError
from cx_assistant.models import Model, OrderStatus

FALLBACK_LANGUAGE = "en"


class Counted(Model):
    """A phrase for one thing and for several; `$count` is the number."""

    one: str
    many: str


class FactWording(Model):
    """Sentences about an order as it stands. `$…` marks what is filled in."""

    title: str
    delivered_on: str
    parcels_delivered: str
    placed: str
    item_count: Counted
    item: str
    items: str
    item_without_price: str
    item_sale: str
    item_personalised: str
    parcel: str
    parcel_of: str
    sent: str
    sent_undated: str
    tracking: str
    tracking_without_carrier: str
    tracking_link: str
    expected: str
    was_expected: str
    arrived: str
    paid: str
    paid_back: str
    refunded: str
    refund_due: str
    by_method: str
    to_method: str
    on_day: str
    total: str
    items_total: str
    shipping_cost: str
    discount: str
    shipping_address: str
    billing_address: str


class ComputedWording(Model):
    """Sentences about what follows from an order and a rule."""

    order: str
    goods: str
    sale_goods: str
    regular_goods: str
    return_until: str
    return_over: str
    last_day: str
    days_left: Counted
    days_ago: Counted
    days: Counted
    working_days: Counted
    late: str
    arrived_late: str
    refund_by: str
    refund_overdue: str
    placed_ago: str
    not_dispatched: str
    dispatched: str
    minutes: Counted
    hours: Counted


class Wording(Model):
    """Every sentence about orders, in one language."""

    language: str
    status: dict[OrderStatus, str]
    methods: dict[str, str]
    facts: FactWording
    computed: ComputedWording


@cache
def wording_for(language: str) -> Wording:
    """The sentences in this language, or in English if nobody has written it yet."""
    folder = Path(__file__).parent
    file = folder / f"{language}.toml" if language in _languages() else folder / "en.toml"
    try:
        return Wording.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
    except ValidationError as error:
        message = f"{file.name} lacks or misspells {error.errors()[0]['loc']}; mend it"
        raise ConfigError(message) from error


@cache
def _languages() -> frozenset[str]:
    return frozenset(file.stem for file in Path(__file__).parent.glob("*.toml"))


def say(sentence: str, /, **values: str) -> str:
    """The sentence with its `$…` replaced; a missing value is a `KeyError`."""
    return Template(sentence).substitute(values)


def counted(phrase: Counted, count: int) -> str:
    """`1 day` or `3 days`."""
    return say(phrase.one if count == 1 else phrase.many, count=str(count))
