"""The shop's voice."""

from cx_assistant.drafting.tone import Tone
from cx_assistant.models import SentenceRole
from cx_assistant.settings.schema import ShopSettings, VoiceSettings

VOICE = VoiceSettings(
    greeting={"en": "Ahoy $name,"},
    greeting_without_name={"en": "Ahoy,"},
    closing={"en": "Fair winds,"},
    signature={"en": "The crew"},
)
TONE = Tone(VOICE, ShopSettings(name="Ship & Sail"))


def test_the_shop_greets_by_first_name():
    greeting = TONE.greeting("Emma Jane Hill", "en")

    assert (greeting.text, greeting.role) == ("Ahoy Emma,", SentenceRole.GREETING)


def test_without_a_name_nobody_is_called_by_one():
    assert TONE.greeting("  ", "en").text == "Ahoy,"


def test_a_dollar_in_a_name_is_only_a_name():
    assert TONE.greeting("$name", "en").text == "Ahoy $name,"


def test_the_closing_offers_to_go_on_and_signs():
    assert [s.text for s in TONE.closing("en")][1:] == ["Fair winds,\nThe crew"]
    assert {s.role for s in TONE.closing("en")} == {SentenceRole.CLOSING}


def test_a_language_the_shop_has_not_written_gets_plain_words_and_the_shops_name():
    assert TONE.greeting("Emma", "de").text == "Hallo Emma,"
    assert TONE.closing("de")[-1].text == "Ship & Sail"
