"""Fills a workspace: articles and orders from files into the store and its indexes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from pydantic import Field

from cx_assistant.models import IngestReport, Model, Order
from cx_assistant.settings.guests import with_owners
from cx_assistant.settings.workspace import Workspace

if TYPE_CHECKING:
    from cx_assistant.orders.importing import ImportProblem
    from cx_assistant.settings.schema import Settings
    from cx_assistant.store.orders import UpsertCounts

OnProgress = Callable[[str, int, int], None]
_EMBEDDED_AT_ONCE = 256
_STEPS = {"looking": "Looking for articles", "reading": "Reading articles"}


class BadRow(Model):
    """A row that was not imported, or not fully."""

    path: str
    row: str = Field(description="where in the file, e.g. 'row 7'")
    reason: str


class OrdersReport(Model):
    """What an import of orders and customers did."""

    orders_added: int = 0
    orders_changed: int = 0
    orders_unchanged: int = 0
    orders_older: int = Field(default=0, description="left out: something newer is stored")
    orders_erased: int = Field(default=0, description="left out: their customer was erased")
    customers_erased: int = Field(default=0, description="left out: erased")
    customers_added: int = 0
    customers_changed: int = 0
    customers_unchanged: int = 0
    products_added: int = 0
    products_changed: int = 0
    products_unchanged: int = 0
    failed: tuple[BadRow, ...] = ()
    unmapped: dict[str, tuple[str, ...]] = Field(
        default_factory=dict, description="path → columns nobody mapped, kept under `other`"
    )
    seconds: float = 0.0


class Prepared(Model):
    """What bringing a shop up to date did."""

    articles: IngestReport
    orders: OrdersReport


def nothing_shown(_step: str, _done: int, _total: int) -> None:
    """Progress that nobody watches."""


def ingest_paths(
    workspace: Workspace,
    paths: Sequence[str],
    *,
    on_progress: OnProgress = nothing_shown,
    allow_empty: bool = False,
    now: datetime | None = None,
) -> IngestReport:
    """Sync these paths into the store as of `now`, then bring the indexes up to date."""
    sources: list[Path | str] = [path if "://" in path else Path(path) for path in paths]
    report = workspace.sync.run(
        sources,
        on_progress=lambda progress: on_progress(
            _STEPS[progress.step], progress.done, progress.total
        ),
        allow_empty=allow_empty,
        now=now,
    )
    _index(workspace, on_progress)
    workspace.rules.catch_up(lambda done, total: on_progress("Reading rules", done, total))
    return report


def embed_again(workspace: Workspace, *, on_progress: OnProgress = nothing_shown) -> int:
    """Replace every vector by the configured embedder's; how many texts were embedded."""
    from cx_assistant.knowledge_base.reembed import reembed_all

    total = workspace.articles.counts().passages + workspace.orders.order_count()
    return reembed_all(
        workspace.database,
        workspace.embedder,
        on_progress=lambda done: on_progress("Embedding", done, total),
    )


def prepare(
    workspace: Workspace,
    *,
    on_progress: OnProgress = nothing_shown,
    now: datetime | None = None,
) -> Prepared:
    """Bring articles and orders up to date with the files the configuration names."""
    settings = workspace.settings
    articles = IngestReport()
    if settings.knowledge.paths:
        paths = [str(settings.folder / path) for path in settings.knowledge.paths]
        articles = ingest_paths(workspace, paths, on_progress=on_progress, now=now)
    files = OrderFiles.of(settings)
    orders = import_files(workspace, files, on_progress=on_progress) if files else OrdersReport()
    return Prepared(articles=articles, orders=orders)


def _index(workspace: Workspace, on_progress: OnProgress) -> None:
    workspace.indexes.apply_pending(lambda done, total: on_progress("Indexing", done, total))


@dataclass(frozen=True)
class OrderFiles:
    """Files to import; false if there is none."""

    orders: tuple[Path, ...] = ()
    customers: Path | None = None
    products: Path | None = None

    @classmethod
    def of(cls, settings: Settings) -> OrderFiles:
        """The files that `[orders]` names."""
        named, folder = settings.orders, settings.folder
        return cls(
            orders=tuple(folder / path for path in named.paths),
            customers=folder / named.customers if named.customers else None,
            products=folder / named.products if named.products else None,
        )

    def __bool__(self) -> bool:
        return bool(self.orders or self.customers or self.products)


