"""What the shop's articles state, read once and kept beside them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection

from cx_assistant.errors import StoreError
from cx_assistant.models import Visibility
from cx_assistant.orders.policies import Policies
from cx_assistant.orders.rules import reading
from cx_assistant.orders.rules.book import PolicyBook
from cx_assistant.orders.rules.reading import RuleReader, StatedRules, reader_id
from cx_assistant.settings.policy_schema import PoliciesSettings
from cx_assistant.store.articles import ArticleStore
from cx_assistant.store.database import Database, open_database
from cx_assistant.store.orders import OrderStore
from cx_assistant.store.outbox import StateStore
from cx_assistant.store.rows import SourceContent
from cx_assistant.store.rules import RuleStore
from tests.store.builders import article, content, order

TODAY = date(2026, 6, 10)
THIRTY = "Return it within 30 days of delivery."
SIXTY = "Return it within 60 days of delivery."
LAMP = "The lamp runs for 40 hours and is charged in 3 hours."


class Shop:
    """A knowledge base, its policy book, and a count of how often the store was asked."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.articles = ArticleStore(database)
        self.state = StateStore(database)
        self.asked = 0
        self.reader = RuleReader(
            RuleStore(database), revision=lambda: self.state.knowledge_revision
        )
        self.book = PolicyBook(
            PoliciesSettings(), stated=self._all, revision=lambda: self.state.knowledge_revision
        )

    def _all(self) -> list[StatedRules]:
        self.asked += 1
        return self.reader.all()

    def write(self, text: str, path: str = "returns.md", **fields: object) -> None:
        written = content(article(path, text, **fields))
        [(whole, passages)] = written.articles
        bare = [each.model_copy(update={"heading_path": ()}) for each in passages]
        self.articles.save([SourceContent(written.source, [(whole, bare)])])

    def days(self, day: date = TODAY) -> int | None:
        """How long things may be returned."""
        return days_of(self.book.on(day))


def days_of(policies: Policies) -> int | None:
    return policies.return_window.days if policies.return_window else None


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    database = open_database(None, tmp_path)
    yield Shop(database)
    database.close()


@pytest.fixture
def texts_read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every text that rules are read from while a test runs."""
    texts: list[str] = []
    extract = reading.extract_rules

    def noted(text: str, **options: tuple[str, ...]) -> object:
        texts.append(text)
        return extract(text, **options)

    monkeypatch.setattr(reading, "extract_rules", noted)
    return texts


def test_articles_are_read_once_until_they_change(shop: Shop, texts_read: list[str]) -> None:
    shop.write(THIRTY)
    shop.write(LAMP, "lamp.md")

    assert shop.book.on(TODAY) is shop.book.on(TODAY)
    assert shop.days() == 30
    assert sorted(texts_read) == sorted([THIRTY, LAMP])
    shop.write(SIXTY)
    assert shop.days() == 60
    assert len(texts_read) == 3  # the lamp was not read again
    assert shop.asked == 2


def test_a_new_day_and_a_new_order_read_nothing(shop: Shop, texts_read: list[str]) -> None:
    shop.write(THIRTY)
    assert shop.days() == 30

    OrderStore(shop.database).upsert_orders([order(1)], ["Jacket 1"])

    assert shop.days(TODAY + timedelta(days=1)) == 30
    assert (shop.asked, len(texts_read)) == (1, 1)


def test_another_process_finds_what_was_read(shop: Shop, texts_read: list[str]) -> None:
    shop.write(THIRTY)
    shop.reader.catch_up()

    assert Shop(shop.database).days() == 30
    assert len(texts_read) == 1


def test_what_is_kept_is_all_that_was_read(shop: Shop) -> None:
    shop.write(
        "Headphones can be returned within 7 days if unopened. We refund your money to your card "
        "within 5 working days of receiving it. Earn 2 points for every €3. A return costs €4.90."
    )

    [kept] = shop.reader.all()
    passage = kept.passage.passage

    assert kept.statements
    assert [each.rule for each in kept.statements] == list(
        reading.extract_rules(passage.text, headings=("Returns",))
    )


def test_everything_is_read_again_after_an_upgrade(
    shop: Shop, texts_read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.write(THIRTY)
    assert shop.days() == 30

    monkeypatch.setattr(reading, "reader_id", lambda: "the code of a later version")

    assert Shop(shop.database).days() == 30
    assert len(texts_read) == 2


def test_the_title_of_an_article_is_read_anew_with_it(shop: Shop) -> None:
    shop.write(THIRTY, title="Sale items")
    assert shop.days() is None

    shop.write(THIRTY, title="Returns")

    assert shop.days() == 30


def test_articles_hold_from_their_first_day_to_their_last(shop: Shop) -> None:
    shop.write(THIRTY, "old.md", valid_until=TODAY)
    shop.write(SIXTY, "new.md", valid_from=TODAY + timedelta(days=1))

    assert (shop.days(), shop.days(TODAY + timedelta(days=1))) == (30, 60)


def test_staff_notes_make_no_rule_for_customers(shop: Shop) -> None:
    shop.write(SIXTY, visibility=Visibility.INTERNAL)
    assert shop.days() is None

    shop.write(SIXTY, visibility=Visibility.PUBLIC)

    assert shop.days() == 60


def test_a_removed_article_states_nothing(shop: Shop) -> None:
    shop.write(THIRTY)
    assert shop.days() == 30

    shop.articles.remove(["/kb/returns.md"])

    assert shop.days() is None


class ReadOnly(Database):
    """A database that takes nothing in any more."""

    @contextmanager
    def write(self) -> Iterator[Connection]:
        message = "the disk is full"
        raise StoreError(message)
        yield


def test_rules_are_read_even_where_they_cannot_be_kept(shop: Shop) -> None:
    shop.write(THIRTY)
    read_only = ReadOnly(shop.database._engine, "full")

    assert Shop(read_only).days() == 30


def test_the_reader_is_named_after_its_code_and_words() -> None:
    assert reader_id() == reader_id()
    assert len(reader_id()) == 64
