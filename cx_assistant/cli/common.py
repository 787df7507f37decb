"""What all commands share: options, exit codes, output, errors of one sentence."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from cx_assistant.errors import ConfigError, CxError, InputError

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import TaskID

    from cx_assistant.settings import Settings


SHOP_VARIABLE = "CX_SHOP"


class Exit(IntEnum):
    """Exit codes that scripts can use."""

    DONE = 0
    FAILURES = 1  # done, with failures that are listed
    WRONG_USE = 2
    CANNOT_RUN = 3


ConfigOption = Annotated[
    Path | None,
    typer.Option("--config", help="Configuration file; default: cx.toml here, else defaults."),
]
DataOption = Annotated[
    Path | None,
    typer.Option("--data", help="Data folder; default: from the configuration, else .cx/."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Machine-readable output.")]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="No progress, no extra words.")]


def settings_from(config: Path | None, data: Path | None) -> Settings:
    """The settings of this run, of the shop that `--shop` names; `--data` beats the configuration.

    Raises `InputError` if there are several shops and none is named.
    """
    from cx_assistant.settings import load_shops, with_data

    shops, wanted = load_shops(config), os.environ.get(SHOP_VARIABLE, "")
    if wanted in shops:
        return with_data(shops[wanted], data)
    if not wanted and len(shops) == 1:
        return with_data(next(iter(shops.values())), data)
    known = ", ".join(sorted(filter(None, shops))) or "none; set shop.key in cx.toml"
    asked = f"there is no shop {wanted!r} here" if wanted else "there are several shops here"
    message = f"{asked}; name one with --shop before the command: {known}"
    raise InputError(message)


@contextmanager
def shop_named(shop: str) -> Iterator[None]:
    """Within it, `settings_from` gives the settings of this shop."""
    before = os.environ.get(SHOP_VARIABLE)
    os.environ[SHOP_VARIABLE] = shop
    try:
        yield
    finally:
        if before is None:
            del os.environ[SHOP_VARIABLE]
        else:
            os.environ[SHOP_VARIABLE] = before


def output() -> Console:
    """Where results go. Never wider than reads well."""
    from rich.console import Console

    console = Console(highlight=False)
    return Console(highlight=False, width=min(console.width, 100))


def messages() -> Console:
    """Where progress, warnings and errors go."""
    from rich.console import Console

    return Console(stderr=True, highlight=False)


def parse_now(text: str | None) -> datetime:
    """The moment to answer for; without one, now. Raises `InputError` without an offset."""
    if not text:
        return datetime.now(UTC)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        message = f"--now {text!r} is not ISO 8601; write e.g. 2026-06-10T10:00:00+02:00"
        raise InputError(message) from error
    if moment.tzinfo is None:
        message = f"--now {text!r} has no UTC offset; write e.g. {text}+00:00"
        raise InputError(message)
    return moment


@contextmanager
def bars(*, quiet: bool) -> Iterator[Callable[[str, int, int], None]]:
    """Calls to the result, with a step's name, done and total, move a bar per step on stderr.

    Total 0 means that it is not known yet. Off a terminal nothing is shown.
    """
    if quiet or not sys.stderr.isatty():
        yield lambda _step, _done, _total: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.progress import TimeRemainingColumn as Remaining

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), Remaining())
    with Progress(*columns, console=messages(), transient=True) as shown:
        tasks: dict[str, TaskID] = {}

        def advance(step: str, done: int, total: int) -> None:
            if step not in tasks:
                for task in shown.tasks:  # the steps before are over, known total or not
                    shown.update(task.id, total=task.completed)
                tasks[step] = shown.add_task(step, total=None)
            shown.update(tasks[step], completed=done, total=total or None)

        yield advance


def run(app: Callable[[], object]) -> None:
    """Runs the command line; an error we raise on purpose becomes one line and an exit code."""
    for stream in (sys.stdout, sys.stderr):
        _make_writable(stream)
    try:
        app()
    except CxError as error:
        messages().print(f"cx-assistant: {error}", style="red", soft_wrap=True, markup=False)
        wrong_use = isinstance(error, InputError | ConfigError)
        sys.exit(Exit.WRONG_USE if wrong_use else Exit.CANNOT_RUN)
    except KeyboardInterrupt:
        messages().print("cx-assistant: stopped; run it again to go on", style="red")
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(Exit.DONE)
    except OSError as error:
        told = f"{error.strerror or error}{f': {error.filename}' if error.filename else ''}"
        message = (
            f"cx-assistant: a file cannot be used ({told}); check the place and its free space"
        )
        messages().print(message, style="red", soft_wrap=True, markup=False)
        sys.exit(Exit.CANNOT_RUN)


def _make_writable(stream: TextIO) -> None:
    """Let every character out: UTF-8 into files and pipes, `?` where a terminal knows less."""
    if not isinstance(stream, io.TextIOWrapper) or stream.encoding.lower() in {"utf-8", "utf8"}:
        return
    if stream.isatty():
        stream.reconfigure(errors="replace")
    else:
        stream.reconfigure(encoding="utf-8")
