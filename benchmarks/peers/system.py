"""What every compared system can do, and which there are."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from cx_assistant.evaluation.beir import Document
from cx_assistant.models import Message

# What each half of a hybrid gives into the fusion.
CANDIDATES = 40


class System(Protocol):
    """A search over documents."""

    def index(self, documents: Sequence[Document]) -> int:
        """Make the documents searchable; says in how many passages."""

    def search(self, question: str, history: Sequence[Message], passages: int) -> list[str]:
        """The documents of the best passages, best first; each stands where its best does."""

    def close(self) -> None:
        """Let go of files."""


@dataclass(frozen=True)
class Entry:
    """A system by name; `source` is its `module:class` in this folder."""

    name: str
    label: str
    source: str
    needs: Mapping[str, str] = field(default_factory=dict)  # module → distribution
    reads_history: bool = False

    def missing(self) -> list[str]:
        """The distributions it needs that are not installed."""
        return [
            package
            for module, package in self.needs.items()
            if importlib.util.find_spec(module) is None
        ]

    def build(self) -> System:
        """The system itself, with everything imported."""
        module, _, name = self.source.partition(":")
        built: System = getattr(importlib.import_module(f"{__package__}.{module}"), name)()
        return built


_HAYSTACK = {"haystack": "haystack-ai"}
_LLAMA_INDEX = {"llama_index": "llama-index-core"}
_LANGCHAIN = {
    "langchain_chroma": "langchain-chroma",
    "langchain_text_splitters": "langchain-text-splitters",
}

OURS = "ours"
SYSTEMS = (
    Entry(OURS, "ours", "production:Production", reads_history=True),
    Entry("words", "ours, no embedder", "production:WordsOnly", reads_history=True),
    Entry("bm25", "BM25 (tantivy)", "halves:PlainWords"),
    Entry("dense", "dense", "halves:PlainMeaning"),
    Entry("rrf", "RRF of these two", "halves:PlainFusion"),
    Entry("langchain", "LangChain + Chroma", "langchain_chain:LangChainChain", _LANGCHAIN),
    Entry("llamaindex", "LlamaIndex", "llama_index_chain:LlamaIndexChain", _LLAMA_INDEX),
    Entry("haystack_bm25", "Haystack BM25", "haystack_chains:HaystackWords", _HAYSTACK),
    Entry("haystack_dense", "Haystack dense", "haystack_chains:HaystackMeaning", _HAYSTACK),
    Entry("haystack_rrf", "Haystack hybrid", "haystack_chains:HaystackFusion", _HAYSTACK),
)


def distinct(ids: Iterable[str]) -> list[str]:
    """Each id where it first stands."""
    return list(dict.fromkeys(ids))


def full_text(document: Document) -> str:
    """What a framework is given to read: the title is the first line."""
    return f"{document.title}\n\n{document.text}" if document.title else document.text
