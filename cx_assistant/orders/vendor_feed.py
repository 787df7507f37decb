"""What the feeds of all shop systems have in common: pages of our orders, and what was left out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from pydantic import ValidationError

from cx_assistant.errors import BackendError
from cx_assistant.models import Customer, FeedPage, Model, Order

# Systems write an order first and list it as changed a moment later.
OVERLAP = timedelta(minutes=10)

UPDATED_AT = "updated_at"  # in `Order.other`: when the shop changed it last

Item = TypeVar("Item")
Clock = Callable[[], datetime]


def now_utc() -> datetime:
    """The moment, for `FeedPage.as_of`."""
    return datetime.now(UTC)


def dated(items: Iterator[Item], clock: Clock) -> Iterator[tuple[datetime, Item]]:
    """Each item with a moment before it was asked for: it is at least as new as that."""
    while True:
        as_of = clock()
        try:
            yield as_of, next(items)
        except StopIteration:
            return


class UnusableOrderError(ValueError):
    """An order that cannot be taken in; says why without a word of the customer's."""


class VendorCursor(Model):
    """Where a feed stands: in a run that goes on, or between two runs.

    `since` is the moment from which changes are asked for, `after` how far the run has come,
    `latest` what the next run begins at.
    """

    since: datetime | None = None
    after: str | None = None
    latest: datetime | None = None

    @classmethod
    def read(cls, text: str | None) -> VendorCursor:
        """The cursor; raises `BackendError` for one that is not ours."""
        if text is None:
            return cls()
        try:
            return cls.model_validate_json(text)
        except ValidationError as error:
            message = "the place where the last sync ended cannot be read; sync from the beginning"
            raise BackendError(message) from error

    def between_runs(self) -> VendorCursor:
        """What a run that is over leaves to the next."""
        latest = self.latest - OVERLAP if self.latest else self.since
        return VendorCursor(since=latest)

    def __str__(self) -> str:
        return json.dumps(self.model_dump(mode="json", exclude_none=True))


@dataclass
class Gathering:
    """The orders of one page, while they are looked through."""

    orders: list[Order] = field(default_factory=list)
    customers: dict[str, Customer] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def page(self, cursor: VendorCursor, as_of: datetime, gone: Sequence[str] = ()) -> FeedPage:
        """The page as it is handed over."""
        return FeedPage(
            orders=tuple(self.orders),
            customers=tuple(self.customers.values()),
            deleted_ids=tuple(gone),
            cursor=str(cursor),
            as_of=as_of,
            problems=tuple(self.problems),
        )
