"""Where the data of several shops lies when they share a database."""

from __future__ import annotations

from pathlib import Path

from cx_assistant.store.database import open_database
from tests.two_shops import SHOPS


def test_shops_on_one_postgresql_database_have_schemas_of_their_own(
    postgres_url: str, tmp_path: Path
) -> None:
    opened = [open_database(postgres_url, tmp_path, shop=shop) for shop in SHOPS]
    try:
        for database, shop in zip(opened, SHOPS, strict=True):
            with database.write() as connection:
                connection.exec_driver_sql(
                    "INSERT INTO cx_customers (id, email, document)"
                    f" VALUES ('C-1', '{shop}@example.com', '{{}}')"
                )
        for database, shop in zip(opened, SHOPS, strict=True):
            with database.read() as connection:
                found = connection.exec_driver_sql("SELECT email FROM cx_customers").scalars()
                assert list(found) == [f"{shop}@example.com"]
    finally:
        for database in opened:
            database.close()


def test_shops_on_one_sqlite_url_have_files_of_their_own(tmp_path: Path) -> None:
    for shop in SHOPS:
        open_database(f"sqlite:///{tmp_path / 'all.db'}", tmp_path, shop=shop).close()

    assert sorted(file.name for file in tmp_path.glob("*.db")) == ["all-fjell.db", "all-strand.db"]
