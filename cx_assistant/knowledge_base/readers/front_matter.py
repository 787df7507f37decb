"""Takes YAML front matter off the top of a text."""

from __future__ import annotations

import re

import yaml

from cx_assistant.errors import ReadError
from cx_assistant.knowledge_base.readers.extract import Header
from cx_assistant.knowledge_base.readers.header_values import header_from

_MAX_CHARACTERS = 16 * 1024
_MAX_BRACKETS = 200
_FENCED = re.compile(
    r"\A\s*---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE
)
_LOOKS_OPENED = re.compile(r"\A\s*---[ \t]*\n[ \t]*[\w-]+[ \t]*:")
_WHERE = "front matter"


def split_front_matter(text: str) -> tuple[Header, str]:
    """What the front matter says, and the text below it; no front matter says nothing.

    Raises `ReadError` naming the line: half-read front matter could publish an internal article.
    """
    fenced = _FENCED.match(text)
    if fenced is None:
        if _LOOKS_OPENED.match(text):
            raise ReadError("has front matter without a closing line of '---'; add it")
        return Header(), text
    block = fenced[1]
    if len(block) > _MAX_CHARACTERS:
        raise ReadError("has front matter of more than 16 KB; shorten it")
    if block.count("[") + block.count("{") > _MAX_BRACKETS:
        # The parser's time grows with the square of the nesting.
        raise ReadError(f"has front matter with more than {_MAX_BRACKETS} brackets; simplify it")
    first_line = text[: fenced.start(1)].count("\n") + 1
    return _header(block, first_line), text[fenced.end() :]


def _header(block: str, first_line: int) -> Header:
    try:
        values = yaml.safe_load(block)
    except yaml.YAMLError as error:
        raise ReadError(_explained(error, first_line)) from error
    except (ValueError, RecursionError, OverflowError) as error:
        message = f"has front matter that cannot be read ({error}); correct that value"
        raise ReadError(message) from error
    if values is None:
        return Header()
    if not isinstance(values, dict):
        raise ReadError("has front matter that is no list of 'key: value' lines; write it so")
    return header_from({str(key): value for key, value in values.items()}, where=_WHERE)


def _explained(error: yaml.YAMLError, first_line: int) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or "not valid YAML"
    place = f" in line {mark.line + first_line}" if mark else ""
    return (
        f"has front matter that is not valid YAML{place} ({problem});"
        " put the value in quotes if it holds a colon or a special character"
    )
