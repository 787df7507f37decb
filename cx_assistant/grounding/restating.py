"""Whether a sentence only repeats what the customer asked, in the shop's own frame for that."""

from __future__ import annotations

from cx_assistant.models import Sentence, SentenceRole
from cx_assistant.phrases import languages, phrases_for

_QUESTION = "$question"
_MARKS = "“”„«»\"' .…"


def repeats_question(sentence: Sentence, customer_words: str) -> bool:
    """True if nothing is said but the frame and words that the customer wrote, in their order.

    "You asked: “…”" in front of an answer commits nobody to what is asked for. Any other frame
    might: "You are right: “…”".
    """
    if sentence.role is not SentenceRole.COURTESY:
        return False
    wrote = _plain(customer_words)
    return any(said in wrote for said in map(_plain, _framed(sentence.text.strip())) if said)


def _framed(text: str) -> list[str]:
    """What stands in place of the question, for each frame that the text has."""
    found = []
    for language in languages():
        phrases = phrases_for(language)
        for frame in (phrases.about, phrases.open_question):
            before, _, after = frame.partition(_QUESTION)
            if text.startswith(before) and text.endswith(after):
                found.append(text[len(before) : len(text) - len(after)])
    return found


def _plain(text: str) -> str:
    return " ".join(text.casefold().split()).strip(_MARKS)
