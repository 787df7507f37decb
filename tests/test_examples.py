"""Every example runs as it stands."""

import importlib.util
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent.parent / "examples"


def load(name: str):
    spec = importlib.util.spec_from_file_location(name, FOLDER / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("minimal", "14 days"),
        ("own_orders", "12 June 2026"),
        ("langchain_tool", "NL-20455"),
        ("batch", "legal_threat"),
        ("order_webhooks", "once more: 200 already_seen"),
    ],
)
def test_an_example_prints_what_it_is_for(name, said, capsys):
    load(name).main()

    assert said in capsys.readouterr().out


def test_the_endpoint_answers_a_ticket(tmp_path, monkeypatch):
    testclient = pytest.importorskip("fastapi.testclient")
    monkeypatch.chdir(tmp_path)
    module = load("fastapi_endpoint")
    monkeypatch.setattr(module, "DATA", tmp_path)
    ticket = {
        "id": "1",
        "now": "2026-06-10T10:00:00+02:00",
        "messages": [{"text": "I want to speak to a human being, now."}],
    }

    with testclient.TestClient(module.app) as client:
        answered = client.post("/tickets", json=ticket)
        refused = client.post("/tickets", json={"id": "1"})

    assert answered.json()["reason"] == "asks_for_human"
    assert refused.status_code == 422


def test_the_table_names_every_example():
    named = (FOLDER / "README.md").read_text(encoding="utf-8")

    assert all(f"`{file.name}`" in named for file in FOLDER.glob("*.py"))
