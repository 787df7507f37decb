"""`cx-assistant init`: a configuration and folders for a new shop."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cx_assistant.cli.common import QuietOption, output
from cx_assistant.errors import InputError

_FOLDERS = ("articles", "articles/internal", "orders")


def init(
    folder: Annotated[Path, typer.Argument(help="Where to put it; default: here.")] = Path(),
    quiet: QuietOption = False,
) -> None:
    """Write a commented cx.toml and folders for articles and orders. Overwrites nothing."""
    from cx_assistant.resources import shipped

    target = folder / "cx.toml"
    if target.exists():
        message = f"{target} exists already; edit it, or choose another folder"
        raise InputError(message)
    template = (shipped("knowledge") / "cx.template.toml").read_text(encoding="utf-8")
    try:
        for name in _FOLDERS:
            (folder / name).mkdir(parents=True, exist_ok=True)
        target.write_text(template, encoding="utf-8")
    except OSError as error:
        message = f"cannot write to {folder} ({error.strerror}); choose another folder"
        raise InputError(message) from error
    if not quiet:
        output().print(f"wrote {target}. Next: put articles into {folder / 'articles'}, then")
        output().print('  cx-assistant ingest\n  cx-assistant answer "Where is my order?"')
