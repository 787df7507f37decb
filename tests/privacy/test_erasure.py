"""What is left of a customer who was erased: nothing, in no file, for no search."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cx_assistant.errors import InputError
from cx_assistant.models import Order
from cx_assistant.privacy.erasure import erase_customer, rehearse_erasure
from cx_assistant.privacy.places import export_customer
from cx_assistant.resources import shipped
from cx_assistant.settings import Settings, load_settings, with_data
from cx_assistant.settings.workspace import Workspace
from cx_assistant.store.orders import ORDERS_PARTITION
from tests.conftest import NOW

EMMA = "C-1001"
HERS = (b"C-1001", b"emma.hartley@example.com", b"Emma Hartley", b"NL-20417", b"H9K1M5KVDCAAW3LE")
ROWS = [
    {"id": "t-1", "customer_id": EMMA, "messages": [{"text": "Where is it?"}]},
    {"id": "t-1", "outcome": "reply", "text": "On its way."},
    {"id": "t-2", "customer_id": "C-1002", "messages": [{"text": "Hello"}]},
    {"id": "t-2", "outcome": "reply", "text": "Hello."},
    {"id": "t-3", "messages": [{"text": "I am emma.hartley@example.com"}]},
    {"id": "t-4", "customer_id": "C-1002", "messages": [{"text": "Emma Hartley sent me to you"}]},
    {"id": "case-1", "question": "How long is the return window?"},
]


@pytest.fixture
def data(shop_data: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    shutil.copytree(shop_data, folder)
    (folder / "runs").mkdir()
    lines = "".join(f"{json.dumps(row)}\n" for row in ROWS)
    (folder / "runs/results.jsonl").write_text(lines)
    return folder


def settings_for(data: Path) -> Settings:
    return with_data(load_settings(shipped("knowledge") / "cx.toml", environment={}), data)


@pytest.fixture
def workspace(data: Path) -> Iterator[Workspace]:
    with Workspace(settings_for(data)) as opened:
        yield opened


def holding(folder: Path) -> dict[str, list[bytes]]:
    """Which raw file holds which of her texts."""
    found = {}
    for path in folder.rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        if held := [text for text in HERS if text in content]:
            found[str(path.relative_to(folder))] = held
    return found


def everything_else(workspace: Workspace) -> list[Order]:
    ids = [each for each in workspace.orders.all_order_ids() if each != "NL-20417"]
    owners = sorted({str(workspace.orders.owner_of(each)) for each in ids})
    return [order for owner in owners for order in workspace.orders.for_customer(owner, limit=500)]


def test_an_export_holds_what_is_kept_and_nothing_of_others(workspace: Workspace) -> None:
    found = export_customer(workspace, EMMA, now=NOW)

    assert [row["document"]["name"] for row in found.tables["cx_customers"]] == ["Emma Hartley"]
    assert [row["id"] for row in found.tables["cx_orders"]] == ["NL-20417"]
    assert found.vectors == ["NL-20417"]
    (rows,) = found.files.values()
    assert sorted(row["id"] for row in rows) == ["t-1", "t-1", "t-3"]
    assert "C-1002" not in found.model_dump_json()


def test_nothing_of_an_erased_customer_is_left_in_any_raw_file(
    workspace: Workspace, data: Path
) -> None:
    before, others = holding(data), everything_else(workspace)
    assert {"cx.db", "runs/results.jsonl"} <= before.keys()
    assert any(name.startswith("chroma") for name in before)

    receipt = erase_customer(workspace, EMMA, now=NOW)

    assert holding(data) == {}
    assert receipt.is_complete
    removed = {each.place: each.count for each in receipt.removed}
    assert (removed["cx_customers"], removed["cx_orders"], removed["vector index"]) == (1, 1, 1)
    assert removed[str(data / "runs/results.jsonl")] == 4
    assert everything_else(workspace) == others
    index = workspace.indexes.vector_side.index
    assert index is not None
    assert index.ids(ORDERS_PARTITION) == {order.id for order in others}


def test_rows_of_others_stay_and_only_lose_the_words_about_her(
    workspace: Workspace, data: Path
) -> None:
    erase_customer(workspace, EMMA, now=NOW)

    kept = [json.loads(line) for line in (data / "runs/results.jsonl").read_text().splitlines()]

    assert [row["id"] for row in kept] == ["t-2", "t-2", "t-4", "case-1"]
    assert kept[2]["messages"][0]["text"] == "[erased] sent me to you"


def test_a_rehearsal_counts_the_same_and_removes_nothing(workspace: Workspace) -> None:
    before = export_customer(workspace, EMMA, now=NOW)

    rehearsal = rehearse_erasure(workspace, EMMA, now=NOW)
    assert export_customer(workspace, EMMA, now=NOW) == before
    receipt = erase_customer(workspace, EMMA, now=NOW)

    counted = {each.place: each.count for each in rehearsal.removed}
    assert rehearsal.is_rehearsal
    assert counted == {
        each.place: each.count for each in receipt.removed if each.place != "cx_vectors"
    }


def test_files_that_would_bring_the_customer_back_are_named(workspace: Workspace) -> None:
    receipt = erase_customer(workspace, EMMA, now=NOW)

    assert [text.partition(" ")[0] for text in receipt.warnings] == [
        "orders/orders.json",
        "orders/customers.csv",
    ]


def test_nobody_is_erased_for_an_id_nobody_has(workspace: Workspace, data: Path) -> None:
    before = (data / "cx.db").read_bytes()

    for call in (erase_customer, rehearse_erasure, export_customer):
        with pytest.raises(InputError, match="nothing is kept about customer 'C-1'; check the id"):
            call(workspace, "C-1", now=NOW)
    assert (data / "cx.db").read_bytes() == before


def test_what_others_have_too_stays_and_is_counted(workspace: Workspace) -> None:
    """Two people of one household share a street."""
    (own,) = workspace.orders.for_customer(EMMA)
    theirs = own.model_copy(update={"id": "NL-29999", "customer_id": "C-1002"})
    workspace.orders.upsert_orders([theirs], ["a tent"])

    receipt = erase_customer(workspace, EMMA, now=NOW)

    assert receipt.is_complete
    assert receipt.shared > 0
    kept = workspace.orders.for_customer("C-1002", limit=200)
    assert theirs.shipping_address in [order.shipping_address for order in kept]


ERASE = """
import sys
from datetime import datetime
from pathlib import Path
from cx_assistant.privacy import erasure
from cx_assistant.settings.workspace import Workspace
from tests.privacy.test_erasure import NOW, settings_for
import os

step = sys.argv[2]
owner, name = {
    "sql": ("cx_assistant.store.erasing.CustomerRows", "erase"),
    "files": ("cx_assistant.privacy.erasure", "without_rows"),
    "index": ("cx_assistant.privacy.erasure", "_clear_indexes"),
}[step]
import importlib
module, _, attribute = owner.rpartition(".")
holder = getattr(importlib.import_module(module), attribute)
real = getattr(holder, name)

def killed(*args, **kwargs):
    real(*args, **kwargs)
    os.kill(os.getpid(), 9)

setattr(holder, name, killed)
with Workspace(settings_for(Path(sys.argv[1]))) as workspace:
    erasure.erase_customer(workspace, "C-1001", now=NOW)
"""


@pytest.mark.parametrize("step", ["sql", "files", "index"])
def test_an_erasure_killed_after_any_step_is_completed_by_the_next(data: Path, step: str) -> None:
    killed = subprocess.run(
        [sys.executable, "-c", ERASE, str(data), step],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        check=False,
    )
    assert killed.returncode == -9, killed.stderr

    with Workspace(settings_for(data)) as workspace:
        receipt = erase_customer(workspace, EMMA, now=NOW)

    assert receipt.is_complete
    assert holding(data) == {}
