"""The language of short shop messages, as customers type them."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from cx_assistant.backends.spelling import without_accents
from cx_assistant.intake.language import detect_language

MESSAGES = json.loads(Path(__file__).with_name("short_messages.json").read_text("utf-8"))
NINE = tuple(MESSAGES)


def share_right(messages, expected):
    right = [
        detect_language(text, expected=expected(language)) == language
        for language, texts in messages.items()
        for text in texts
    ]
    return sum(right) / len(right)


@pytest.mark.parametrize("language", NINE)
def test_short_messages_are_told_apart_in_a_shop_of_nine_languages(language):
    """At most three of a language's thirty may be taken for another."""
    assert share_right({language: MESSAGES[language]}, lambda _: NINE) >= 0.9


def test_a_shop_of_two_languages_errs_on_three_in_a_hundred_at_most():
    assert share_right(MESSAGES, lambda language: ("en", language)) >= 0.97


def test_messages_without_their_accents_are_still_recognised():
    bare = {
        language: [without_accents(text) for text in texts] for language, texts in MESSAGES.items()
    }

    assert share_right(bare, lambda _: NINE) >= 0.95


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Wo ist mein Paket?", "de"),
        ("¿Dónde está mi pedido?", "es"),
        ("Gdzie jest moja paczka?", "pl"),
        ("Facture svp", "fr"),
        ("Kvitto tack", "sv"),
    ],
)
def test_what_customers_ask_most_is_recognised(text, language):
    assert detect_language(text, expected=NINE) == language


def test_words_of_a_language_the_shop_does_not_speak_do_not_count_for_one_it_does():
    assert detect_language("Waar is mijn pakket?", expected=("en", "pl")) == "nl"


def test_words_never_overrule_a_script():
    assert detect_language("Где мой order 12?", expected=("en", "ru")) == "ru"
    assert detect_language("注文 order はどこですか", expected=("en", "ja")) == "ja"


def test_a_short_message_takes_less_than_ten_milliseconds():
    detect_language("a first look loads the language model")
    texts = [text for texts in MESSAGES.values() for text in texts]
    start = time.process_time()

    for text in texts:
        detect_language(text, expected=NINE)

    assert (time.process_time() - start) / len(texts) < 0.01
