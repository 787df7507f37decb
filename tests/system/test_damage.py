"""Damaged files: the indexes are rebuilt from SQL, and a damaged SQL store says what to do."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cx_assistant import Assistant, Ticket
from cx_assistant.cli.doctor import _checks
from cx_assistant.errors import StoreError
from cx_assistant.knowledge_base.index_health import check_indexes
from cx_assistant.protocols import Embedder
from cx_assistant.settings import load_settings, with_data
from cx_assistant.settings.build import parts_of
from cx_assistant.settings.workspace import Workspace

from .conftest import CONFIG, opened, told

if TYPE_CHECKING:
    from cx_assistant.protocols import Vectors

TICKETS = ("delivery-time-to-ireland", "the-blue-jacket", "geld-zurueck")


class Counting:
    """Another embedder, and how many texts of an ingest it was given."""

    def __init__(self, inner: Embedder) -> None:
        self._inner = inner
        self.id, self.dimensions = inner.id, inner.dimensions
        self.texts = 0

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.texts += len(texts)
        return self._inner.embed(texts)

    def embed_query(self, text: str) -> Vectors:
        return self._inner.embed_query(text)


def largest(folder: Path) -> Path:
    return max((f for f in folder.rglob("*") if f.is_file()), key=lambda f: f.stat().st_size)


def flip_a_bit(folder: Path) -> None:
    path = largest(folder)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0b100
    path.write_bytes(content)


def flip_a_bit_everywhere(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file() and path.stat().st_size:
            content = bytearray(path.read_bytes())
            content[len(content) // 3] ^= 0b1
            path.write_bytes(content)


def cut_in_half(folder: Path) -> None:
    path = largest(folder)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def empty_the_largest(folder: Path) -> None:
    largest(folder).write_bytes(b"")


def delete_the_largest(folder: Path) -> None:
    largest(folder).unlink()


def delete_all_files(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            path.unlink()


def delete_the_folder(folder: Path) -> None:
    shutil.rmtree(folder)


def damage_without_a_seal(folder: Path) -> None:
    """As after a crash: nothing vouches for the files, and one of them is junk."""
    (folder / "cx-seal.json").unlink()
    largest(folder).write_bytes(b"junk" * 1000)


DAMAGE = [
    flip_a_bit,
    flip_a_bit_everywhere,
    cut_in_half,
    empty_the_largest,
    delete_the_largest,
    delete_all_files,
    delete_the_folder,
    damage_without_a_seal,
]


def build_of(data: Path, name: str) -> Path:
    (build,) = data.glob(f"{name}-*")
    return build


@pytest.mark.parametrize("damage", DAMAGE, ids=lambda damage: damage.__name__)
@pytest.mark.parametrize("name", ["chroma", "tantivy"])
def test_a_damaged_index_is_rebuilt_without_embedding_and_answers_as_before(
    data: Path,
    assistant: Assistant,
    sample_ticket: Callable[[str], Ticket],
    name: str,
    damage: Callable[[Path], None],
) -> None:
    damage(build_of(data, name))

    workspace = Workspace(with_data(load_settings(CONFIG, environment={}), data))
    counting = Counting(workspace.local_embedder)
    workspace.__dict__["embedder"] = counting
    with Assistant(parts_of(workspace)) as mended:
        indexes = workspace.indexes
        indexes.wait_for_rebuild()
        texts_to_open = counting.texts
        sound = [finding.sound for finding in check_indexes(indexes)]
        for ticket in map(sample_ticket, TICKETS):
            assert told(mended.answer(ticket)) == told(assistant.answer(ticket))

    assert texts_to_open == 0
    assert sound
    assert all(sound)
    assert len(list(data.glob(f"{name}-*"))) == 1


def test_both_indexes_can_be_lost_at_once(
    data: Path, assistant: Assistant, sample_ticket: Callable[[str], Ticket]
) -> None:
    delete_the_folder(build_of(data, "chroma"))
    delete_the_folder(build_of(data, "tantivy"))

    with opened(data) as mended:
        for ticket in map(sample_ticket, TICKETS):
            assert told(mended.answer(ticket)) == told(assistant.answer(ticket))


@pytest.mark.parametrize("name", ["chroma", "tantivy"])
def test_files_that_go_bad_under_a_running_assistant_break_no_answer(
    data: Path, sample_ticket: Callable[[str], Ticket], name: str
) -> None:
    with opened(data) as running:
        flip_a_bit_everywhere(build_of(data, name))
        outcomes = [running.answer(sample_ticket(each)).outcome for each in TICKETS]
        delete_all_files(build_of(data, name))
        outcomes += [running.answer(sample_ticket(each)).outcome for each in TICKETS]

    assert outcomes == ["reply"] * 6
    checks = list(_checks(with_data(load_settings(CONFIG, environment={}), data)))
    assert all(check.sound for check in checks), checks


def not_a_database(database: Path) -> None:
    database.write_bytes(b"this was never SQLite" * 500)


def lose_the_second_half(database: Path) -> None:
    database.write_bytes(database.read_bytes()[: database.stat().st_size // 2 // 4096 * 4096])


def lose_the_schema(database: Path) -> None:
    content = database.read_bytes()
    database.write_bytes(content[:100] + bytes(4096 - 100) + content[4096:])


@pytest.mark.parametrize(
    "damage",
    [not_a_database, lose_the_second_half, lose_the_schema],
    ids=lambda damage: damage.__name__,
)
def test_a_damaged_store_is_an_error_that_names_the_file_and_the_way_out(
    data: Path, sample_ticket: Callable[[str], Ticket], damage: Callable[[Path], None]
) -> None:
    damage(data / "cx.db")

    with pytest.raises(StoreError) as raised, opened(data) as assistant:
        for each in TICKETS:
            assistant.answer(sample_ticket(each))

    message = str(raised.value)
    assert "cx.db" in message
    assert "backup" in message or "ingest again" in message
    assert "\n" not in message


def test_the_doctor_sees_damage_deep_in_the_store(data: Path) -> None:
    database = data / "cx.db"
    content = bytearray(database.read_bytes())
    pages = len(content) // 4096
    for page in range(pages // 2, pages, 3):  # those before hold what opening needs
        content[page * 4096 : page * 4096 + 16] = b"\xff" * 16
    database.write_bytes(content)

    checks = list(_checks(with_data(load_settings(CONFIG, environment={}), data)))

    (store,) = [check for check in checks if check.subject == "store"]
    assert not store.sound
    assert "backup" in store.fix
