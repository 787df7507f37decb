"""Where the successive builds of the indexes live: numbered folders, or names on a server."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from cx_assistant.backends.chroma import ChromaIndex
from cx_assistant.backends.tantivy_index import TantivyIndex


@dataclass(frozen=True)
class ChromaFolders:
    """Embedded Chroma in `chroma-1`, `chroma-2` … below a folder."""

    root: Path
    embedder_id: str
    dimensions: int

    def open(self, generation: int) -> ChromaIndex:
        """This build, empty if it is new; raises `IndexDamagedError`."""
        folder = self.root / f"chroma-{generation}"
        return ChromaIndex.in_folder(
            folder, embedder_id=self.embedder_id, dimensions=self.dimensions
        )

    def discard(self, generation: int) -> None:
        """Remove this build, whatever state it is in."""
        shutil.rmtree(self.root / f"chroma-{generation}", ignore_errors=True)


@dataclass(frozen=True)
class ChromaServer:
    """A Chroma server; the builds of one shop differ in the names of their collections."""

    host: str
    port: int
    embedder_id: str
    dimensions: int
    namespace: str = ""
    timeout_seconds: float = 30.0

    def open(self, generation: int) -> ChromaIndex:
        """This build, empty if it is new."""
        index = self._connect(generation)
        index.check_embedder()
        return index

    def discard(self, generation: int) -> None:
        """Remove the collections of this build, whichever embedder they are from."""
        index = self._connect(generation)
        index.clear()
        index.close()

    def _connect(self, generation: int) -> ChromaIndex:
        return ChromaIndex.on_server(
            self.host,
            self.port,
            embedder_id=self.embedder_id,
            dimensions=self.dimensions,
            namespace=f"{self.namespace}g{generation}",
            timeout_seconds=self.timeout_seconds,
        )


@dataclass(frozen=True)
class TantivyFolders:
    """tantivy in `tantivy-1`, `tantivy-2` … below a folder."""

    root: Path

    def open(self, generation: int) -> TantivyIndex:
        """This build, empty if it is new; raises `IndexDamagedError`."""
        return TantivyIndex(self.root / f"tantivy-{generation}")

    def discard(self, generation: int) -> None:
        """Remove this build, whatever state it is in."""
        shutil.rmtree(self.root / f"tantivy-{generation}", ignore_errors=True)
