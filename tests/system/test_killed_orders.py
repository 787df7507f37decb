"""kill -9 between the store and its index leaves no order stale, missing or in wrong hands."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cx_assistant.models import Order, OrderItem
from cx_assistant.orders.embedding import embedding_text
from cx_assistant.settings import Settings
from cx_assistant.settings.filling import embed_orders
from cx_assistant.settings.schema import StorageSettings
from cx_assistant.settings.workspace import Workspace
from cx_assistant.store.outbox import Outbox

NOON = datetime(2026, 6, 10, 12, tzinfo=UTC)
POINTS = ("stored", "vectors written", "indexed", "done")
BEFORE = {"A-1": "Blue jacket", "A-2": "Tent", "A-3": "Lamp", "A-4": "Boots", "A-5": "Stove"}


def order(number: str, name: str, customer: str = "C-1", *, minutes: int = 0) -> Order:
    as_of = NOON + timedelta(minutes=minutes)
    return Order(id=number, customer_id=customer, items=(OrderItem(name=name),), as_of=as_of)


def opened(data: Path) -> Workspace:
    return Workspace(Settings(storage=StorageSettings(data=str(data))))


def put(workspace: Workspace, orders: Sequence[Order]) -> None:
    workspace.orders.upsert_orders(orders, embed_orders(workspace, orders))


def change(data: Path, point: str) -> None:
    """Change, move, delete and add orders, and die at this point without warning."""
    workspace = opened(data)
    indexes = workspace.indexes
    put(
        workspace,
        [
            order("A-1", "Red kettle", minutes=5),
            order("A-2", "Tent", "C-2", minutes=5),
            order("A-6", "Rope", minutes=5),
        ],
    )
    workspace.orders.delete_orders(["A-3"], as_of=NOON + timedelta(minutes=5))
    if point == "stored":
        die()
    if point == "vectors written":
        indexes.word_side.noticing_damage = die  # type: ignore[assignment]
    if point == "indexed":
        indexes.outbox.done = die  # type: ignore[assignment]
    indexes.apply_pending()
    die()


def die(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no kill -9")
@pytest.mark.parametrize("point", POINTS)
def test_orders_are_in_step_again_wherever_the_process_died(tmp_path: Path, point: str) -> None:
    data = tmp_path / "data"
    with opened(data) as workspace:
        put(workspace, [order(number, name) for number, name in BEFORE.items()])
        workspace.indexes.apply_pending()
    script = f"from {__name__} import *; change(Path({str(data)!r}), {point!r})"
    root = Path(__file__).parents[2]
    died = subprocess.run([sys.executable, "-c", script], cwd=root, check=False)

    with opened(data) as workspace:
        indexed = workspace.indexes.vector_side.index
        assert indexed is not None
        own = workspace.orders.for_customer("C-1")
        assert died.returncode == -signal.SIGKILL
        assert {each.id for each in own} == {"A-1", "A-4", "A-5", "A-6"}
        assert indexed.ids("orders") == set(workspace.orders.all_order_ids())
        assert indexed.ids("orders") == {"A-1", "A-2", "A-4", "A-5", "A-6"}
        assert Outbox(workspace.database).count() == 0
        for each in own:
            assert found_by_its_own_text(workspace, each, [other.id for other in own])


def found_by_its_own_text(workspace: Workspace, wanted: Order, ids: list[str]) -> bool:
    """True if the vector in the index is that of what the order holds now."""
    (vector,) = workspace.embedder.embed([embedding_text(wanted)])
    hits = workspace.indexes.similarities("orders", ids, vector)
    assert {hit.id for hit in hits} <= set(ids)
    return hits[0].id == wanted.id and hits[0].score > 0.999
