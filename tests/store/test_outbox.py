from __future__ import annotations

from cx_assistant.store.articles import ArticleStore
from cx_assistant.store.database import Database
from cx_assistant.store.outbox import Outbox, StateStore

from .builders import article, content


def test_entries_wait_in_order_until_they_are_done(database: Database) -> None:
    outbox = Outbox(database)
    ArticleStore(database).save([content(article("a.md", *(f"p{number}" for number in range(9))))])

    first = outbox.pending(4)
    assert first == outbox.pending(4)
    outbox.done([entry.id for entry in first])

    rest = outbox.pending(100)
    assert (len(first), len(rest), outbox.count()) == (4, 5, 5)
    assert [entry.id for entry in rest] == sorted(entry.id for entry in rest)
    assert first[-1].id < rest[0].id


def test_an_entry_that_came_during_a_rebuild_is_not_forgotten(database: Database) -> None:
    outbox, store = Outbox(database), ArticleStore(database)
    store.save([content(article("a.md", "first"))])
    last = outbox.last_id()
    store.save([content(article("b.md", "second"))])

    outbox.done_through(last)

    assert len(outbox.pending()) == 1


def test_the_id_of_a_finished_entry_is_never_given_to_a_new_one(database: Database) -> None:
    outbox, store = Outbox(database), ArticleStore(database)
    store.save([content(article("a.md", "first"))])
    old = outbox.pending()
    outbox.done([entry.id for entry in old])
    store.save([content(article("b.md", "second"))])

    outbox.done([entry.id for entry in old])

    assert outbox.count() == 1


def test_the_revision_is_new_after_every_change(database: Database) -> None:
    state, store = StateStore(database), ArticleStore(database)
    seen = [state.index_revision]
    for text in ("one", "two", "three"):
        store.save([content(article("a.md", text))])
        seen.append(state.index_revision)
    store.remove(["/kb/a.md"])
    seen.append(state.index_revision)

    assert seen[0] == "0"
    assert len(set(seen)) == 5


def test_a_fact_can_be_set_twice(database: Database) -> None:
    state = StateStore(database)
    assert state.get("name") is None

    state.set("name", "one")
    state.set("name", "two")

    assert state.get("name") == "two"
