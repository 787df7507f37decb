from __future__ import annotations

import os
import sqlite3
import threading
from pathlib import Path

import pytest
from sqlalchemy import text

from cx_assistant.errors import StoreError
from cx_assistant.store.articles import ArticleStore
from cx_assistant.store.database import Database, open_database
from cx_assistant.store.outbox import StateStore

from .builders import article, content


def test_what_was_written_is_there_after_reopening(
    database_url: str | None, tmp_path: Path
) -> None:
    first = open_database(database_url, tmp_path)
    ArticleStore(first).save([content(article("a.md", "first"))])
    first.close()
    first.close()

    second = open_database(database_url, tmp_path)

    assert ArticleStore(second).counts().passages == 1
    second.close()


def test_a_failure_inside_a_transaction_stores_nothing_of_it(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.write() as connection:
        connection.execute(text("INSERT INTO cx_settings VALUES ('name', 'value')"))
        raise ZeroDivisionError

    assert StateStore(database).get("name") is None


def test_a_reader_sees_one_state_while_a_writer_goes_on(database: Database) -> None:
    if not database.is_sqlite:
        pytest.skip("PostgreSQL readers see each statement's own state")
    state = StateStore(database)
    state.set("name", "before")
    query = text("SELECT value FROM cx_settings WHERE name = 'name'")

    with database.read() as reader:
        first = reader.scalar(query)
        state.set("name", "after")
        second = reader.scalar(query)

    assert (first, second, state.get("name")) == ("before", "before", "after")


def test_writers_in_many_threads_queue_and_none_is_lost(database: Database) -> None:
    state = StateStore(database)
    state.set("count", "0")

    def count() -> None:
        for _ in range(10):
            with database.write() as connection:
                query = "SELECT value FROM cx_settings WHERE name = 'count'"
                value = int(connection.scalar(text(query)) or 0)
                update = "UPDATE cx_settings SET value = :value WHERE name = 'count'"
                connection.execute(text(update), {"value": str(value + 1)})

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert state.get("count") == "40"


def test_a_full_disk_is_said_in_plain_words_and_nothing_is_lost(tmp_path: Path) -> None:
    database = open_database(None, tmp_path)
    store = ArticleStore(database)
    store.save([content(article("a.md", "first"))])
    with database.read() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 2}")

    with pytest.raises(StoreError, match=r"disk that holds .*cx\.db is full; free some space"):
        store.save([content(article("b.md", *("long " * 2000 for _ in range(50))))])

    assert [row.path for row in store.known_sources()] == ["a.md"]
    assert database.damage() == []
    with database.read() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
    store.save([content(article("b.md", *("long " * 2000 for _ in range(50))))])
    assert store.counts().articles == 2
    database.close()


def test_a_file_that_cannot_be_written_is_refused_in_plain_words(tmp_path: Path) -> None:
    database = open_database(None, tmp_path)
    with database.read() as connection:
        connection.exec_driver_sql("PRAGMA query_only = ON")
        # The same SQLite answer as for a read-only disk, which root cannot be given with chmod.
    with pytest.raises(StoreError, match="cannot be written; make the file and its folder"):
        StateStore(database).set("name", "value")
    database.close()


@pytest.mark.skipif(os.getuid() == 0, reason="permissions do not bind root")
def test_a_read_only_folder_is_refused_in_plain_words(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(StoreError, match="--data"):
        open_database(None, tmp_path / "data")
    tmp_path.chmod(0o700)


def test_a_data_folder_that_is_a_file_is_refused_in_plain_words(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("not a folder")

    with pytest.raises(StoreError, match="choose one you can write to with --data"):
        open_database(None, tmp_path / "data")


def test_a_file_that_is_no_database_is_refused_in_plain_words(tmp_path: Path) -> None:
    (tmp_path / "cx.db").write_bytes(b"this is not a database, whatever its name says" * 100)

    with pytest.raises(StoreError, match="is not a database or is damaged; restore it"):
        open_database(None, tmp_path)


@pytest.mark.parametrize("place", [0.2, 0.5, 0.8])
def test_a_damaged_file_is_noticed(tmp_path: Path, place: float) -> None:
    database = open_database(None, tmp_path)
    store = ArticleStore(database)
    for number in range(40):
        store.save([content(article(f"{number}.md", *(f"{part} words " * 50 for part in "abc")))])
    database.close()
    file = tmp_path / "cx.db"
    bytes_before = bytearray(file.read_bytes())
    start = int(len(bytes_before) * place) // 4096 * 4096
    bytes_before[start : start + 8192] = b"\xa5" * 8192
    file.write_bytes(bytes_before)

    with pytest.raises(StoreError, match="restore it from a backup"):
        _use_everything(tmp_path)


def _use_everything(folder: Path) -> None:
    database = open_database(None, folder)
    try:
        if database.damage():
            raise StoreError("restore it from a backup: found by the full check")
    finally:
        database.close()


def test_another_writer_that_never_ends_is_named_as_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cx_assistant.store.database._BUSY_TIMEOUT_SECONDS", 0.05)
    database = open_database(None, tmp_path)
    other = sqlite3.connect(tmp_path / "cx.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(StoreError, match="another process is writing to"):
        StateStore(database).set("name", "value")

    other.execute("ROLLBACK")
    other.close()
    StateStore(database).set("name", "value")
    database.close()


def test_a_url_of_an_unknown_kind_is_refused_and_its_password_not_shown(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="neither SQLite nor PostgreSQL") as refusal:
        open_database("mysql://root:hunter2@localhost/shop", tmp_path)
    assert "hunter2" not in str(refusal.value)

    with pytest.raises(StoreError, match="no database URL"):
        open_database("just some words", tmp_path)


def test_a_server_that_cannot_be_reached_is_named_without_its_password(tmp_path: Path) -> None:
    url = f"postgresql://shop:hunter2@/shop?host={tmp_path}"

    with pytest.raises(StoreError, match="cannot be reached; check that the server runs") as failed:
        open_database(url, tmp_path)

    assert "hunter2" not in str(failed.value)


def test_a_missing_database_on_the_server_is_said_in_plain_words(
    postgres_server: str, tmp_path: Path
) -> None:
    url = postgres_server.replace("/postgres?", "/nowhere?")

    with pytest.raises(StoreError, match=r"database name in storage\.database"):
        open_database(url, tmp_path)


def test_tables_of_somebody_else_are_never_written_to(
    database_url: str | None, tmp_path: Path
) -> None:
    database = open_database(database_url, tmp_path)
    with database.write() as connection:
        connection.execute(text("DROP TABLE cx_schema_version"))
    database.close()

    with pytest.raises(StoreError):
        open_database(database_url, tmp_path)
