"""Two shops in one installation, for tests that nothing of one reaches the other."""

from __future__ import annotations

import json
from pathlib import Path

from cx_assistant import Ticket
from cx_assistant.settings import load_shops, prepare
from cx_assistant.settings.workspace import Workspace
from tests.conftest import NOW

SHOPS = ("fjell", "strand")
CONFIG = """
[shop]
name = "{name}"
[knowledge]
paths = ["articles"]
[orders]
paths = ["orders.json"]
customers = "customers.csv"
[policies]
return_window_days = {{ days = {days}, article = "returns.md" }}
"""


def make_shop(folder: Path, name: str, days: int) -> None:
    """Both shops know customer C-1 and order A-10001, and say different things about them."""
    (folder / "articles").mkdir(parents=True)
    returns = f"# Returns\n\nYou can return items of {name} within {days} days of delivery.\n"
    (folder / "articles/returns.md").write_text(returns)
    secret = f"# Staff discount\n\nThe {name} club card gives 7% off every {name} purchase.\n"
    (folder / "articles/club.md").write_text(secret)
    sent = {"carrier": "DHL", "delivered": "2026-06-01T10:00:00+02:00"}
    order = {"id": "A-10001", "customer_id": "C-1", "placed": "2026-05-20T09:00:00+02:00"}
    items = [{"name": f"{name} lantern", "price": "20.00"}]
    rows = [order | {"status": "delivered", "items": items, "shipments": [sent]}]
    (folder / "orders.json").write_text(json.dumps(rows))
    (folder / "customers.csv").write_text(f"id,name,email\nC-1,Ada {name},ada@example.com\n")
    (folder / "cx.toml").write_text(CONFIG.format(name=name.title(), days=days))


def make_shops(tmp_path: Path) -> Path:
    """Two shops and the file that lists them."""
    for name, days in zip(SHOPS, (30, 14), strict=True):
        make_shop(tmp_path / name, name, days)
    file = tmp_path / "cx.toml"
    listed = "\n".join(f'{name} = "{name}/cx.toml"' for name in SHOPS)
    file.write_text(f'[shops]\n{listed}\n\n[storage]\ndata = "shared"\n')
    return file


def fill(shops_file: Path) -> None:
    """Ingest what both shops have."""
    for settings in load_shops(shops_file, environment={}).values():
        with Workspace(settings) as workspace:
            prepare(workspace, now=NOW)


def asked(text: str, shop: str) -> Ticket:
    """A signed-in customer's question to this shop."""
    ticket = Ticket.from_text(text, customer_id="C-1", verification="signed_in", now=NOW)
    return ticket.model_copy(update={"shop": shop})
