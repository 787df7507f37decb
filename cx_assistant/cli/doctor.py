"""`cx-assistant doctor`: checks everything and says how to mend it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import typer

from cx_assistant.cli.common import (
    ConfigOption,
    DataOption,
    Exit,
    JsonOption,
    QuietOption,
    output,
    settings_from,
)
from cx_assistant.errors import CxError
from cx_assistant.models.base import Model

if TYPE_CHECKING:
    from cx_assistant.settings import Settings
    from cx_assistant.settings.workspace import Workspace


class Check(Model):
    """One thing that was looked at."""

    subject: str
    sound: bool
    message: str
    fix: str = ""


def doctor(
    config: ConfigOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Check configuration, store, indexes, embedder and model, and say how to mend them."""
    checks = list(_checks(settings_from(config, data)))
    if as_json:
        typer.echo(f"[{','.join(check.model_dump_json() for check in checks)}]")
    else:
        _show(checks, only_bad=quiet)
    raise typer.Exit(Exit.DONE if all(check.sound for check in checks) else Exit.FAILURES)


def _checks(settings: Settings) -> Iterator[Check]:
    from cx_assistant.settings.workspace import Workspace

    yield Check(subject="configuration", sound=True, message=f"read, {settings.shop.name}")
    yield _teams(settings)
    yield _model(settings)
    with Workspace(settings) as workspace:
        store = _database(workspace)
        yield store
        if not store.sound:
            return  # whatever else was said would rest on it
        yield _embedder(workspace)
        yield _knowledge(workspace)
        yield from _indexes(workspace)


def _teams(settings: Settings) -> Check:
    if settings.teams:
        names = ", ".join(team.name for team in settings.teams)
        return Check(subject="teams", sound=True, message=names)
    return Check(
        subject="teams",
        sound=True,
        message="none named, so every handoff goes to 'support'; add [[teams]] to cx.toml",
    )


def _model(settings: Settings) -> Check:
    if not settings.model.chat:
        return Check(subject="model", sound=True, message="none, the offline drafter writes")
    from cx_assistant.drafting.chat_model import build_chat_model

    try:
        build_chat_model(settings.model)
    except CxError as error:
        return Check(subject="model", sound=False, message=settings.model.chat, fix=str(error))
    told = f"{settings.model.chat} is set up (it was not called)"
    return Check(subject="model", sound=True, message=told)


def _database(workspace: Workspace) -> Check:
    damage = workspace.database.damage()
    if not damage:
        return Check(subject="store", sound=True, message=f"{workspace.database.name} is sound")
    fix = "restore it from a backup, or remove the data folder and ingest again"
    return Check(subject="store", sound=False, message="; ".join(damage[:3]), fix=fix)


def _embedder(workspace: Workspace) -> Check:
    from cx_assistant.knowledge_base.sync import claim_embedder

    try:
        claim_embedder(workspace.state, workspace.embedder)
        vector = workspace.embedder.embed_query("Where is my order?")
    except CxError as error:
        return Check(subject="embedder", sound=False, message="cannot be used", fix=str(error))
    message = f"{workspace.embedder.id}, {len(vector)} dimensions"
    return Check(subject="embedder", sound=True, message=message)


def _knowledge(workspace: Workspace) -> Check:
    counts = workspace.articles.counts()
    orders = workspace.orders.order_count()
    message = f"{counts.articles} articles, {counts.passages} passages, {orders} orders"
    fix = "" if counts.articles else "run `cx-assistant ingest`"
    return Check(subject="knowledge", sound=counts.articles > 0, message=message, fix=fix)


def _indexes(workspace: Workspace) -> Iterator[Check]:
    from cx_assistant.knowledge_base.index_health import check_indexes

    try:
        findings = check_indexes(workspace.indexes)
    except CxError as error:
        yield Check(subject="indexes", sound=False, message="cannot be opened", fix=str(error))
        return
    for found in findings:
        yield Check(subject=found.subject, sound=found.sound, message=found.message, fix=found.fix)


def _show(checks: list[Check], *, only_bad: bool) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table.grid(padding=(0, 2))
    for check in checks:
        if only_bad and check.sound:
            continue
        mark = Text("ok", style="green") if check.sound else Text("mend", style="bold red")
        told = Text(check.message)
        if check.fix:
            told.append(f"\n{check.fix}", style="yellow")
        table.add_row(mark, Text(check.subject, style="bold"), told)
    if table.row_count:
        output().print(table)
