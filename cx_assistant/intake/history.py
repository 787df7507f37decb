"""What was said before the messages that are still open, short enough to search with."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from cx_assistant.models import Message

MAX_TURNS = 6
MAX_CHARACTERS_IN_ALL = 2_000
# A long answer must not push out the question that it answered.
MAX_CHARACTERS_A_TURN = 700
# Messages without words are passed over; a thread of nothing else is not read to its beginning.
_MAX_LOOKED_AT = 50


def said_before(
    messages: Sequence[Message], own_words: Callable[[str], str]
) -> tuple[Message, ...]:
    """The last six messages that hold words, oldest first, each cleaned by `own_words`.

    Attachments are left out. Of more than 2,000 characters, the newest are kept.
    """
    kept: list[Message] = []
    left = MAX_CHARACTERS_IN_ALL
    for message in reversed(messages[-_MAX_LOOKED_AT:]):
        text = _shortened(own_words(message.text), min(left, MAX_CHARACTERS_A_TURN))
        if not text:
            continue
        kept.insert(0, Message(author=message.author, text=text, at=message.at))
        left -= len(text)
        if len(kept) == MAX_TURNS or left <= 0:
            break
    return tuple(kept)


def _shortened(text: str, limit: int) -> str:
    """The text up to the last whole word within the limit."""
    text = text.strip()
    if len(text) <= limit:
        return text
    whole_words, _, _ = text[: limit + 1].rpartition(" ")
    return (whole_words or text[:limit]).strip()
