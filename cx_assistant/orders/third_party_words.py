"""Hints in a text at other people and their orders, and whom the writer says they are."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

EMAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
# Capitalised without being somebody: days, months, carriers, and what starts sentences.
_NOBODY = (
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?|January|February|March|April|May|June|July|"
    r"August|September|October|November|December|Today|Yesterday|The|This|That|It|What|Where|When|"
    r"Who|Let|Men|Women|DHL|UPS|GLS|DPD|Hermes|FedEx|Levi|Rechnung|Bestellung|Lieferung|Konto|"
    r"Paket|Sendung|Order|Gestern|Heute|Kunden?|Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Ihnen)"
)
_PART = r"[A-ZÄÖÜÉÀŁŚŻ][\w-]*[a-zäöüßéáíóúñąćęłńśźż]"
_NAME = rf"(?>\b(?!{_NOBODY}\b){_PART}(?:\s(?:(?:de|van|von)\s)?(?!{_NOBODY}\b){_PART})?)"
_INTRODUCED = re.compile(
    r"(?:\b(?:my (?:full )?name is|this is|I am|I['’]m|mein name ist|hier ist|hier schreibt|"
    r"ich heiße|ich bin|je m['’]appelle|je suis|me llamo|soy|mi chiamo|sono|mijn naam is|ik ben|"
    r"o meu nome é|chamo-me|sou|nazywam się|jestem|maiden name,?|mädchennamen|regards,?|grüße,?)"
    rf")\s+(?-i:(?P<name>{_NAME}))(?!['’]s)",
    re.IGNORECASE,
)
_GIVEN_EMAIL = re.compile(
    r"\b(?:e-?mail\w*|mail\w*|adress\w*|address|correo|adres|account|konto|compte)\b[^.?!@]{0,30}"
    r"(?:\b(?:is|ist|est|es|è|é|to|auf|zu|von|from)\b|:)\s*(?P<called>[\w.+%-]+@[\w.-]+\w)|"
    r"\b(?:order(?:ed)?|use[ds]?|bestellt|bestelle|write|writing|schreibe|commandé|pedí|ordinato|"
    r"besteld|habe|e-mail to)\b[^.?!@]{0,20}?(?:\b(?:with|using|mit|from|von|avec|con|met)\s+)?"
    r"(?P<used>[\w.+%-]+@[\w.-]+\w)",
    re.IGNORECASE,
)
_FIRST_PERSON = re.compile(
    r"\b(?:I|my|ich|mein\w*|j['’]ai|mon|ma|mi|mia|il mio|mijn|ik|o meu|mój|pedí)\b", re.IGNORECASE
)
_EMAIL_AS_NAME = re.compile(
    r"(?P<own>[\w.+%-]+@[\w.-]+\w) (?:is|ist) (?:the|die) \w+ (?:on|in) (?:my|meine\w)",
    re.IGNORECASE,
)
_BEFORE_EMAIL = 25  # characters before the word that leads to an address


class Named(NamedTuple):
    """A text in which the writer's own names and addresses read `me`, and who else is named."""

    text: str
    emails: tuple[str, ...]


def seen_from_writer(
    text: str, *, own_names: Iterable[str] = (), own_emails: Iterable[str] = ()
) -> Named:
    """The text with the writer's own names and addresses as `me`; other addresses are listed.

    Whoever introduces themselves by a name is taken to be called so: what a name opens is decided
    elsewhere, from the verified identity.
    """
    mine = {email.strip().lower() for email in own_emails} | _claimed_emails(text)
    others = [found for found in EMAIL.findall(text) if found.lower() not in mine]
    for email in sorted(mine - {""}, key=len, reverse=True):
        text = re.sub(rf"(?<![\w.]){re.escape(email)}", "me", text, flags=re.IGNORECASE)
    for name in _forms_of([*own_names, *(m["name"] for m in _INTRODUCED.finditer(text))]):
        text = re.sub(rf"\b{re.escape(name)}['’]s\b", "my", text)
        text = re.sub(rf"\b{re.escape(name)}\b", "me", text)
    return Named(text, tuple(dict.fromkeys(others)))


def hint_names() -> tuple[str, ...]:
    """What each column of `hints_of` means."""
    return (*_hints(), "other_email", "owner_named_as_me")


def hints_of(text: str, emails: Sequence[str]) -> list[float]:
    """One number per name, 0 or 1, for a piece of a text as `seen_from_writer` gives it."""
    plain = text.replace("’", "'").replace("\u00a0", " ")
    found = (
        *(bool(each.search(plain)) for each in _hints().values()),
        any(email in text for email in emails),
        bool(re.search(r"\bme\b(?<!tell me)(?<!give me)(?<!send me)(?<!show me)", plain)),
    )
    return [float(is_true) for is_true in found]


def _claimed_emails(text: str) -> set[str]:
    """Addresses the writer calls their own."""
    claimed = {match["own"].lower() for match in _EMAIL_AS_NAME.finditer(text)}
    for match in _GIVEN_EMAIL.finditer(text):
        led_to_by = text[max(0, match.start() - _BEFORE_EMAIL) : match.end()]
        if _FIRST_PERSON.search(EMAIL.sub("", led_to_by)):
            claimed.add((match["called"] or match["used"]).lower())
    return claimed


def _forms_of(names: Iterable[str]) -> list[str]:
    """Whole names first, then their parts."""
    wholes = [" ".join(name.split()) for name in names if name.strip()]
    parts = [part for whole in wholes for part in whole.split() if len(part) >= 3]
    return list(dict.fromkeys([*wholes, *parts]))


@cache
def _hints() -> Mapping[str, re.Pattern[str]]:
    file = Path(__file__).with_name("third_party.toml")
    content: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
    lists = {name: _alternatives(words) for name, words in content["words"].items()}
    return {name: _compiled(patterns, lists) for name, patterns in content["hints"].items()}


def _alternatives(words: str) -> str:
    return "|".join(word.replace("_", r"\s") for word in words.split())


def _compiled(patterns: Sequence[str], lists: Mapping[str, str]) -> re.Pattern[str]:
    flags = re.NOFLAG if any("<name>" in each for each in patterns) else re.IGNORECASE
    return re.compile("|".join(_filled(patterns, lists)), flags)


def _filled(patterns: Sequence[str], lists: Mapping[str, str]) -> Iterable[str]:
    for pattern in patterns:
        filled = pattern.replace("<name>", _NAME)
        for name, words in lists.items():
            filled = filled.replace(f"<{name}>", words)
        yield f"(?:{filled})"
