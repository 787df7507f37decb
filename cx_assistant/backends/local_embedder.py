"""The shipped embedder: all-MiniLM-L6-v2 in int8 on onnxruntime, with no key and no download."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cx_assistant.errors import BackendError, ModelFileError

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

Vectors = NDArray[np.float32]

MODEL_FOLDER = Path(__file__).parent / "models" / "all-minilm-l6-v2-int8"
MODEL_FILE, TOKENIZER_FILE, CHECKSUM_FILE = "model.onnx", "tokenizer.json", "SHA256SUMS"

# The tokenizer stops at 256 tokens but reads everything first: 7 s for 5 MB. Real text fills the
# window within 2,000 characters, so this cuts nothing but padding and runs of spaces.
LIMIT_CHARACTERS = 10_000
MOST_THREADS = 8


class LocalEmbedder:
    """Unit vectors of texts: one text, one vector, whatever it is embedded together with.

    Every text is run alone: int8 scales are taken over all that is run together, so in a batch the
    neighbours would move its vector (docs/decisions/0004). `threads` texts run at a time.

    Only the first 256 tokens of a text count. An empty text has a valid vector, close to nothing
    in particular. Constructing costs nothing; the first `embed` loads the model. Thread-safe.
    """

    def __init__(self, *, threads: int | None = None, folder: Path = MODEL_FOLDER) -> None:
        self._threads = threads or min(_available_cores(), MOST_THREADS)
        self._folder = folder
        self._loading = threading.Lock()
        self._model: _Model | None = None

    @cached_property
    def id(self) -> str:
        """Names the model and its exact files; vectors of different ids never mix."""
        checksums = _read(self._folder / CHECKSUM_FILE)
        return f"{self._folder.name}:{hashlib.sha256(checksums).hexdigest()[:12]}"

    @property
    def dimensions(self) -> int:
        """Length of every vector."""
        return 384

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row per text, in order: shape (len(texts), 384), float32, L2 norm 1.

        Raises `ModelFileError` if the shipped files are missing or damaged.
        """
        vectors = np.empty((len(texts), self.dimensions), dtype=np.float32)
        if not texts:
            return vectors
        model = self._loaded()
        # Longest first, so that no thread is left alone with a long text at the end.
        order = sorted(range(len(texts)), key=lambda row: -len(texts[row]))

        def fill(row: int) -> None:
            vectors[row] = model.vector(texts[row])

        if self._threads == 1 or len(texts) == 1:
            for row in order:
                fill(row)
            return vectors
        with ThreadPoolExecutor(min(self._threads, len(texts))) as pool:
            for _ in pool.map(fill, order):
                pass  # walking the results raises what a worker raised
        return vectors

    def embed_query(self, text: str) -> Vectors:
        """The vector of a question: shape (384,), float32, L2 norm 1."""
        row: Vectors = self.embed([text])[0]
        return row

    def _loaded(self) -> _Model:
        with self._loading:
            if self._model is None:
                self._model = _load(self._folder)
            return self._model


class _Model:
    """A loaded session with its tokenizer."""

    def __init__(self, session: InferenceSession, tokenizer: Tokenizer) -> None:
        self._session = session
        self._tokenizer = tokenizer

    def vector(self, text: str) -> Vectors:
        # A lone surrogate, as broken mail clients produce, is not text to the tokenizer.
        readable = text[:LIMIT_CHARACTERS].encode("utf-8", "replace").decode("utf-8")
        ids = np.array([self._tokenizer.encode(readable).ids], dtype=np.int64)
        feeds = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
        row: Vectors = self._session.run(None, feeds)[0][0]
        return row


def _load(folder: Path) -> _Model:
    content = _verified_files(folder)
    return _Model(_open_session(content[MODEL_FILE]), _open_tokenizer(content[TOKENIZER_FILE]))


def _verified_files(folder: Path) -> dict[str, bytes]:
    """The content of every file in the checksum list; the bytes checked are the bytes used."""
    content: dict[str, bytes] = {}
    for line in _read(folder / CHECKSUM_FILE).decode("ascii", "replace").splitlines():
        expected, _, name = line.partition("  ")
        content[name] = _read(folder / name)
        if hashlib.sha256(content[name]).hexdigest() != expected:
            raise ModelFileError(
                f"{folder / name} is damaged (its checksum differs from {CHECKSUM_FILE}); "
                "reinstall cx-assistant"
            )
    if missing := {MODEL_FILE, TOKENIZER_FILE} - content.keys():
        raise ModelFileError(
            f"{folder / CHECKSUM_FILE} does not list {', '.join(sorted(missing))}; "
            "reinstall cx-assistant"
        )
    return content


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ModelFileError(
            f"{path} cannot be read ({error.strerror}); reinstall cx-assistant"
        ) from error


def _open_session(model: bytes) -> InferenceSession:
    import onnxruntime
    from onnxruntime.capi import onnxruntime_pybind11_state as vendor

    options = onnxruntime.SessionOptions()
    # Texts run side by side, one core each: faster than two cores on one text, and equal results.
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.use_deterministic_compute = True
    options.log_severity_level = 3  # errors only
    try:
        return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    except (
        vendor.Fail,
        vendor.InvalidGraph,
        vendor.InvalidProtobuf,
        vendor.NotImplemented,
    ) as error:
        raise BackendError(
            f"onnxruntime {onnxruntime.__version__} cannot run the shipped embedder; upgrade it"
        ) from error


def _open_tokenizer(content: bytes) -> Tokenizer:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_str(content.decode("utf-8"))
    # "[SEP]" in a customer's text is five characters, not a token of the model.
    tokenizer.encode_special_tokens = True
    return tokenizer


def _available_cores() -> int:
    if hasattr(os, "sched_getaffinity"):  # absent on macOS and Windows
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
