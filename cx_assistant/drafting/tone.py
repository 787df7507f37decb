"""The shop's voice: greeting and closing in the customer's language."""

from __future__ import annotations

from cx_assistant.models import Sentence, SentenceRole
from cx_assistant.phrases import filled, phrases_for
from cx_assistant.settings.schema import ShopSettings, VoiceSettings

_NEW_PARAGRAPH = "\n\n"


class Tone:
    """Greets and closes as the shop wants it, else in plain words of the same language."""

    def __init__(self, voice: VoiceSettings, shop: ShopSettings) -> None:
        self._voice = voice
        self._shop = shop

    def greeting(self, name: str, language: str) -> Sentence:
        """`Hi Ana,`, or the form without a name."""
        first_name = name.split(maxsplit=1)[0] if name.split() else ""
        phrases = phrases_for(language)
        if first_name:
            template = self._voice.greeting.get(language, phrases.greeting)
            text = filled(template, name=first_name)
        else:
            text = self._voice.greeting_without_name.get(language, phrases.greeting_without_name)
        return Sentence(text=text, role=SentenceRole.GREETING, separator="")

    def closing(self, language: str) -> tuple[Sentence, ...]:
        """An offer to go on, the shop's closing words, and its signature."""
        offer = Sentence(
            text=phrases_for(language).closing,
            role=SentenceRole.CLOSING,
            separator=_NEW_PARAGRAPH,
        )
        words = self._voice.closing.get(language)
        signature = self._voice.signature.get(language, self._shop.name)
        lines = [line for line in (words, signature) if line]
        ending = Sentence(
            text="\n".join(lines), role=SentenceRole.CLOSING, separator=_NEW_PARAGRAPH
        )
        return (offer, ending)
