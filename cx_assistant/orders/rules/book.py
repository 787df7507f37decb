"""The shop's policies as of a day, read from its articles once per state of the knowledge base."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from cx_assistant.models import Evidence, EvidenceKind, Visibility
from cx_assistant.orders.policies import Policies
from cx_assistant.orders.rules.agreeing import Statement
from cx_assistant.orders.rules.resolving import statements_in
from cx_assistant.settings.policy_schema import PoliciesSettings


class PolicyBook:
    """Safe to call from several threads; between two changes of the articles it costs nothing.

    `passages` gives the passages that hold on a day; staff notes among them are left out, since no
    reply may rest on them. A passage is read once for as long as it stays what it is.
    """

    def __init__(
        self,
        settings: PoliciesSettings,
        *,
        passages: Callable[[date], Iterable[Evidence]],
        revision: Callable[[], str],
    ) -> None:
        self._settings = settings
        self._passages = passages
        self._revision = revision
        self._known: dict[str, tuple[Statement, ...]] = {}
        self._latest: tuple[str, date, Policies] | None = None

    def on(self, day: date) -> Policies:
        """The policies in force on the shop's day."""
        revision, latest = self._revision(), self._latest
        if latest is not None and latest[:2] == (revision, day):
            return latest[2]
        policies = self._read(day)
        self._latest = (revision, day, policies)
        return policies

    def _read(self, day: date) -> Policies:
        known: dict[str, tuple[Statement, ...]] = {}
        for passage in self._passages(day):
            if passage.visibility is Visibility.PUBLIC and passage.kind is EvidenceKind.ARTICLE:
                read = self._known.get(passage.id)
                known[passage.id] = read if read is not None else tuple(statements_in([passage]))
        self._known = known
        statements = [each for found in known.values() for each in found]
        return Policies.from_statements(self._settings, statements)
