"""`orders sync`: copies what is new in a shop's systems into the store and its indexes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from time import perf_counter
from typing import TYPE_CHECKING

from pydantic import Field

from cx_assistant.errors import BackendError, ConfigError, InputError
from cx_assistant.models import Model
from cx_assistant.settings.customer_ids import claim_customer_ids
from cx_assistant.settings.filling import OnProgress, embed_orders, nothing_shown
from cx_assistant.settings.guests import as_owned_before
from cx_assistant.settings.workspace import Workspace

if TYPE_CHECKING:
    from cx_assistant.protocols import OrderFeed
    from cx_assistant.store.order_sync import PageCounts, SyncStore


class SourceReport(Model):
    """What copying one source did."""

    name: str
    orders_added: int = 0
    orders_changed: int = 0
    orders_unchanged: int = 0
    orders_deleted: int = 0
    orders_older: int = Field(default=0, description="left out: something newer is stored")
    orders_foreign: int = Field(
        default=0, description="left out: another source has an order of that number"
    )
    orders_erased: int = Field(default=0, description="left out: their customer was erased")
    customers_erased: int = Field(default=0, description="left out: erased")
    customers_added: int = 0
    customers_changed: int = 0
    problems: tuple[str, ...] = Field(default=(), description="orders left out, and why")
    failure: str = Field(default="", description="why it ended early; the next run goes on there")

    @property
    def is_sound(self) -> bool:
        """True if all of the source has been copied."""
        return not (self.failure or self.problems or self.orders_foreign)


class SyncReport(Model):
    """What `orders sync` did."""

    sources: tuple[SourceReport, ...] = ()
    seconds: float = 0.0


def sync_orders(
    workspace: Workspace,
    feeds: Sequence[OrderFeed],
    *,
    now: datetime,
    from_start: bool = False,
    on_progress: OnProgress = nothing_shown,
) -> SyncReport:
    """Copy every feed from where its last run ended; one that fails does not stop the others.

    Every page is stored with the place behind it, so that a run that is killed goes on there.
    """
    from cx_assistant.store.order_sync import SyncStore

    started = perf_counter()
    store = SyncStore(workspace.database)
    store.release_all_but([each.name for each in workspace.settings.orders.sources])
    copying = _Copying(workspace, store, on_progress)
    reports = [copying.copy(feed, now=now, from_start=from_start) for feed in feeds]
    workspace.indexes.apply_pending(lambda done, total: on_progress("Indexing", done, total))
    return SyncReport(sources=tuple(reports), seconds=round(perf_counter() - started, 3))


def read_without_storing(feed: OrderFeed, *, limit: int) -> SourceReport:
    """What a source gives, up to so many orders, and what is wrong with it."""
    problems: list[str] = []
    count, failure = 0, ""
    try:
        for page in feed.pages(None):
            problems += page.problems
            count += len(page.orders)
            if count >= limit:
                break
    except (BackendError, ConfigError) as error:
        failure = str(error)
    return SourceReport(
        name=feed.name, orders_unchanged=count, problems=tuple(problems), failure=failure
    )


class _Copying:
    """Takes feeds into the store, page by page."""

    def __init__(self, workspace: Workspace, store: SyncStore, on_progress: OnProgress) -> None:
        self._workspace = workspace
        self._store = store
        self._on_progress = on_progress

    def copy(self, feed: OrderFeed, *, now: datetime, from_start: bool) -> SourceReport:
        from cx_assistant.store.order_sync import PageCounts

        counts, problems, failure = PageCounts(), list[str](), ""
        if from_start:
            self._store.restart(feed.name)
        try:
            self._claim_ids(feed.name)
            for page_counts, page_problems in self._pages(feed, now):
                counts += page_counts
                problems += page_problems
        except (BackendError, ConfigError, InputError) as error:
            failure = str(error)
        problems += self._guests(feed.name)
        if not failure:
            self._store.end(feed.name, tells_deletions=self._tells_deletions(feed.name))
        return _report(feed.name, counts, problems, failure)

    def _claim_ids(self, name: str) -> None:
        for source in self._workspace.settings.orders.sources:
            if source.name == name:
                claim_customer_ids(self._workspace, source)

    def _guests(self, name: str) -> Iterable[str]:
        """Give guests' orders to their owners; a sentence on each of this run that is nobody's."""
        from cx_assistant.store.guest_orders import SHARED, GuestOrders

        guests, began = GuestOrders(self._workspace.database), self._store.began(name)
        guests.link()
        shared = guests.shared(name, since=began) if began is not None else []
        return [f"order {each}: {SHARED}" for each in shared]

    def _tells_deletions(self, name: str) -> bool:
        sources = self._workspace.settings.orders.sources
        return any(each.name == name and each.tells_deletions for each in sources)

    def _pages(self, feed: OrderFeed, now: datetime) -> Iterable[tuple[PageCounts, Sequence[str]]]:
        cursor = self._store.begin(feed.name, now=now)
        copied = 0
        for page in feed.pages(cursor):
            owned = as_owned_before(self._workspace, page.orders, customers=page.customers)
            texts = embed_orders(self._workspace, owned)
            taken = page.model_copy(update={"orders": owned})
            yield self._store.store_page(taken, texts, source=feed.name), page.problems
            copied += len(page.orders)
            self._on_progress(f"Copying {feed.name}", copied, 0)


def _report(name: str, counts: PageCounts, problems: Sequence[str], failure: str) -> SourceReport:
    return SourceReport(
        name=name,
        orders_added=counts.orders.added,
        orders_changed=counts.orders.changed,
        orders_unchanged=counts.orders.unchanged,
        orders_deleted=counts.deleted,
        orders_older=counts.orders.older,
        orders_foreign=counts.orders.foreign,
        orders_erased=counts.orders.erased,
        customers_erased=counts.customers.erased,
        customers_added=counts.customers.added,
        customers_changed=counts.customers.changed,
        problems=tuple(problems),
        failure=failure,
    )
