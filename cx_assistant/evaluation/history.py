"""What was said before a question, in whichever of the usual forms a set keeps it."""

from __future__ import annotations

from typing import Any

from cx_assistant.evaluation.rows import Line
from cx_assistant.models import Author, Message

_AUTHORS = {
    **dict.fromkeys(("user", "customer", "human", "client", "caller"), Author.CUSTOMER),
    **dict.fromkeys(("agent", "staff", "system", "support", "wizard"), Author.STAFF),
    **dict.fromkeys(("assistant", "bot"), Author.STAFF),
}
_AUTHOR_KEYS = ("speaker", "author", "role")
_TEXT_KEYS = ("text", "content", "utterance")


def history_of(value: Any, line: Line) -> tuple[Message, ...]:
    """The messages under `metadata.history`, oldest first; empty ones are left out.

    A message is {speaker, text} (or author, role; or content), or only a string, which then is
    the customer's unless it begins with "agent:" or the like.
    """
    if value is None:
        return ()
    if not isinstance(value, list | str):
        raise line.wrong("has a metadata.history that is no list; write {speaker, text} objects")
    messages = (_message(each, line) for each in ([value] if isinstance(value, str) else value))
    return tuple(message for message in messages if message.text.strip())


def _message(value: Any, line: Line) -> Message:
    if isinstance(value, str):
        return _from_string(value)
    if not isinstance(value, dict):
        raise line.wrong(
            "has a message in metadata.history that is no object; write {speaker, text}"
        )
    text = next((value[key] for key in _TEXT_KEYS if isinstance(value.get(key), str)), None)
    named = next((value[key] for key in _AUTHOR_KEYS if isinstance(value.get(key), str)), "user")
    author = _AUTHORS.get(named.strip().lower())
    if text is None:
        raise line.wrong("has a message in metadata.history without text; add or remove it")
    if author is None:
        raise line.wrong(f"has a message in metadata.history by {named!r}; write user or agent")
    return Message(author=author, text=text)


def _from_string(value: str) -> Message:
    named, colon, rest = value.partition(":")
    author = _AUTHORS.get(named.strip().lower()) if colon else None
    return Message(text=value) if author is None else Message(author=author, text=rest.strip())
