"""`cx-assistant knowledge`: what is wrong with the articles, and where."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

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
    from cx_assistant.knowledge_base.health.check import HealthOptions
    from cx_assistant.knowledge_base.health.findings import FindingKind, HealthReport
    from cx_assistant.knowledge_base.health.orphans import AskedQuestion
    from cx_assistant.settings import Settings
    from cx_assistant.settings.workspace import Workspace

_SHOWN_OF_EACH_KIND = 10
_QUESTION_KEYS = ("text", "question", "query")

app = typer.Typer(
    name="knowledge",
    help="Look after the knowledge base.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.callback()
def _group() -> None:
    """Look after the knowledge base."""


@app.command("report")
def report(
    kind: Annotated[
        list[str] | None,
        typer.Option(help="Only this: contradictions, expired, duplicates, orphans, links, …"),
    ] = None,
    days: Annotated[int, typer.Option(min=0, help="Report what expires within so many days.")] = 30,
    stale_days: Annotated[
        int, typer.Option(min=1, help="Report what was not updated for so many days.")
    ] = 730,
    questions: Annotated[
        Path | None,
        typer.Option(help="JSONL with real questions (`text`), or tickets, to find orphans with."),
    ] = None,
    html: Annotated[Path | None, typer.Option(help="Also write the report as a page.")] = None,
    fail_on: Annotated[
        list[str] | None,
        typer.Option(help="Exit with 1 if there is any of this kind; repeat for several."),
    ] = None,
    limit: Annotated[
        int, typer.Option(min=1, help="How many of each kind the terminal shows.")
    ] = _SHOWN_OF_EACH_KIND,
    now: Annotated[str, typer.Option(help="ISO 8601 with offset; default: now.")] = "",
    config: ConfigOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Report contradictions, expired articles, copies, orphans, dead links and bad sizes."""
    from cx_assistant.knowledge_base.health.check import HealthOptions
    from cx_assistant.settings.workspace import Workspace

    settings = settings_from(config, data)
    options = HealthOptions(
        now=parse_now(now),
        zone=settings.shop.zone,
        kinds=_kinds(kind, option="--kind"),
        expiring_days=days,
        stale_days=stale_days,
        hosts=_hosts(settings),
        questions=tuple(_questions(questions, settings.shop.languages) if questions else ()),
    )
    failing = _kinds(fail_on, option="--fail-on") if fail_on else frozenset()
    with Workspace(settings) as workspace:
        found = _run(workspace, options, quiet=quiet or as_json)
    if html:
        _write_page(html, found, settings.shop.name)
    _show(found, as_json=as_json, quiet=quiet, limit=limit)
    raise typer.Exit(Exit.FAILURES if failing & found.counts().keys() else Exit.DONE)


def _run(workspace: Workspace, options: HealthOptions, *, quiet: bool) -> HealthReport:
    from cx_assistant.knowledge_base.health.check import HealthCheck

    check = HealthCheck(
        workspace.articles, workspace.vectors, workspace.embedder, lambda: workspace.search
    )
    with bars(quiet=quiet) as advance:
        found = check.run(options, on_progress=advance)
    if not found.articles and not quiet:
        messages().print("no articles yet; run cx-assistant ingest first", style="yellow")
    return found


def _kinds(names: Iterable[str] | None, *, option: str) -> frozenset[FindingKind]:
    from cx_assistant.knowledge_base.health.findings import FindingKind

    known = {kind.value: kind for kind in FindingKind}
    for name in names or ():
        if name not in known:
            message = f"{option} {name!r} is unknown; use one of {', '.join(known)}"
            raise InputError(message)
    return frozenset(known[name] for name in names) if names else frozenset(FindingKind)


def _hosts(settings: Settings) -> frozenset[str]:
    """The shop's own hosts, on which an address of no article is a dead link."""
    from urllib.parse import urlsplit

    named = (urlsplit(settings.shop.url).hostname or "", *settings.shop.allowed_link_hosts)
    return frozenset(host.lower().removeprefix("www.") for host in named if host)


def _questions(file: Path, languages: tuple[str, ...]) -> Iterator[AskedQuestion]:
    from cx_assistant.intake.language import detect_language
    from cx_assistant.knowledge_base.health.orphans import AskedQuestion

    for number, row in _rows(file):
        text = _question_of(row)
        if not text:
            message = f"line {number} of {file} holds neither `text` nor `messages`; add one"
            raise InputError(message)
        language = row.get("language") or detect_language(text, expected=languages)
        yield AskedQuestion(text, str(language))


def _rows(file: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        message = f"{file} is not UTF-8 text; save it as JSONL in UTF-8"
        raise InputError(message) from error
    except OSError as error:
        message = f"cannot read {file} ({error.strerror}); check the path"
        raise InputError(message) from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            message = f"line {number} of {file} is not JSON; write one object per line"
            raise InputError(message) from error
        if not isinstance(row, dict):
            message = f"line {number} of {file} is no JSON object; write one object per line"
            raise InputError(message)
        yield number, row


def _question_of(row: dict[str, Any]) -> str:
    """A question's own text, or what the customer wrote in a ticket."""
    for key in _QUESTION_KEYS:
        if isinstance(row.get(key), str):
            return str(row[key]).strip()
    said = [str(row.get("subject") or "")]
    for message in row.get("messages") or ():
        if isinstance(message, dict) and message.get("author", "customer") == "customer":
            said.append(str(message.get("text") or ""))
    return "\n".join(part for part in said if part).strip()


def _write_page(file: Path, found: HealthReport, shop: str) -> None:
    from cx_assistant.knowledge_base.health.page import render_page

    try:
        file.write_text(render_page(found, shop=shop), encoding="utf-8")
    except OSError as error:
        message = f"cannot write {file} ({error.strerror}); name a file in an existing folder"
        raise InputError(message) from error
    messages().print(f"wrote {file}", style="dim", markup=False, soft_wrap=True)


def _show(found: HealthReport, *, as_json: bool, quiet: bool, limit: int) -> None:
    if as_json:
        typer.echo(found.model_dump_json())
        return
    from cx_assistant.cli.knowledge_render import show_findings, show_summary

    console = output()
    show_findings(console, found, limit=limit)
    if not quiet:
        show_summary(console, found)
