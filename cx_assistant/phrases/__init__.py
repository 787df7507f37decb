"""The fixed sentences customers read, one file per language.

Nothing here states a fact about the shop or an order: those come from evidence only.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from string import Template

from pydantic import ValidationError

from cx_assistant.errors import ConfigError
from cx_assistant.models import Model

FALLBACK_LANGUAGE = "en"


class Phrases(Model):
    """Every fixed sentence, in one language. `$…` marks what is filled in."""

    greeting: str
    greeting_without_name: str
    closing: str
    sorry: str
    thanks: str
    open_question: str
    about: str
    other_language: str
    holding: str
    holding_open: str
    holding_closed: str
    ask_verification: str
    ask_own_order: str
    refuse_others: str
    ask_order_choice: str
    ask_details: str
    ask_message: str


def phrases_for(language: str) -> Phrases:
    """The sentences in this language, or in English if nobody has written it yet."""
    return _load(language if language in languages() else FALLBACK_LANGUAGE)


@cache
def languages() -> frozenset[str]:
    """ISO 639-1 codes of the languages there are sentences in."""
    return frozenset(file.stem for file in Path(__file__).parent.glob("*.toml"))


@cache
def _load(language: str) -> Phrases:
    file = Path(__file__).parent / f"{language}.toml"
    try:
        return Phrases.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
    except ValidationError as error:
        message = f"{file.name} lacks or misspells {error.errors()[0]['loc'][0]}; mend it"
        raise ConfigError(message) from error


def filled(text: str, **values: str) -> str:
    """The sentence with its `$…` replaced; a missing value is a `KeyError`."""
    return Template(text).substitute(values)
