"""The shop's policies as of a day, made once per state of the knowledge base."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from cx_assistant.orders.policies import Policies
from cx_assistant.orders.rules.reading import StatedRules
from cx_assistant.settings.policy_schema import PoliciesSettings


class PolicyBook:
    """Safe to call from several threads; between two changes of the articles it costs nothing.

    `stated` gives what public passages state: staff notes are not among them, since no reply may
    rest on them. It is asked once per revision, whatever the day.
    """

    def __init__(
        self,
        settings: PoliciesSettings,
        *,
        stated: Callable[[], Iterable[StatedRules]],
        revision: Callable[[], str],
    ) -> None:
        self._settings = settings
        self._stated = stated
        self._revision = revision
        self._shelf: tuple[str, tuple[StatedRules, ...]] | None = None
        self._latest: tuple[str, date, Policies] | None = None

    def on(self, day: date) -> Policies:
        """The policies in force on the shop's day."""
        revision, latest = self._revision(), self._latest
        if latest is not None and latest[:2] == (revision, day):
            return latest[2]
        holding = (each for each in self._stated_in(revision) if each.holds_on(day))
        statements = [statement for each in holding for statement in each.statements]
        policies = Policies.from_statements(self._settings, statements)
        self._latest = (revision, day, policies)
        return policies

    def _stated_in(self, revision: str) -> tuple[StatedRules, ...]:
        shelf = self._shelf
        if shelf is None or shelf[0] != revision:
            shelf = (revision, tuple(self._stated()))
            self._shelf = shelf
        return shelf[1]