def import_files(
    workspace: Workspace,
    files: OrderFiles,
    *,
    as_of: datetime | None = None,
    on_progress: OnProgress = nothing_shown,
) -> OrdersReport:
    """Add and update orders, customers and products; bad rows are reported, good ones imported.

    Orders are as of `as_of`, else of the moment their file was last written: what is older than
    what is stored is left out.
    """
    started = perf_counter()
    report = OrdersReport()
    if files.customers is not None:
        report = _import_customers(workspace, files.customers, report)
    if files.products is not None:
        report = _import_products(workspace, files.products, report)
    for file in files.orders:
        on_progress(f"Importing {file.name}", 0, 0)
        report = _import_orders(workspace, file, report, as_of, on_progress)
    _link_guests(workspace)  # those that came before their customers
    _index(workspace, on_progress)
    return report.model_copy(update={"seconds": round(perf_counter() - started, 3)})


def _link_guests(workspace: Workspace) -> None:
    from cx_assistant.store.guest_orders import GuestOrders

    GuestOrders(workspace.database).link()


def _import_customers(workspace: Workspace, file: Path, report: OrdersReport) -> OrdersReport:
    from cx_assistant.orders.importing import read_customers

    found = read_customers(file)
    stored = workspace.orders.upsert_customers(found.customers)
    counts = _summed(report, "customers", stored)
    return report.model_copy(
        update={**counts, **_noted(report, file, found.problems, found.unmapped)}
    )


def _import_products(workspace: Workspace, file: Path, report: OrdersReport) -> OrdersReport:
    from cx_assistant.orders.products import read_products
    from cx_assistant.store.products import ProductStore

    found = read_products(file)
    counts = _summed(report, "products", ProductStore(workspace.database).upsert(found.products))
    return report.model_copy(update={**counts, **_noted(report, file, found.problems, ())})


def _import_orders(
    workspace: Workspace,
    file: Path,
    report: OrdersReport,
    as_of: datetime | None,
    on_progress: OnProgress,
) -> OrdersReport:
    from cx_assistant.orders.importing import read_orders

    shop = workspace.settings.shop
    fields = workspace.settings.orders.fields
    found = read_orders(file, zone=shop.zone, fields=fields, currency=shop.currency)
    dated = {"as_of": as_of or datetime.fromtimestamp(file.stat().st_mtime, UTC)}
    owned = with_owners(workspace, found.orders)
    orders = [order.model_copy(update=dated) for order in owned.orders]
    texts = embed_orders(workspace, orders, on_progress)
    stored = workspace.orders.upsert_orders(orders, texts)
    counts = _summed(report, "orders", stored)
    counts["orders_older"] = report.orders_older + stored.older
    report = report.model_copy(
        update={**counts, **_noted(report, file, found.problems, found.unmapped)}
    )
    return report.model_copy(update={"failed": (*report.failed, *_shared(file, owned.shared))})


def _shared(file: Path, order_ids: Sequence[str]) -> Iterator[BadRow]:
    from cx_assistant.store.guest_orders import SHARED

    return (BadRow(path=file.name, row=f"order {each}", reason=SHARED) for each in order_ids)


def _summed(report: OrdersReport, what: str, counts: UpsertCounts) -> dict[str, object]:
    """The fields of the report with these counts added."""
    kinds = ("added", "changed", "unchanged", *(("erased",) if what != "products" else ()))
    return {
        f"{what}_{kind}": getattr(report, f"{what}_{kind}") + getattr(counts, kind)
        for kind in kinds
    }


def embed_orders(
    workspace: Workspace, orders: Sequence[Order], on_progress: OnProgress = nothing_shown
) -> list[str]:
    """What each order is found by; every one of these texts has a vector afterwards."""
    from cx_assistant.knowledge_base.sync import claim_embedder
    from cx_assistant.orders.embedding import embedding_text
    from cx_assistant.store.vectors import embed_missing

    texts = [embedding_text(order) for order in orders]
    claim_embedder(workspace.state, workspace.embedder)
    for start in range(0, len(texts), _EMBEDDED_AT_ONCE):
        on_progress("Embedding orders", start, len(texts))
        some = texts[start : start + _EMBEDDED_AT_ONCE]
        embed_missing(some, workspace.vectors, workspace.embedder)
    on_progress("Embedding orders", len(texts), len(texts))
    return texts


def _noted(
    report: OrdersReport,
    file: Path,
    problems: Sequence[ImportProblem],
    unmapped: Sequence[str],
) -> dict[str, object]:
    bad = (
        BadRow(path=file.name, row=f"row {problem.row}", reason=problem.reason)
        for problem in problems
    )
    named = {file.name: tuple(unmapped)} if unmapped else {}
    return {"failed": (*report.failed, *bad), "unmapped": {**report.unmapped, **named}}
