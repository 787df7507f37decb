"""Prompt files: text with `$placeholders`, checked when rendered."""

from __future__ import annotations

import hashlib
from functools import cached_property
from pathlib import Path
from string import Template

from cx_assistant.errors import PromptError
from cx_assistant.models import Model
from cx_assistant.resources import shipped


class Prompt(Model):
    """One prompt file. `$name` is a placeholder, `$$` a dollar sign."""

    name: str
    text: str

    @cached_property
    def hash(self) -> str:
        """Changes whenever the file's text changes."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:12]

    @cached_property
    def placeholders(self) -> frozenset[str]:
        """Every name that `render` must be given."""
        return frozenset(Template(self.text).get_identifiers())

    def render(self, **values: str) -> str:
        """The text with every placeholder filled; values are never looked into again.

        Raises `PromptError` if a placeholder has no value or a value no placeholder.
        """
        missing = self.placeholders - values.keys()
        unknown = values.keys() - self.placeholders
        if missing or unknown:
            raise PromptError(_mismatch(self.name, missing, unknown))
        return Template(self.text).substitute(values)


def _mismatch(name: str, missing: frozenset[str], unknown: set[str]) -> str:
    parts = []
    if missing:
        parts.append(f"needs a value for {_names(missing)}")
    if unknown:
        parts.append(f"has no placeholder {_names(unknown)}")
    return f"the prompt '{name}' {' and '.join(parts)}; make the file and its caller agree"


def _names(names: frozenset[str] | set[str]) -> str:
    return ", ".join(f"${name}" for name in sorted(names))


def load_prompt(name: str, *, folder: Path | None = None) -> Prompt:
    """The prompt `name`.md from `folder` if it is there, else from the shipped prompts.

    Raises `PromptError` if there is no such file or it holds a stray `$`.
    """
    for candidate in (folder, shipped("prompts")):
        if candidate is not None and (path := candidate / f"{name}.md").is_file():
            return _read(name, path)
    message = f"there is no prompt file {name}.md; restore it or reinstall cx-assistant"
    raise PromptError(message)


def _read(name: str, path: Path) -> Prompt:
    try:
        text = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        message = f"the prompt file {path} cannot be read; save it as UTF-8 text"
        raise PromptError(message) from error
    if not text or not Template(text).is_valid():
        message = f"the prompt file {path} is empty or holds a stray $; write $$ for a dollar sign"
        raise PromptError(message)
    return Prompt(name=name, text=text)
