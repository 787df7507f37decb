"""The vector index on real folders and against a real server."""

from __future__ import annotations

import random
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from cx_assistant.backends.chroma import ChromaIndex
from cx_assistant.backends.chroma_edge import ChromaEdge
from cx_assistant.backends.folder_seal import SEAL_NAME
from cx_assistant.backends.generations import ChromaFolders, ChromaServer
from cx_assistant.errors import (
    BackendError,
    BackendTimeoutError,
    CxError,
    EmbedderMismatchError,
    IndexDamagedError,
    InputError,
)
from cx_assistant.testing.contracts import DIMENSIONS, VectorIndexContract, unit_vectors

_WRITE_FOR_EVER = """
import sys
from pathlib import Path
from cx_assistant.backends.chroma import ChromaIndex
from cx_assistant.testing.contracts import unit_vectors
index = ChromaIndex.in_folder(Path(sys.argv[1]), embedder_id="toy", dimensions=8)
vectors = unit_vectors(4000)
for start in range(0, 4000, 50):
    index.add("alpha", [str(row) for row in range(start, start + 50)], vectors[start : start + 50])
    print(start + 50, flush=True)
"""


def open_index(folder: Path, embedder_id: str = "toy") -> ChromaIndex:
    return ChromaIndex.in_folder(folder, embedder_id=embedder_id, dimensions=DIMENSIONS)


@pytest.fixture(scope="module")
def server_port(tmp_path_factory):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("server")
    program = Path(sys.executable).with_name("chroma")
    command = [program, "run", "--path", folder, "--host", "127.0.0.1", "--port", str(port)]
    # Nobody reads its log; into a pipe it would write until that is full, and then hang.
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            # Retries wait 0.5 s, 1 s, 2 s …; the server needs about half a second to listen.
            with httpx.Client(transport=httpx.HTTPTransport(retries=6), timeout=30) as client:
                client.get(f"http://127.0.0.1:{port}/api/v2/heartbeat").raise_for_status()
            yield port
        finally:
            server.terminate()


class TestChromaInAFolder(VectorIndexContract):
    @pytest.fixture
    def vector_index(self, tmp_path):
        index = open_index(tmp_path / "vectors")
        yield index
        index.close()


class TestChromaOnAServer(VectorIndexContract):
    @pytest.fixture
    def vector_index(self, server_port):
        place = ChromaServer("127.0.0.1", server_port, "toy", DIMENSIONS, namespace="contract")
        place.discard(1)
        index = place.open(1)
        yield index
        index.close()


@pytest.fixture(scope="module")
def sound_folder(tmp_path_factory):
    """A closed folder large enough that Chroma has written its graph files."""
    folder = tmp_path_factory.mktemp("sound")
    index = open_index(folder)
    index.add("alpha", [str(row) for row in range(2500)], unit_vectors(2500))
    index.close()
    return folder


@pytest.fixture
def folder(sound_folder, tmp_path):
    return shutil.copytree(sound_folder, tmp_path / "copy")


def test_vectors_are_still_there_after_reopening(folder):
    index = open_index(folder)

    assert index.query("alpha", unit_vectors(2500)[77], limit=1)[0].id == "77"
    assert len(index.ids("alpha")) == 2500
    index.close()


def test_another_embedder_is_refused_with_the_fix(folder):
    with pytest.raises(EmbedderMismatchError, match=r"'toy'.*'other'.*\[storage\]"):
        open_index(folder, "other")
    open_index(folder).close()


def test_vectors_of_another_length_are_refused(folder):
    index = open_index(folder)

    with pytest.raises(EmbedderMismatchError, match="8 dimensions"):
        index.add("alpha", ["x"], unit_vectors(1, dimensions=5))
    index.close()


@pytest.mark.parametrize("seed", range(3))
def test_a_damaged_file_is_noticed_before_chroma_reads_it(folder, seed):
    chance = random.Random(seed)
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        sound = path.read_bytes()
        damaged = bytearray(sound)
        damaged[chance.randrange(len(sound))] ^= 1 << chance.randrange(8)
        for content in (bytes(damaged), sound[: chance.randrange(len(sound))]):
            path.write_bytes(content)
            with pytest.raises(IndexDamagedError):
                open_index(folder)
        path.write_bytes(sound)
    open_index(folder).close()


