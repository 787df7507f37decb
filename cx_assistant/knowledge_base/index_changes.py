"""Moves what the store holds into an index: single changes, or everything."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from cx_assistant.knowledge_base.index_content import IndexContent
from cx_assistant.protocols import LexicalIndex, VectorIndex
from cx_assistant.store.outbox import OutboxEntry

BATCH = 1000

Advance = Callable[[int], None]


def apply_to_vectors(
    entries: Sequence[OutboxEntry], content: IndexContent, index: VectorIndex
) -> None:
    """Bring the items of these entries up to date; doing it twice does no harm."""
    for partition, changed, wanted in _by_partition(entries):
        present, matrix = content.vectors(partition, wanted)
        index.remove(partition, sorted({*changed} - {*present}))
        index.add(partition, present, matrix)


def apply_to_words(
    entries: Sequence[OutboxEntry], content: IndexContent, index: LexicalIndex
) -> None:
    """Bring the items of these entries up to date; doing it twice does no harm."""
    for partition, changed, wanted in _by_partition(entries):
        documents = content.documents(partition, wanted)
        index.remove(partition, sorted({*changed} - {document.id for document in documents}))
        index.add(partition, documents)


def fill_vectors(content: IndexContent, index: VectorIndex, advance: Advance) -> None:
    """Add every vector there should be."""
    for partition, ids in _everything(content):
        index.add(partition, *content.vectors(partition, ids))
        advance(len(ids))


def fill_words(content: IndexContent, index: LexicalIndex, advance: Advance) -> None:
    """Add every document there should be."""
    for partition, ids in _everything(content):
        index.add(partition, content.documents(partition, ids))
        advance(len(ids))


def _by_partition(
    entries: Sequence[OutboxEntry],
) -> Iterator[tuple[str, list[str], list[str]]]:
    # Of several entries for one item the last one holds.
    last = {(entry.partition, entry.item_id): entry.action for entry in entries}
    for partition in sorted({partition for partition, _ in last}):
        changed = [item for where, item in last if where == partition]
        yield partition, changed, [item for item in changed if last[partition, item] == "add"]


def _everything(content: IndexContent) -> Iterator[tuple[str, list[str]]]:
    for partition in content.partitions():
        ids = content.ids(partition)
        for start in range(0, len(ids), BATCH):
            yield partition, ids[start : start + BATCH]
