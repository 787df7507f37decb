"""Speed of the shipped embedder, beside what one would write first, on the same texts in one run.

    python -m benchmarks.embedding [TEXTS] [--fp32 FILE] [--limit N] [--threads N]

TEXTS is a text file, a JSONL file with a `text` field (plain or .gz), or a folder of them; without
it the sample shop's articles are used. FILE is what `tools/export_embedder.py --fp32 FILE` wrote:
the same graph before quantisation. It is run by the shipped code, and in padded batches of 32 with
all threads on each, as is usual.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from cx_assistant.backends.local_embedder import MODEL_FOLDER, LocalEmbedder

Vectors = NDArray[np.float32]
Embed = Callable[[list[str]], Vectors]

SAMPLE_SHOP = Path(__file__).parents[1] / "knowledge" / "articles"
PASSAGE_WORDS = 200
BATCH = 32
ROUNDS = 2
QUESTION = "How long do I have to send back a pair of boots?"


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

    def _batch(self, texts: list[str]) -> Vectors:
        encoded = self._tokenizer.encode_batch(texts)
        feeds = {
            "input_ids": np.array([e.ids for e in encoded], dtype=np.int64),
            "attention_mask": np.array([e.attention_mask for e in encoded], dtype=np.int64),
        }
        rows: Vectors = self._session.run(None, feeds)[0]
        return rows

    def sorted_by_length(self, texts: list[str]) -> Vectors:
        """The same with less padding, as a careful caller would do it."""
        order = sorted(range(len(texts)), key=lambda row: len(texts[row]))
        rows = self.embed([texts[row] for row in order])
        return rows[np.argsort(order)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("texts", type=Path, nargs="?", default=SAMPLE_SHOP)
    parser.add_argument("--fp32", type=Path, help="the unquantised ONNX file")
    parser.add_argument("--limit", type=int, default=500, help="at most so many passages")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    texts = passages_under(options.texts, limit=options.limit)
    shipped = LocalEmbedder(threads=options.threads)
    report_start_and_questions(shipped)
    report_passages(runs_to_compare(shipped, options.fp32, threads=options.threads), texts)


def runs_to_compare(shipped: LocalEmbedder, fp32: Path | None, *, threads: int) -> dict[str, Embed]:
    batched = BatchedOnnx(MODEL_FOLDER / "model.onnx", threads=threads)
    runs: dict[str, Embed] = {"shipped": shipped.embed}
    if fp32 is None:
        print("no --fp32 file given: the unquantised model is left out")
    else:
        original = BatchedOnnx(fp32, threads=threads)
        runs["fp32, run as shipped"] = unquantised_as_shipped(fp32, threads=threads).embed
        runs["fp32, batches by length"] = original.sorted_by_length
        runs["fp32, naive batches"] = original.embed
    runs["int8, batches by length"] = batched.sorted_by_length
    runs["int8, naive batches"] = batched.embed
    return runs


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
        embedder.embed_query(QUESTION)  # loads the files before they go
    return embedder


def report_start_and_questions(embedder: LocalEmbedder) -> None:
    start = time.perf_counter()
    embedder.embed_query(QUESTION)
    first = time.perf_counter() - start
    seconds = [seconds_of(lambda: embedder.embed_query(QUESTION)) for _ in range(200)]
    print(f"first call, load and checksum included: {first * 1e3:.0f} ms")
    print(f"one short question, n=200: median {statistics.median(seconds) * 1e3:.1f} ms")


def report_passages(runs: dict[str, Embed], texts: list[str]) -> None:
    """Best of interleaved rounds, so that other load on the machine hits all alike.

    Processor time is shown too: on a busy machine it is the steadier figure, though it counts the
    spinning of idle threads against the batches.
    """
    wall = dict.fromkeys(runs, float("inf"))
    processor = dict.fromkeys(runs, float("inf"))
    vectors: dict[str, Vectors] = {}
    for _ in range(ROUNDS):
        for name, embed in runs.items():
            start, start_processor = time.perf_counter(), time.process_time()
            vectors[name] = embed(texts)
            wall[name] = min(wall[name], time.perf_counter() - start)
            processor[name] = min(processor[name], time.process_time() - start_processor)
    print(
        f"\n{f'{len(texts)} passages':26}texts/s   ratio  CPU ms/text   ratio  cosine mean, least"
    )
    for name in runs:
        cosines = (vectors[name] * vectors["shipped"]).sum(axis=1)
        slower, dearer = wall[name] / wall["shipped"], processor[name] / processor["shipped"]
        print(
            f"{name:26}{len(texts) / wall[name]:7.1f}{slower:8.2f}"
            f"{processor[name] / len(texts) * 1e3:13.1f}{dearer:8.2f}"
            f"  {cosines.mean():11.4f}, {cosines.min():.4f}"
        )
    print("ratio: time taken, as a multiple of shipped; cosine: to the shipped vectors")


def passages_under(path: Path, *, limit: int) -> list[str]:
    """A fixed random choice of passages of at most 200 words."""
    files = sorted(path.rglob("*")) if path.is_dir() else [path]
    passages = [part for file in files for text in texts_in(file) for part in parts_of(text)]
    random.Random(0).shuffle(passages)
    return passages[:limit]


def texts_in(file: Path) -> Iterator[str]:
    name = file.name.removesuffix(".gz")
    if not name.endswith((".md", ".txt", ".html", ".csv", ".jsonl")):
        return
    content = gzip.decompress(file.read_bytes()) if name != file.name else file.read_bytes()
    text = content.decode("utf-8", "replace")
    if not name.endswith(".jsonl"):
        yield text
        return
    for line in text.splitlines():
        if line.strip() and "text" in (row := json.loads(line)):
            yield row["text"]


def parts_of(text: str) -> Iterator[str]:
    words = text.split()
    for start in range(0, len(words), PASSAGE_WORDS):
        yield " ".join(words[start : start + PASSAGE_WORDS])


def seconds_of(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
