"""A ticket down to what the customer wrote themselves."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from cx_assistant.intake.history import said_before
from cx_assistant.intake.language import detect_language
from cx_assistant.intake.markup import text_of
from cx_assistant.intake.personal_data import without_payment_numbers
from cx_assistant.intake.questions import MAX_QUESTIONS, split_questions
from cx_assistant.intake.quotation import split_quotation
from cx_assistant.models import Author, CleanTicket, Message, Ticket

# Longer than any honest message; the middle of a longer one is left out, both ends are read.
MAX_CHARACTERS = 20_000
# For all open messages together; of more, the newest are read.
MAX_CHARACTERS_IN_ALL = 60_000

_INVISIBLE = {"Cf", "Cc", "Cs", "Co", "Cn"}
_REPLY_PREFIX = re.compile(
    r"^\s*(?:(?:re|aw|wg|fwd?|sv|tr|rv|res|odp|antw)\s*(?:\[\d+\])?:\s*)+", re.IGNORECASE
)


def clean_ticket(ticket: Ticket, *, languages: Sequence[str] = ("en",)) -> CleanTicket:
    """The customer's open messages, cleaned; `languages` are the ones the shop expects."""
    notes: list[str] = []
    open_messages = _open_messages(ticket)
    own, quoted = _own_words(open_messages, notes)
    own, masked = without_payment_numbers(own)
    if masked:
        notes.append(f"{masked} payment number(s) removed")
    given = _readable(ticket.subject, [])
    subject = _REPLY_PREFIX.sub("", given).strip()
    is_reply = subject != given.strip()  # then the subject is what the thread began with
    text = own or (subject if not quoted else "")
    questions = split_questions(text, subject="" if is_reply or not own else subject)
    further = tuple(question.text for question in questions[MAX_QUESTIONS:])
    if further:
        notes.append(f"{len(further)} question(s) beyond the first {MAX_QUESTIONS} left open")
    return CleanTicket(
        text=text,
        questions=questions[:MAX_QUESTIONS],
        further_questions=further,
        history=said_before(_answered(ticket, open_messages), _said),
        language=ticket.language or detect_language(text or subject, expected=languages),
        quoted_text=quoted,
        has_attachments=any(message.attachments for message in ticket.messages),
        staff_replied_last=bool(ticket.messages) and ticket.messages[-1].author is Author.STAFF,
        notes=tuple(notes),
    )


def _open_messages(ticket: Ticket) -> list[Message]:
    """The customer's messages since anybody last answered; all of them if that leaves none."""
    customers: list[Message] = []
    for message in ticket.messages:
        if message.author is Author.CUSTOMER:
            customers.append(message)
        else:
            customers.clear()
    return customers or [m for m in ticket.messages if m.author is Author.CUSTOMER]


def _answered(ticket: Ticket, open_messages: Sequence[Message]) -> Sequence[Message]:
    """All that was said before the open messages; nothing while a colleague is writing."""
    if not open_messages or ticket.messages[-1] is not open_messages[-1]:
        return ()
    return ticket.messages[: len(ticket.messages) - len(open_messages)]


def _said(text: str) -> str:
    """The writer's own words, without payment numbers."""
    own = split_quotation(text_of(_readable(text, []))).own
    return without_payment_numbers(own)[0]


def _own_words(messages: Sequence[Message], notes: list[str]) -> tuple[str, str]:
    texts = [text_of(_readable(message.text, notes)) for message in _newest(messages, notes)]
    parts = [split_quotation(text) for text in texts]
    own = "\n\n".join(part.own for part in parts if part.own)
    quoted = "\n\n".join(part.quoted for part in parts if part.quoted)
    return own, quoted


def _newest(messages: Sequence[Message], notes: list[str]) -> Sequence[Message]:
    left = MAX_CHARACTERS_IN_ALL
    for position in reversed(range(len(messages))):
        left -= min(len(messages[position].text), MAX_CHARACTERS)
        if left < 0:
            notes.append(f"{position + 1} older message(s) not read")
            return messages[position + 1 :]
    return messages


def _readable(text: str, notes: list[str]) -> str:
    """NFC text without control and invisible characters, cut to a length worth reading."""
    if len(text) > MAX_CHARACTERS:
        half = MAX_CHARACTERS // 2
        text = f"{text[:half]}\n\n{text[-half:]}"
        notes.append(f"message cut to its first and last {half} characters")
    text = unicodedata.normalize("NFC", text)
    kept = (c for c in text if c in "\n\t\r" or unicodedata.category(c) not in _INVISIBLE)
    return "".join(kept)
