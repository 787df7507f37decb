"""Fills a workspace: articles and orders from files into the store and its indexes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from pydantic import Field

from cx_assistant.models import Customer, IngestReport, Model, Order
from cx_assistant.settings.workspace import Workspace

OnProgress = Callable[[str, int, int], None]
_EMBEDDED_AT_ONCE = 256


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
    customers_added: int = 0
    customers_changed: int = 0
    customers_unchanged: int = 0
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
) -> IngestReport:
    """Sync these paths into the store, then bring the indexes up to date."""
    sources: list[Path | str] = [path if "://" in path else Path(path) for path in paths]
    report = workspace.sync.run(
        sources,
        on_progress=lambda progress: on_progress(
            f"{progress.step.capitalize()} articles", progress.done, progress.total
        ),
        allow_empty=allow_empty,
    )
    _index(workspace, on_progress)
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


def prepare(workspace: Workspace, *, on_progress: OnProgress = nothing_shown) -> Prepared:
    """Bring articles and orders up to date with the files the configuration names."""
    settings = workspace.settings
    articles = IngestReport()
    if settings.knowledge.paths:
        paths = [str(settings.folder / path) for path in settings.knowledge.paths]
        articles = ingest_paths(workspace, paths, on_progress=on_progress)
    customers = settings.folder / settings.orders.customers if settings.orders.customers else None
    files = [settings.folder / path for path in settings.orders.paths]
    orders = OrdersReport()
    if files or customers:
        orders = import_files(workspace, files, customers, on_progress=on_progress)
    return Prepared(articles=articles, orders=orders)


def _index(workspace: Workspace, on_progress: OnProgress) -> None:
    workspace.indexes.apply_pending(lambda done, total: on_progress("Indexing", done, total))
