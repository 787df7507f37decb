"""Turns of phrase that ask for a human, per language, read from the files beside this one."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from cx_assistant.models import EscalationReason

_R = EscalationReason
# Which reasons a guard can take back. A rule can be asked about; a fire or despair cannot.
_GUARDED = {
    "negated": frozenset(_R) - {_R.SELF_HARM},
    "asks_about_rules": {_R.LEGAL_THREAT, _R.PAYMENT_DISPUTE, _R.ACCOUNT_SECURITY},
    "settled": {_R.ASKS_FOR_HUMAN, _R.ANGER, _R.REPEATED_CONTACT, _R.ACCOUNT_SECURITY},
    "compares": {_R.SAFETY},
    "joking": {_R.LEGAL_THREAT, _R.MEDIA_THREAT, _R.ANGER},
    "reported": {_R.ASKS_FOR_HUMAN, _R.LEGAL_THREAT, _R.ANGER, _R.PROMPT_INJECTION},
}
_WHOLE_SENTENCE_GUARDS = ("asks_about_rules", "settled", "compares", "joking")
_QUOTED = re.compile(r"[\"“”„«»‚‘][^\"“”„«»‚‘]{3,}[\"“”»«’]")


@dataclass(frozen=True)
class Language:
    """The compiled file of one language."""

    says: Mapping[EscalationReason, re.Pattern[str]]
    words: Mapping[EscalationReason, re.Pattern[str]]
    guards: Mapping[str, re.Pattern[str]]

    def match(self, reason: EscalationReason, sentence: str) -> bool | None:
        """True if the sentence means it, False if it only sounds like it, None if it does not."""
        pattern = self.says.get(reason)
        found = list(pattern.finditer(sentence)) if pattern else []
        if not found:
            return None
        return any(not self._is_guarded(reason, sentence, match) for match in found)

    def sounds_like(self, reason: EscalationReason, sentence: str) -> bool:
        """True if a word of this reason stands in the sentence, whatever it means there."""
        return reason in self.words and bool(self.words[reason].search(sentence))

    def takes_back(self, reason: EscalationReason, sentence: str) -> bool:
        """True if the sentence is a joke, a question about rules, settled, or negated."""
        if self.is_no_report(reason, sentence):
            return True
        words = self.words.get(reason)
        found = list(words.finditer(sentence)) if words else []
        return bool(found) and all(
            self._guard("negated", reason, sentence[: match.start()]) for match in found
        )

    def _is_guarded(self, reason: EscalationReason, sentence: str, match: re.Match[str]) -> bool:
        if self.is_no_report(reason, sentence):
            return True
        if self._guard("negated", reason, sentence[: match.start()]):
            return True
        is_quoted = any(
            span.start() < match.start() and match.end() < span.end()
            for span in _QUOTED.finditer(sentence)
        )
        return is_quoted and self._guard("reported", reason, sentence)

    def is_no_report(self, reason: EscalationReason, sentence: str) -> bool:
        """True if the sentence asks about rules or products, is settled, or is a joke."""
        return any(self._guard(name, reason, sentence) for name in _WHOLE_SENTENCE_GUARDS)

    def _guard(self, name: str, reason: EscalationReason, text: str) -> bool:
        guard = self.guards.get(name)
        return bool(guard and reason in _GUARDED[name] and guard.search(text))


@cache
def all_languages() -> Mapping[str, Language]:
    """Every language there is a file for."""
    files = sorted(Path(__file__).parent.glob("*.toml"))
    return {file.stem: _load(file) for file in files}


def plain(text: str) -> str:
    """The text as the patterns expect it, of the same length."""
    return text.replace("’", "'").replace("\u00a0", " ")


def _load(file: Path) -> Language:
    content: dict[str, dict[str, Any]] = tomllib.loads(file.read_text(encoding="utf-8"))
    guards = {name: _any(patterns) for name, patterns in content.pop("guards").items()}
    by_reason = {EscalationReason(name): table for name, table in content.items()}
    return Language(
        says={reason: _any(table["says"]) for reason, table in by_reason.items()},
        words={
            reason: _any(rf"\b{re.escape(word)}\b" for word in table["words"])
            for reason, table in by_reason.items()
            if "words" in table
        },
        guards=guards,
    )


def _any(patterns: Any) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)
