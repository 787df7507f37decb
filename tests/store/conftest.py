from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from cx_assistant.store.database import Database, open_database

from . import postgres

_NUMBERS = itertools.count()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    bin_folder, user = postgres.programs(), postgres.account()
    if bin_folder is None or user is None:
        pytest.skip("PostgreSQL (initdb, pg_ctl) is not installed, so its contract is not run")
    with postgres.running_server(bin_folder, user) as url:
        yield url


@pytest.fixture
def postgres_url(postgres_server: str) -> str:
    """An empty schema of its own for each test."""
    name = f"test_{next(_NUMBERS)}"
    engine = create_engine(make_url(postgres_server).set(drivername="postgresql+psycopg"))
    with engine.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {name}"))
    engine.dispose()
    return f"{postgres_server}&options=-csearch_path%3D{name}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str | None:
    if request.param == "sqlite":
        return None
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture
def database(database_url: str | None, tmp_path: Path) -> Iterator[Database]:
    opened = open_database(database_url, tmp_path / "data")
    yield opened
    opened.close()
