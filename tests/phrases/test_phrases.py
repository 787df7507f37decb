import re

import pytest

from cx_assistant.phrases import filled, languages, phrases_for


def test_the_eight_languages_of_the_floor_are_written():
    assert languages() >= {"en", "de", "fr", "es", "it", "nl", "pt", "pl"}


@pytest.mark.parametrize("language", sorted(languages()))
def test_every_language_fills_the_same_places(language):
    english, other = phrases_for("en").model_dump(), phrases_for(language).model_dump()

    for name, sentence in english.items():
        assert re.findall(r"\$\w+", other[name]) == re.findall(r"\$\w+", sentence), name
        assert sentence != other[name] or language == "en" or name.startswith("greeting")


def test_a_language_nobody_has_written_falls_back_to_english():
    assert phrases_for("xx") == phrases_for("en")


def test_a_sentence_is_filled_with_its_values():
    assert filled(phrases_for("en").greeting, name="Ana") == "Hi Ana,"
