"""The questions about the sample shop ask for what its articles and orders really say."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from cx_assistant.knowledge_base.reading import reading
from cx_assistant.knowledge_base.source import Source
from cx_assistant.models import Article, Order, Verification, Visibility
from cx_assistant.orders.computed import computed_facts
from cx_assistant.orders.disclosure import view_of
from cx_assistant.orders.facts import order_facts
from cx_assistant.orders.identity import VerifiedIdentity
from cx_assistant.orders.importing import read_orders
from cx_assistant.orders.policies import Policies
from cx_assistant.settings import load_settings

ROOT = Path(__file__).resolve().parent.parent
SHOP = ROOT / "knowledge"
NOW = datetime.fromisoformat("2026-06-10T10:00:00+02:00")
SETTINGS = load_settings(SHOP / "cx.toml")
ROWS: list[dict[str, Any]] = [
    json.loads(line)
    for line in (ROOT / "evals/sample_shop/questions.jsonl").read_text("utf-8").splitlines()
]
ARTICLE_ROWS = [row for row in ROWS if row["kind"] == "article"]
ORDER_ROWS = [row for row in ROWS if row["kind"] == "order"]


def name(row: dict[str, Any]) -> str:
    return str(row["id"])


def topic_of(row: dict[str, Any]) -> str:
    return re.sub(r"-\d+$", "", row["id"])


def plain(text: str) -> str:
    return " ".join(text.replace("*", "").casefold().split())


@cache
def articles() -> dict[str, list[Article]]:
    """Every article of the shop by the path of its file."""
    how = reading(SETTINGS.knowledge, default_language=SETTINGS.shop.default_language)
    found: dict[str, list[Article]] = defaultdict(list)
    for source in how.find([SHOP / "articles"]):
        assert isinstance(source, Source)
        for article in how.read(source):
            found[article.path.partition("#")[0]].append(article)
    return found


@cache
def orders() -> dict[str, Order]:
    result = read_orders(SHOP / "orders/orders.json", zone=SETTINGS.shop.zone)
    return {order.id: order for order in result.orders}


def told(row: dict[str, Any]) -> str:
    """What may be said about the order of this question to the one who asks."""
    identity = VerifiedIdentity.from_helpdesk(row["customer_id"], Verification(row["verification"]))
    order, zone = orders()[row["order"]], SETTINGS.shop.zone
    asked = {"language": row["language"], "now": NOW, "zone": zone}
    view = view_of(order, identity, SETTINGS.disclosure)
    facts = order_facts(view, **asked)
    worked_out = computed_facts(view, Policies.of(SETTINGS.policies), **asked)
    return plain(" ".join(fact.text for fact in [*facts, *worked_out]))


def test_no_id_and_no_text_stands_twice() -> None:
    assert max(Counter(row["id"] for row in ROWS).values()) == 1
    assert max(Counter(plain(row["text"]) for row in ROWS).values()) == 1


def test_the_shares_are_as_stated() -> None:
    kinds = Counter(row["kind"] for row in ROWS)
    german = sum(row["language"] == "de" for row in ROWS)

    assert len(ROWS) >= 160
    assert kinds["article"] / len(ROWS) == pytest.approx(0.60, abs=0.04)
    assert kinds["order"] / len(ROWS) == pytest.approx(0.15, abs=0.04)
    assert kinds["unanswerable"] / len(ROWS) == pytest.approx(0.25, abs=0.04)
    assert german / len(ROWS) == pytest.approx(0.25, abs=0.04)


def test_a_topic_is_either_for_tuning_or_for_testing() -> None:
    splits = defaultdict(set)
    for row in ROWS:
        splits[topic_of(row)].add(row["split"])

    assert {"tune", "test"} == set().union(*splits.values())
    assert [topic for topic, found in splits.items() if len(found) > 1] == []


@pytest.mark.parametrize("row", ARTICLE_ROWS, ids=name)
def test_every_named_article_is_public_valid_and_says_it(row: dict[str, Any]) -> None:
    assert row["articles"]
    for path in row["articles"]:
        found = articles()[path]
        text = plain(" ".join(f"{article.title} {article.text}" for article in found))

        assert all(article.visibility is Visibility.PUBLIC for article in found)
        assert all(a.valid_from is None or a.valid_from <= NOW.date() for a in found)
        assert all(a.valid_until is None or a.valid_until >= NOW.date() for a in found)
        assert any(plain(form) in text for form in row["must_say"])


@pytest.mark.parametrize("row", ORDER_ROWS, ids=name)
def test_the_customer_s_own_order_says_it(row: dict[str, Any]) -> None:
    assert any(plain(form) in told(row) for form in row["must_say"])


def test_what_cannot_be_answered_names_no_source() -> None:
    for row in ROWS:
        if row["kind"] == "unanswerable":
            assert not row["articles"]
            assert not row["must_say"]
            assert "order" not in row
