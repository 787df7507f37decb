"""Compares the derived indexes with the store, for `cx-assistant doctor`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from cx_assistant.errors import BackendError
from cx_assistant.knowledge_base.index import DerivedIndexes
from cx_assistant.models import Model
from cx_assistant.protocols import VectorIndex

REINDEX = "run `cx-assistant reindex`"
_SAMPLE = 200


class Finding(Model):
    """One thing that was looked at, and what to do if it is not as it should be."""

    subject: Literal["vector index", "word index", "outbox"]
    sound: bool
    message: str
    fix: str = Field(default="", description="empty when sound")


def check_indexes(indexes: DerivedIndexes, *, sample: int = _SAMPLE) -> list[Finding]:
    """What a full comparison finds; at most `sample` vectors a partition are searched for."""
    return [_outbox(indexes), *_vectors(indexes, sample), _words(indexes)]


def _outbox(indexes: DerivedIndexes) -> Finding:
    waiting = indexes.outbox.count()
    return Finding(
        subject="outbox",
        sound=waiting == 0,
        message=f"{waiting} changes wait for the indexes",
        fix="run `cx-assistant ingest` or `cx-assistant reindex`" if waiting else "",
    )


def _words(indexes: DerivedIndexes) -> Finding:
    index, problem = indexes.word_side.index, indexes.word_side.problem
    if index is None:
        return _broken("word index", problem or "it is not open")
    try:
        found, wanted = index.count(), indexes.content.passage_count()
    except BackendError as error:
        return _broken("word index", str(error))
    if found != wanted:
        return _broken("word index", f"it holds {found} passages, the store {wanted}")
    return Finding(subject="word index", sound=True, message=f"{found} passages, as in the store")


def _vectors(indexes: DerivedIndexes, sample: int) -> Iterator[Finding]:
    index, problem = indexes.vector_side.index, indexes.vector_side.problem
    if index is None:
        yield _broken("vector index", problem or "it is not open")
        return
    try:
        for partition in sorted({*indexes.content.partitions(), *index.partitions()}):
            yield _partition(indexes, index, partition, sample)
    except BackendError as error:
        yield _broken("vector index", str(error))


def _partition(indexes: DerivedIndexes, index: VectorIndex, partition: str, sample: int) -> Finding:
    wanted, found = set(indexes.content.ids(partition)), index.ids(partition)
    missing, extra = wanted - found, found - wanted
    if missing or extra:
        text = f"{partition} lacks {len(missing)} and has {len(extra)} vectors too many"
        return _broken("vector index", text)
    every = max(1, len(wanted) // sample)
    lost = indexes.lost_canaries(partition, sorted(wanted)[::every])
    if lost:
        text = f"{partition}: {len(lost)} stored vectors cannot be found, e.g. {lost[0]}"
        return _broken("vector index", text)
    message = f"{partition}: {len(found)} vectors, as in the store"
    return Finding(subject="vector index", sound=True, message=message)


def _broken(subject: Literal["vector index", "word index"], message: str) -> Finding:
    return Finding(subject=subject, sound=False, message=message, fix=REINDEX)
