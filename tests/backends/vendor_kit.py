"""Syncs a feed into a store the way `orders sync` does: page by page, each with its cursor."""

from __future__ import annotations

import subprocess
import sys
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from cx_assistant.backends.http_json import HttpLimits, Pace
from cx_assistant.models import Order
from cx_assistant.orders.embedding import embedding_text
from cx_assistant.orders.identity import VerifiedIdentity
from cx_assistant.orders.sources import SqlOrderSource
from cx_assistant.protocols import OrderFeed
from cx_assistant.store.database import open_database
from cx_assistant.store.order_sync import PageCounts, SyncStore
from cx_assistant.store.orders import OrderStore

NOW = datetime(2026, 6, 10, 10, tzinfo=UTC)
SOURCE = "shop"


class Clock:
    """A clock that only sleeping moves; what is opened with it is closed with it."""

    def __init__(self) -> None:
        self.now = 0.0
        self.on_exit = ExitStack()
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def seconds(self) -> float:
        return self.now

    def __enter__(self) -> Clock:
        return self

    def __exit__(self, *_: object) -> None:
        self.on_exit.close()

    @property
    def pace(self) -> Pace:
        return Pace(self.seconds, self.sleep)


LIMITS = HttpLimits(tries=3)


class Copy:
    """A store that a feed is synced into."""

    def __init__(self, folder: Path) -> None:
        self.database = open_database(None, folder)
        self.store = OrderStore(self.database)
        self._sync = SyncStore(self.database)
        self.source = SqlOrderSource(self.store)

    @property
    def cursor(self) -> str | None:
        """How far the feed has been read."""
        return self._sync.begin(SOURCE, now=NOW)

    def sync(self, feed: OrderFeed, *, pages: int | None = None) -> PageCounts:
        """All pages, or only the first few, as if the process had died then."""
        counts = PageCounts()
        for number, page in enumerate(feed.pages(self.cursor), start=1):
            texts = [embedding_text(order) for order in page.orders]
            counts += self._sync.store_page(page, texts, source=SOURCE)
            if number == pages:
                return counts
        self._sync.end(SOURCE)
        return counts

    def order(self, number: str, customer_id: str) -> Order:
        """One order, through the only door there is."""
        identity = VerifiedIdentity.from_helpdesk(customer_id, "signed_in")
        found = self.source.find(identity, [number])
        assert len(found) == 1, f"{number} is not an order of {customer_id}"
        return found[0]

    def contents(self) -> dict[str, str]:
        """Every order, whole."""
        customers = {self.store.owner_of(each) or "" for each in self.store.all_order_ids()}
        return {
            order.id: order.model_dump_json()
            for customer in customers
            for order in self.store.for_customer(customer, limit=1000)
        }


def sync_and_die(folder: Path, feed: str, *, pages: int) -> None:
    """Sync in a process of its own, which is killed after so many pages are stored."""
    script = f"""
import os, signal
from pathlib import Path
from tests.backends.vendor_kit import Copy, NOW
{feed}
Copy(Path({str(folder)!r})).sync(feed, pages={pages})
os.kill(os.getpid(), signal.SIGKILL)
"""
    finished = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)
    assert finished.returncode == -9, finished.stderr.decode()
