"""Removes everything that is kept about one customer, and proves it in the raw files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import TYPE_CHECKING

from pydantic import AwareDatetime, Field

from cx_assistant.errors import InputError
from cx_assistant.models import Model
from cx_assistant.privacy.files import rows_about, without_rows
from cx_assistant.privacy.places import indexed, nothing_kept, privacy_files, subject_of
from cx_assistant.privacy.rebuilding import rebuild_vectors_afresh
from cx_assistant.privacy.scanning import RawScan, scan_folder
from cx_assistant.privacy.subject import Subject

if TYPE_CHECKING:
    from datetime import datetime

    from cx_assistant.settings.workspace import Workspace

_UNDER_WAY = "erasing"  # in the store until the proof is done, so that a stop can be taken up


class Removed(Model):
    """What went from one place."""

    place: str
    count: int


class ErasureReceipt(Model):
    """What was removed where. It names the customer by id only."""

    customer_id: str
    shop: str = ""
    erased_at: AwareDatetime
    is_rehearsal: bool = False
    removed: tuple[Removed, ...] = ()
    scan: RawScan = Field(default=RawScan(), description="of the data folder, afterwards")
    left: tuple[str, ...] = Field(default=(), description="files that still hold a text of theirs")
    shared: int = Field(
        default=0, description="texts that stay because others' data or an article holds them, too"
    )
    warnings: tuple[str, ...] = ()

    @property
    def is_complete(self) -> bool:
        """True if the scan found nothing of theirs any more."""
        return not self.left


def rehearse_erasure(workspace: Workspace, customer_id: str, *, now: datetime) -> ErasureReceipt:
    """What an erasure would remove; removes nothing."""
    from cx_assistant.store.erasing import CustomerRows

    subject = subject_of(workspace, customer_id)
    counts = CustomerRows(workspace.database).counts(customer_id)
    numbers = CustomerRows(workspace.database).order_ids(customer_id)
    rows = rows_about(privacy_files(workspace), subject)
    counts["vector index"] = len(indexed(workspace, numbers))
    counts |= Counter(str(row.file) for row in rows)
    if not any(counts.values()) and not _under_way(workspace, customer_id):
        raise nothing_kept(customer_id)
    return ErasureReceipt(
        customer_id=customer_id,
        shop=workspace.settings.shop.key,
        erased_at=now,
        is_rehearsal=True,
        removed=_listed(counts),
        warnings=tuple(_warnings(workspace, subject)),
    )


def readmit_customer(workspace: Workspace, customer_id: str) -> None:
    """Let imports and syncs take them in again; raises `InputError` for one who was not erased."""
    from cx_assistant.store.erasing import CustomerRows

    if not CustomerRows(workspace.database).readmit(customer_id):
        message = f"customer {customer_id!r} was not erased here, so nothing of theirs is left out"
        raise InputError(f"{message}; check the id")


def erase_customer(workspace: Workspace, customer_id: str, *, now: datetime) -> ErasureReceipt:
    """Remove all of it, then search the raw files; raises `InputError` if nothing is kept.

    From then on imports and syncs leave out what files and systems still hold about them.
    Stopped at any point, the same call takes up where it was: until the proof is done, the store
    keeps what is looked for.
    """
    from cx_assistant.store.erasing import CustomerRows

    rows = CustomerRows(workspace.database)
    under_way = _under_way(workspace, customer_id)
    subject = under_way or subject_of(workspace, customer_id)
    found = rows_about(privacy_files(workspace), subject)
    counts = rows.counts(customer_id)
    if not found and not any(counts.values()) and under_way is None:
        raise nothing_kept(customer_id)
    workspace.state.set(_state_name(customer_id), subject.model_dump_json())
    in_index = indexed(workspace, rows.order_ids(customer_id))
    counts = rows.erase(customer_id)
    counts["vector index"] = len(in_index)
    counts |= {str(file): count for file, count in without_rows(found, subject).items()}
    _clear_indexes(workspace)
    workspace.state.forget(_state_name(customer_id))
    workspace.database.scrub()
    return _proven(workspace, subject, now, _listed(counts))


def _clear_indexes(workspace: Workspace) -> None:
    """Build the vector index anew: removing ids leaves them in Chroma's files.

    Removed first all the same, since even removing an id from the new one would write it there.
    """
    workspace.indexes.apply_pending()
    rebuild_vectors_afresh(workspace)


def _proven(
    workspace: Workspace, subject: Subject, now: datetime, removed: tuple[Removed, ...]
) -> ErasureReceipt:
    from cx_assistant.store.erasing import CustomerRows

    scan = scan_folder(workspace.folder, (*subject.keys, *subject.marks))
    texts = sorted({text for held in scan.found.values() for text in held})
    shared = set(CustomerRows(workspace.database).held_by_others(subject.customer_id, texts))
    left = [name for name, held in scan.found.items() if held - shared]
    return ErasureReceipt(
        customer_id=subject.customer_id,
        shop=workspace.settings.shop.key,
        erased_at=now,
        removed=removed,
        scan=scan,
        left=tuple(left),
        shared=len(shared),
        warnings=tuple(_warnings(workspace, subject)),
    )


def _warnings(workspace: Workspace, subject: Subject) -> Iterator[str]:
    """What lies outside our reach, so that nobody believes it is done."""
    settings = workspace.settings
    for name in (*settings.orders.paths, settings.orders.customers):
        path = settings.folder / name
        if name and path.is_file() and subject.is_named_in(path.read_text("utf-8", "replace")):
            yield f"{name} still holds them; imports leave them out, but correct it as well"
    for source in settings.orders.sources:
        if source.is_asked_live:
            yield f"{source.name} is asked live and tells of them for as long as it holds them"
        else:
            yield f"{source.name} may still hold them; syncs leave them out, but erase them there"
    if not workspace.database.is_sqlite:
        yield "the files of PostgreSQL and its backups were not searched; VACUUM was run"
    if settings.storage.chroma_host:
        yield "the files of the Chroma server were not searched; its collections were replaced"


def _under_way(workspace: Workspace, customer_id: str) -> Subject | None:
    text = workspace.state.get(_state_name(customer_id))
    return Subject.model_validate_json(text) if text else None


def _state_name(customer_id: str) -> str:
    return f"{_UNDER_WAY}:{sha256(customer_id.encode()).hexdigest()[:16]}"


def _listed(counts: Mapping[str, int]) -> tuple[Removed, ...]:
    return tuple(Removed(place=place, count=count) for place, count in counts.items())
