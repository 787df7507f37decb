"""`cx-assistant cite`: opens citations, also those of last month, and says what has changed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cx_assistant.cli.common import (
    ConfigOption,
    DataOption,
    Exit,
    JsonOption,
    QuietOption,
    bars,
    messages,
    output,
    parse_now,
    settings_from,
)
from cx_assistant.errors import InputError

if TYPE_CHECKING:
    from datetime import date

    from cx_assistant.models import Citation, ResolvedCitation
    from cx_assistant.settings.workspace import Workspace


@dataclass(frozen=True)
class _Asked:
    """One citation to open, and the ticket whose reply it stands in."""

    ticket: str
    citation: Citation


@dataclass(frozen=True)
class _Opened:
    """A citation, opened."""

    ticket: str
    resolved: ResolvedCitation


def cite(
    results: Annotated[
        Path | None, typer.Argument(help="Results of cx-assistant answer --out (JSONL).")
    ] = None,
    ticket: Annotated[str, typer.Argument(help="Only the citations of this ticket.")] = "",
    source: Annotated[str, typer.Option(help="Instead of a file: the path of an article …")] = "",
    quote: Annotated[str, typer.Option(help="… the words quoted from it …")] = "",
    revision: Annotated[str, typer.Option(help="… and its content hash, if known.")] = "",
    show_all: Annotated[
        bool, typer.Option("--all", help="Show the text of unchanged citations too.")
    ] = False,
    internal: Annotated[
        bool, typer.Option("--internal", help="Open internal articles: for staff only.")
    ] = False,
    now: Annotated[str, typer.Option(help="ISO 8601 with offset; default: now.")] = "",
    config: ConfigOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Open citations: what was cited, what stands there now, and what has changed.

    Ends with exit code 1 if a citation no longer stands.
    """
    from cx_assistant.settings.workspace import Workspace

    asked = _asked(results, ticket, source=source, quote=quote, revision=revision)
    settings, moment = settings_from(config, data), parse_now(now)
    today = moment.astimezone(settings.shop.zone).date()
    with Workspace(settings) as workspace, bars(quiet=quiet or as_json) as advance:
        opened = []
        for done, each in enumerate(asked, start=1):
            opened.append(_open(workspace, each, today, internal=internal))
            advance("Opening citations", done, len(asked))
    _show(opened, as_json=as_json, quiet=quiet, show_all=show_all or bool(ticket or source))
    raise typer.Exit(Exit.DONE if all(_is_fine(each) for each in opened) else Exit.FAILURES)


def _open(workspace: Workspace, asked: _Asked, today: date, *, internal: bool) -> _Opened:
    from cx_assistant.knowledge_base.citations.resolving import PUBLIC, resolve_citation
    from cx_assistant.models import Visibility

    resolved = resolve_citation(
        asked.citation,
        workspace.articles,
        visibility=frozenset(Visibility) if internal else PUBLIC,
        today=today,
    )
    return _Opened(asked.ticket, resolved)


def _is_fine(opened: _Opened) -> bool:
    from cx_assistant.models import CitationStatus

    is_fact = opened.resolved.status is CitationStatus.NOT_AN_ARTICLE
    return opened.resolved.still_stands or is_fact


def _asked(
    results: Path | None, ticket: str, *, source: str, quote: str, revision: str
) -> list[_Asked]:
    if (results is None) == (not source):
        raise InputError("give either a file of results or --source PATH with --quote TEXT")
    if results is None:
        if not quote:
            raise InputError("--source needs --quote TEXT; copy the words that were cited")
        return [_Asked("", _citation(source, quote, revision))]
    if quote or revision:
        raise InputError("--quote and --revision go with --source PATH, not with a file")
    from cx_assistant.results import read_citations

    read = (_Asked(name, citation) for name, citation in read_citations(results))
    found = [each for each in read if not ticket or each.ticket == ticket]
    if not found:
        whose = f" for ticket {ticket!r}" if ticket else ""
        message = f"{results} holds no citations{whose}; only replies have them, look there"
        raise InputError(message)
    return found


def _citation(source: str, quote: str, revision: str) -> Citation:
    from pydantic import ValidationError

    from cx_assistant.models import Citation, SourceSpan

    span = SourceSpan(start=0, end=0, revision=revision) if revision else None
    try:
        return Citation(evidence_id="", source=source, quote=quote, span=span)
    except ValidationError as error:
        raise InputError("--quote is too short; copy at least 8 characters") from error


def _show(opened: Sequence[_Opened], *, as_json: bool, quiet: bool, show_all: bool) -> None:
    from cx_assistant.cli.render_citation import show_citation, show_ticket_line

    if as_json:
        rows = [{"ticket": each.ticket, **each.resolved.model_dump(mode="json")} for each in opened]
        typer.echo(json.dumps(rows, ensure_ascii=False))
        return
    console, last = output(), ""
    for each in opened:
        if each.ticket != last:
            show_ticket_line(console, each.ticket)
            last = each.ticket
        show_citation(console, each.resolved, in_full=show_all or each.resolved.diff_is_news)
    if not quiet and len(opened) > 1:
        messages().print(_summary(opened), markup=False)


def _summary(opened: Sequence[_Opened]) -> str:
    from collections import Counter

    counts = Counter(each.resolved.status.value.replace("_", " ") for each in opened)
    told = ", ".join(f"{count} {status}" for status, count in counts.items())
    return f"{len(opened)} citations: {told}"
