"""Small deterministic stand-ins for slow or remote parts."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from cx_assistant.protocols import Vectors

_WORD = re.compile(r"\w+")


class HashEmbedder:
    """An `Embedder` without a model: texts that share words and word pairs are similar.

    The same text has the same vector in every process and on every machine. `embedded` counts
    the texts so far, which shows whether something was embedded in vain.
    """

    def __init__(self, *, dimensions: int = 64, name: str = "hash") -> None:
        self._dimensions = dimensions
        self._name = name
        self.embedded = 0

    @property
    def id(self) -> str:
        """Names this fake and the length of its vectors."""
        return f"{self._name}-{self._dimensions}"

    @property
    def dimensions(self) -> int:
        """Length of every vector."""
        return self._dimensions

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row per text, in order, L2 norm 1."""
        self.embedded += len(texts)
        if not texts:
            return np.zeros((0, self._dimensions), dtype=np.float32)
        return np.stack([self.embed_query(text) for text in texts])

    def embed_query(self, text: str) -> Vectors:
        """The vector of one text, L2 norm 1."""
        counts = np.zeros(self._dimensions, dtype=np.float32)
        for feature in _features(text):
            place, sign = _bucket(f"{self._name} {feature}", self._dimensions)
            counts[place] += sign
        if not counts.any():
            counts[0] = 1.0  # a text without words still needs a direction
        unit: Vectors = counts / np.linalg.norm(counts)
        return unit


def _features(text: str) -> Iterator[str]:
    words = _WORD.findall(text.lower())
    yield from words
    yield from (f"{first} {second}" for first, second in pairwise(words))


def _bucket(feature: str, dimensions: int) -> tuple[int, int]:
    digest = hashlib.blake2b(feature.encode(), digest_size=8).digest()
    number = int.from_bytes(digest, "big")
    return (number >> 1) % dimensions, 1 if number & 1 else -1
