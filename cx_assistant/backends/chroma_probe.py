"""`python -m cx_assistant.backends.chroma_probe FOLDER`: exit status 0 if the folder is sound.

Runs in a process of its own because reading a damaged folder can end the process.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import numpy as np

from cx_assistant.backends.chroma_open import settings

if TYPE_CHECKING:
    from chromadb import Collection

_BATCH = 1000
_QUERIES = 50


def read_everything(folder: str) -> bool:
    """True if every vector of every collection can be read, and sampled ones can be found."""
    import chromadb

    client = chromadb.PersistentClient(folder, settings=settings())
    return all(_finds_its_own(collection) for collection in client.list_collections())


def _finds_its_own(collection: Collection) -> bool:
    size = collection.count()
    step = max(1, size // _QUERIES)
    read = 0
    while page := collection.get(include=["embeddings"], limit=_BATCH, offset=read):
        vectors = page["embeddings"]
        if vectors is None or len(vectors) == 0:
            break
        read += len(vectors)
        for vector in np.asarray(vectors, dtype=np.float32)[::step]:
            found = collection.query(
                query_embeddings=vector[None, :], n_results=1, include=["distances"]
            )
            distances = found["distances"]
            if not distances or not distances[0] or not distances[0][0] < 0.01:
                return False
    return read == size


if __name__ == "__main__":
    sys.exit(0 if read_everything(sys.argv[1]) else 1)
