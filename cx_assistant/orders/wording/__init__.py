"""How facts about an order are put into words, one file per language."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from string import Template

from pydantic import ValidationError

from cx_assistant.errors import ConfigError
from cx_assistant.orders.wording.schema import (
    ComputedWording,
    Counted,
    FactWording,
    WhenWording,
    Wording,
)

__all__ = [
    "FALLBACK_LANGUAGE",
    "ComputedWording",
    "Counted",
    "FactWording",
    "WhenWording",
    "Wording",
    "counted",
    "form_of",
    "say",
    "wording_for",
    "wording_languages",
]

FALLBACK_LANGUAGE = "en"


@cache
def wording_for(language: str) -> Wording:
    """The sentences in this language, or in English if nobody has written it yet."""
    spoken = language if language in wording_languages() else FALLBACK_LANGUAGE
    file = Path(__file__).parent / f"{spoken}.toml"
    try:
        return Wording.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
    except ValidationError as error:
        message = f"{file.name} lacks or misspells {error.errors()[0]['loc']}; mend it"
        raise ConfigError(message) from error


@cache
def wording_languages() -> frozenset[str]:
    """ISO 639-1 codes of the languages there are sentences in."""
    return frozenset(file.stem for file in Path(__file__).parent.glob("*.toml"))


def say(sentence: str, /, **values: str) -> str:
    """The sentence with its `$…` replaced; a missing value is a `KeyError`."""
    return Template(sentence).substitute(values)


def counted(phrase: Counted, count: int, **values: str) -> str:
    """`1 day` or `3 days`; `2 dni` but `5 dni` where the phrase has a form for a few."""
    return say(form_of(phrase, count), count=str(count), **values)


def form_of(phrase: Counted, count: int) -> str:
    """The form of the phrase that this number takes."""
    if count == 1:
        return phrase.one
    # Slavic languages: 2 to 4, 22 to 24 …, but not 12 to 14.
    is_few = count % 10 in {2, 3, 4} and count % 100 not in {12, 13, 14}
    return phrase.few if phrase.few and is_few else phrase.many
