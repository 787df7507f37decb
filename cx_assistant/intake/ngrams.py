"""Pieces of words as a vector: what an embedding of English misses in other languages and typos."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

NGRAM_COLUMNS = 2048
_LENGTHS = (3, 4, 5)
_MAX_CHARACTERS = 400
_WORD = re.compile(r"[^\W\d_]{2,}")


def ngram_vectors(texts: Sequence[str]) -> Floats:
    """One unit row per text; a column says that a hash of some word piece occurs."""
    import numpy as np

    rows = np.zeros((len(texts), NGRAM_COLUMNS), dtype=np.float32)
    for row, text in zip(rows, texts, strict=True):
        columns = sorted({_column(piece) for piece in _pieces(text)})
        if columns:
            row[columns] = 1.0 / np.sqrt(len(columns))
    return rows


def _pieces(text: str) -> Iterator[str]:
    """Whole words and their pieces, with marks where a word starts and ends."""
    for found in _WORD.finditer(text[:_MAX_CHARACTERS].lower()):
        word = f"<{found.group()}>"
        yield word
        for length in _LENGTHS:
            yield from (word[n : n + length] for n in range(len(word) - length + 1))


def _column(piece: str) -> int:
    return zlib.crc32(piece.encode()) % NGRAM_COLUMNS