def test_a_lost_file_is_noticed(folder):
    next(folder.rglob("data_level0.bin")).unlink()

    with pytest.raises(IndexDamagedError, match=r"data_level0\.bin"):
        open_index(folder)


def test_damage_that_would_end_the_process_is_found_by_another_one(folder):
    # Without its seal the folder looks like one that was left behind by a crash.
    (folder / SEAL_NAME).unlink()
    graph = next(folder.rglob("data_level0.bin"))
    graph.write_bytes(b"\xff" * graph.stat().st_size)

    with pytest.raises(IndexDamagedError, match="not closed properly"):
        open_index(folder)


def test_a_sound_folder_opens_after_a_crash(folder):
    (folder / SEAL_NAME).unlink()

    index = open_index(folder)

    assert index.query("alpha", unit_vectors(2500)[5], limit=1)[0].id == "5"
    index.close()


def test_a_killed_writer_leaves_a_readable_or_a_plainly_damaged_folder(tmp_path):
    command = [sys.executable, "-c", _WRITE_FOR_EVER, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        confirmed = 0
        for line in writer.stdout:
            confirmed = int(line)
            if confirmed == 2050:
                writer.send_signal(signal.SIGKILL)
                break
    try:
        index = open_index(tmp_path)
    except IndexDamagedError:
        return
    assert len(index.ids("alpha")) >= confirmed
    index.close()


def test_a_closed_index_says_so(tmp_path):
    index = open_index(tmp_path)
    index.close()

    with pytest.raises(BackendError, match="closed"):
        index.query("alpha", unit_vectors(1)[0], limit=1)


def test_a_name_that_chroma_would_refuse_is_refused_in_plain_words(tmp_path):
    index = open_index(tmp_path)

    with pytest.raises(InputError, match="cannot name a partition"):
        index.add("No Such/Name", ["x"], unit_vectors(1))
    index.close()


def test_a_full_disk_is_not_taken_for_damage():
    from chromadb.errors import InternalError

    edge = ChromaEdge("the index", embedded=True)
    with pytest.raises(CxError) as caught, edge:
        raise InternalError("error returned from database: (code: 13) database or disk is full")

    assert not isinstance(caught.value, IndexDamagedError)
    assert "free or unlock the disk" in str(caught.value)


def test_a_panic_in_the_core_is_damage_and_other_interrupts_pass_through():
    panic = type("PanicException", (BaseException,), {})
    with pytest.raises(IndexDamagedError), ChromaEdge("the index", embedded=True):
        raise panic("index out of bounds")
    with pytest.raises(KeyboardInterrupt), ChromaEdge("the index", embedded=True):
        raise KeyboardInterrupt


def test_builds_live_in_folders_of_their_own(tmp_path):
    place = ChromaFolders(tmp_path, "toy", DIMENSIONS)
    first, second = place.open(1), place.open(2)
    first.add("alpha", ["a"], unit_vectors(1))

    assert second.partitions() == []
    first.close()
    second.close()
    place.discard(1)
    assert not (tmp_path / "chroma-1").exists()
    assert (tmp_path / "chroma-2").exists()


def test_builds_on_a_server_leave_each_other_alone(server_port):
    one = ChromaServer("127.0.0.1", server_port, "toy", DIMENSIONS, namespace="one")
    two = ChromaServer("127.0.0.1", server_port, "toy", DIMENSIONS, namespace="two")
    mine, theirs = one.open(1), two.open(1)
    mine.add("alpha", ["a"], unit_vectors(1))
    theirs.add("alpha", ["b"], unit_vectors(1))

    one.discard(1)

    assert mine.partitions() == []
    assert theirs.ids("alpha") == {"b"}


def test_a_server_that_is_not_there_is_named_with_the_fix():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    with pytest.raises(BackendError, match=f"127.0.0.1:{port}.*chroma run"):
        ChromaServer("127.0.0.1", port, "toy", DIMENSIONS).open(1)


def test_a_server_that_never_answers_is_given_up_on():
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        port = silent.getsockname()[1]
        place = ChromaServer("127.0.0.1", port, "toy", DIMENSIONS, timeout_seconds=0.2)

        with pytest.raises(BackendTimeoutError, match="did not answer in time"):
            place.open(1)
