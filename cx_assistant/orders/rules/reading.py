"""Reads the rules of the knowledge base once per passage, and remembers them beside it."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from pydantic import TypeAdapter

from cx_assistant.errors import StoreError
from cx_assistant.knowledge_base.search import evidence_of
from cx_assistant.models import StoredPassage
from cx_assistant.models.knowledge import holds_on
from cx_assistant.orders.rules.agreeing import Statement
from cx_assistant.orders.rules.extract import extract_rules
from cx_assistant.orders.rules.stated import StatedRule
from cx_assistant.store.rules import RuleStore, StatedBy

_RULES = TypeAdapter(tuple[StatedRule, ...])
_log = logging.getLogger(__name__)


def nothing_shown(_done: int, _total: int) -> None:
    """Progress that nobody watches."""


class StatedRules(NamedTuple):
    """What one public passage states; it holds as long as its article does."""

    passage: StoredPassage
    statements: tuple[Statement, ...]

    def holds_on(self, day: date) -> bool:
        """True while the article it stands in holds."""
        return holds_on(self.passage, day)


class RuleReader:
    """The rules of all public passages; what has been read before is only fetched."""

    def __init__(self, store: RuleStore, *, revision: Callable[[], str]) -> None:
        """`revision` changes with every change to an article."""
        self._store = store
        self._revision = revision

    def catch_up(self, on_progress: Callable[[int, int], None] = nothing_shown) -> None:
        """Read what is new, and everything after an upgrade of what reads it."""
        reader, revision = reader_id(), self._revision()
        if self._store.is_complete(reader, revision):
            return
        done, total = 0, self._store.count_unread(reader)
        for some in self._store.unread(reader):
            self._store.keep(reader, {each.passage.id: _read(each) for each in some})
            done += len(some)
            on_progress(done, total)
        self._store.complete(reader, revision)

    def all(self) -> list[StatedRules]:
        """What every passage states. A store that takes nothing in costs time, and no rule."""
        try:
            self.catch_up()
        except StoreError as error:
            _log.warning("rules cannot be kept, so they are read each time: %s", error)
            return list(_stated(self._read_without_keeping()))
        return list(_stated(self._store.stated(reader_id())))

    def _read_without_keeping(self) -> Iterator[StatedBy]:
        yield from self._store.stated(reader_id())
        for some in self._store.unread(reader_id()):
            yield from (StatedBy(each, rules) for each in some if (rules := _read(each)))


@cache
def reader_id() -> str:
    """Another one after every change to the code, the words or the names of places it reads by."""
    digest = hashlib.sha256(version("babel").encode())
    for file in sorted(Path(__file__).parent.iterdir()):
        if file.suffix in {".py", ".toml"}:
            digest.update(file.read_bytes())
    return digest.hexdigest()


def _read(stored: StoredPassage) -> str:
    passage = stored.passage
    rules = extract_rules(passage.text, headings=(stored.title, *passage.heading_path))
    return _RULES.dump_json(rules, exclude_defaults=True).decode() if rules else ""


def _stated(found: Iterable[StatedBy]) -> Iterator[StatedRules]:
    for passage, rules in found:
        evidence = evidence_of(passage)
        statements = (Statement(rule, evidence) for rule in _RULES.validate_json(rules))
        yield StatedRules(passage, tuple(statements))
