"""The command line. Each command loads what it needs when it runs, so `--help` is quick."""

from __future__ import annotations


def main() -> None:
    """The entry point of `cx-assistant`."""
    from cx_assistant.cli.app import app
    from cx_assistant.cli.common import run

    run(app)
