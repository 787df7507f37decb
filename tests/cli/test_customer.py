from __future__ import annotations

import json
from pathlib import Path

import pytest

from cx_assistant.resources import shipped
from tests.cli.conftest import NOW, Cx, one_sentence


@pytest.fixture
def shop(cx: Cx, tmp_path: Path) -> tuple[str, ...]:
    options = ("--config", str(shipped("knowledge") / "cx.toml"), "--data", str(tmp_path / "data"))
    assert cx("orders", "import", *options).code == 0
    return options


def test_a_customer_is_exported_and_erased_with_a_receipt(
    cx: Cx, shop: tuple[str, ...], tmp_path: Path
) -> None:
    out, receipt = tmp_path / "emma.json", tmp_path / "receipt.json"

    exported = cx("customer", "export", "C-1001", "--out", str(out), *NOW, *shop)
    rehearsed = cx("customer", "erase", "C-1001", "--dry-run", *NOW, *shop)
    erased = cx("customer", "erase", "C-1001", "--yes", "--receipt", str(receipt), *NOW, *shop)
    again = cx("customer", "erase", "C-1001", "--yes", *NOW, *shop)

    assert exported.code == 0
    assert json.loads(out.read_text())["tables"]["cx_orders"][0]["id"] == "NL-20417"
    assert rehearsed.out.startswith("Would remove, about customer C-1001:\n       1  customer rec")
    assert erased.code == 0
    assert "nothing of theirs was found" in erased.out
    assert "orders/orders.json still holds them" in erased.err
    assert json.loads(receipt.read_text())["left"] == []
    assert again.code == 2
    assert "nothing is kept about customer 'C-1001'" in again.err


def test_erasing_asks_for_the_id_and_stops_at_another(cx: Cx, shop: tuple[str, ...]) -> None:
    refused = cx("customer", "erase", "C-1001", *NOW, *shop, stdin="C-1002\n")
    done = cx("customer", "erase", "C-1001", *NOW, *shop, stdin="C-1001\n")

    assert refused.code == 2
    assert "nothing was erased" in refused.err
    assert done.code == 0


def test_an_erased_customer_is_left_out_until_readmitted(cx: Cx, shop: tuple[str, ...]) -> None:
    cx("customer", "erase", "C-1001", "--yes", *NOW, *shop)

    left_out = cx("orders", "import", *shop)
    readmitted = cx("customer", "readmit", "C-1001", *shop)
    taken_in = cx("orders", "import", *shop)
    again = cx("customer", "readmit", "C-1001", *shop)

    assert left_out.code == 0
    assert left_out.out.count("1 left out: erased") == 2
    assert readmitted.out.startswith("C-1001 is no longer left out; run orders import")
    assert taken_in.out.startswith("orders: 1 added, ")
    assert "left out" not in taken_in.out
    assert again.code == 2
    assert "customer 'C-1001' was not erased here" in one_sentence(again.err)
