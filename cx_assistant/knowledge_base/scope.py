"""Where one search may look, and what it may show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cx_assistant.languages import base_language
from cx_assistant.models import StoredPassage, Visibility
from cx_assistant.models.knowledge import holds_on
from cx_assistant.store.rows import partition_of

PUBLIC = frozenset({Visibility.PUBLIC})


@dataclass(frozen=True)
class SearchScope:
    """Where to look, and the day on which articles must hold."""

    languages: tuple[str, ...]
    visibility: frozenset[Visibility]
    today: date

    @property
    def partitions(self) -> list[str]:
        """Where to look, the customer's language first."""
        return [
            partition_of(visibility, language)
            for language in self.languages
            for visibility in sorted(self.visibility)
        ]

    def allows(self, stored: StoredPassage) -> bool:
        """True if this passage may be shown for this search, whatever index it came from."""
        return stored.visibility in self.visibility and holds_on(stored, self.today)


def languages_of(first: str, second: str) -> tuple[str, ...]:
    """The customer's language, then the shop's, without regions, each once."""
    return tuple(dict.fromkeys((base_language(first), base_language(second))))
