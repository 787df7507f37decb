"""Compares what lies in the ingested folders with what the store knows: what to do, undone yet."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cx_assistant.errors import InputError, ReadError
from cx_assistant.knowledge_base.source import Source
from cx_assistant.knowledge_base.web import is_url
from cx_assistant.models import IngestFailure
from cx_assistant.store.rows import KnownSource

Find = Callable[[Sequence[Path | str]], Iterable[Source | IngestFailure]]

KEPT = "the version ingested before stays"


@dataclass(frozen=True)
class Planned:
    """A source to read, and how it will stand in the store."""

    source: Source
    row: KnownSource


@dataclass
class Plan:
    """What an ingest will do."""

    to_read: list[Planned] = field(default_factory=list)
    unchanged: list[KnownSource] = field(default_factory=list)
    gone: list[KnownSource] = field(default_factory=list)
    in_the_way: list[KnownSource] = field(default_factory=list)
    failed: list[IngestFailure] = field(default_factory=list)


@dataclass
class Survey:
    """What lies in the ingested folders now, by location."""

    arguments: list[str]
    found: dict[str, Planned] = field(default_factory=dict)
    failed: list[IngestFailure] = field(default_factory=list)
    unreadable_roots: list[str] = field(default_factory=list)


def look(
    paths: Sequence[Path | str],
    known: Sequence[KnownSource],
    find: Find,
    reader: str,
    *,
    allow_empty: bool,
) -> Iterator[Survey]:
    """The growing survey, once after every source; the last one is complete.

    Raises `InputError` for a path that is missing or empty, unless that is allowed: a folder
    that is not mounted must not look like one whose articles were all deleted.
    """
    arguments = [_absolute(path) for path in paths]
    tops = {place for place in (*arguments, *(row.root for row in known)) if _is_folder(place)}
    survey = Survey(arguments)
    for argument in arguments:
        is_empty = True
        for item in find([argument]) if is_url(argument) or Path(argument).exists() else ():
            is_empty = False
            _note(item, survey, argument, tops, reader)
            yield survey
        if is_empty and not allow_empty:
            message = (
                f"{argument} is missing or holds nothing to read, so nothing was changed; check "
                "the path, or allow it (--allow-empty) to remove what came from there"
            )
            raise InputError(message)
    yield survey


def make_plan(survey: Survey, known: Sequence[KnownSource]) -> Plan:
    """What has to be read, removed and left alone."""
    plan = Plan(failed=[_with_kept(failure, known) for failure in survey.failed])
    plan.gone = [row for row in known if _is_gone(row, survey)]
    by_location = {row.location: row for row in known}
    owners = {row.path: row for row in known if not _gives_way(row, survey, plan.gone)}
    claimed: dict[str, str] = {}
    for location, planned in survey.found.items():
        path, before = planned.row.path, by_location.get(location)
        rival = claimed.get(path) or (owners[path].location if path in owners else location)
        if rival != location:
            plan.failed.append(_name_taken(planned, rival, before))
            continue
        claimed[path] = location
        if before and before.model_copy(update={"root": planned.row.root}) == planned.row:
            plan.unchanged.append(before)
        else:
            plan.to_read.append(planned)
    plan.in_the_way = [row for row in known if claimed.get(row.path, row.location) != row.location]
    return plan


def moved_sources(
    survey: Survey, known: Sequence[KnownSource]
) -> list[tuple[KnownSource, KnownSource]]:
    """Sources of a folder that now lies elsewhere, as (before, after).

    A folder has moved when it is gone and at least half of it is found, byte for byte and under
    the same names, in a folder ingested now.
    """
    found = {planned.row.path: planned.row for planned in survey.found.values()}
    taken = {row.location for row in known}
    pairs = []
    for old_root in sorted({row.root for row in known}):
        rows = [row for row in known if row.root == old_root]
        same = [row for row in rows if _same_bytes(row, found.get(row.path))]
        if is_url(old_root) or Path(old_root).exists() or len(same) * 2 < len(rows):
            continue
        new_root = found[same[0].path].root
        after = [_moved(row, old_root, new_root) for row in rows]
        pairs += [pair for pair in zip(rows, after, strict=True) if pair[1].location not in taken]
    return pairs


def _note(
    item: Source | IngestFailure, survey: Survey, argument: str, tops: set[str], reader: str
) -> None:
    if isinstance(item, IngestFailure):
        survey.failed.append(item)
        if item.path in {".", argument}:
            survey.unreadable_roots.append(argument)
        return
    path, root = _stable_name(item, argument, tops)
    location = item.url or item.location
    if location in survey.found:
        same = survey.found[location].row.path
        if same != path:
            reason = f"is the same file as {same}; keep one of them"
            survey.failed.append(IngestFailure(path=path, reason=reason))
        return
    try:
        content = item.load()
    except ReadError as error:
        survey.failed.append(IngestFailure(path=path, reason=str(error)))
        return
    if item.url:  # what was fetched is what will be read
        item = dataclasses.replace(item, load=lambda: content)
    row = KnownSource(
        location=location,
        path=path,
        root=root,
        source_hash=item.fingerprint(content),
        reader=reader,
    )
    survey.found[location] = Planned(item, row)


def _stable_name(source: Source, argument: str, tops: set[str]) -> tuple[str, str]:
    """The path below the widest ingested folder, and that folder.

    So a file has one name, whether it is ingested alone or with any folder around it.
    """
    if source.url:
        is_listed = not is_url(source.root)
        return source.path, f"{argument}/{source.root}" if is_listed else argument
    is_folder = argument in tops
    base = argument if is_folder else str(Path(argument).parent.as_posix())
    around = [top for top in tops if _is_below(base, top)]
    if not around:
        return source.path, argument
    top = min(around, key=len)
    prefix = base.removeprefix(top).strip("/")
    return (f"{prefix}/{source.path}" if prefix else source.path), top


def _is_gone(row: KnownSource, survey: Survey) -> bool:
    homes = [each for each in survey.arguments if _belongs_to(row, each)]
    if not homes or row.location in survey.found:
        return False
    if any(home in survey.unreadable_roots for home in homes):
        return False
    return not any(_covers(failure, row) for failure in survey.failed)


def _gives_way(row: KnownSource, survey: Survey, gone: Sequence[KnownSource]) -> bool:
    planned = survey.found.get(row.location)
    return row in gone if planned is None else planned.row.path != row.path


def _covers(failure: IngestFailure, row: KnownSource) -> bool:
    # A failure may name a file, a folder, an archive or a list, above or below a root; to keep
    # one article too many until the failure is mended beats dropping one.
    places = (row.path, row.location, row.root)
    return any(f"/{failure.path}/" in f"/{place}/" for place in places)


def _with_kept(failure: IngestFailure, known: Sequence[KnownSource]) -> IngestFailure:
    if not any(_covers(failure, row) for row in known):
        return failure
    return failure.model_copy(update={"reason": f"{failure.reason} ({KEPT})"})


def _name_taken(planned: Planned, rival: str, before: KnownSource | None) -> IngestFailure:
    reason = (
        f"({planned.row.location}) has the name of {rival}; rename one, or ingest the folder "
        "that holds both"
    )
    reason += f" ({KEPT})" if before else ""
    return IngestFailure(path=planned.row.path, reason=reason)


def _same_bytes(row: KnownSource, other: KnownSource | None) -> bool:
    return other is not None and other.source_hash == row.source_hash


def _moved(row: KnownSource, old_root: str, new_root: str) -> KnownSource:
    location = row.location
    if _is_below(location, old_root):
        location = new_root + location.removeprefix(old_root)
    return row.model_copy(update={"location": location, "root": new_root})


def _belongs_to(row: KnownSource, argument: str) -> bool:
    return _is_below(row.location, argument) or _is_below(row.root, argument)


def _is_below(place: str, folder: str) -> bool:
    return place == folder or place.startswith(folder.rstrip("/") + "/")


def _absolute(path: Path | str) -> str:
    return str(path) if is_url(str(path)) else Path(path).resolve().as_posix()


def _is_folder(place: str) -> bool:
    return not is_url(place) and Path(place).is_dir()
