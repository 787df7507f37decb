"""An opened citation as a person likes to read it in a terminal."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich import box
from rich.console import Group
from rich.panel import Panel
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from cx_assistant.models import ChangedPart, CitationStatus, Edit, Excerpt, ResolvedCitation

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

_COLOURS = {
    CitationStatus.CURRENT: "green",
    CitationStatus.MOVED: "green",
    CitationStatus.CHANGED: "yellow",
    CitationStatus.REMOVED: "red",
    CitationStatus.WITHHELD: "red",
    CitationStatus.NOT_AN_ARTICLE: "dim",
    CitationStatus.NOT_KEPT: "red",
}
_EDIT_STYLES = {"same": "default", "removed": "red strike", "added": "bold green"}
_EDIT_MARKS = {"same": ("", ""), "removed": ("[-", "-]"), "added": ("{+", "+}")}
_LINE_STYLES = {"+": "green", "-": "red", "@": "cyan"}
_MOST_LINES = 30


def show_ticket_line(console: Console, ticket: str) -> None:
    """A rule with the ticket's name."""
    console.print()
    console.print(Rule(Text(ticket, style="bold"), align="left", style="dim"))


def show_citation(console: Console, citation: ResolvedCitation, *, in_full: bool) -> None:
    """One line, or with `in_full` a frame with the text then and now, and what changed."""
    colour = _COLOURS[citation.status]
    excerpt = citation.found or citation.cited
    if not in_full or excerpt is None:
        console.print(_line(citation, excerpt, colour))
        _show_notices(console, citation)
        return
    body = Group(*_body(console, citation))
    heading = Text(citation.status.value.replace("_", " "), style=f"bold {colour}")
    heading.append(f" · {excerpt.path}", style="default")
    frame = Panel(
        body,
        title=heading,
        title_align="left",
        border_style=colour,
        box=box.ROUNDED,
        padding=(1, 2),
    )
    console.print(frame)
    _show_notices(console, citation)
    if citation.found and citation.found.url:
        console.print(Text(f"  {citation.found.url}", style="dim"), soft_wrap=True)
    if citation.diff and citation.changed:
        _show_lines(console, citation.diff.lines)


def _line(citation: ResolvedCitation, excerpt: Excerpt | None, colour: str) -> Text:
    line = Text(f"{citation.status.value.replace('_', ' ')}", style=colour)
    if excerpt is None:
        return line.append(f"  {citation.message}", style="default")
    quote = _readable(excerpt.text)
    line.append(f"  {excerpt.path}", style="bold").append(f"  “{quote}”", style="default")
    if citation.changed or not citation.still_stands:
        line.append(f"  {citation.message}", style="dim")
    return line


def _show_notices(console: Console, citation: ResolvedCitation) -> None:
    for notice in citation.notices:
        console.print(Text(f"  {notice}", style="yellow"))


def _body(console: Console, citation: ResolvedCitation) -> Iterator[RenderableType]:
    yield Text(citation.message, style="bold")
    if citation.cited and not citation.still_stands:
        yield Text()
        yield _label("As cited", citation.cited)
        yield _highlighted(console, citation.cited, "bold red")
    if citation.found:
        yield Text()
        yield _label("Now", citation.found)
        yield _highlighted(console, citation.found, "bold green")
    if citation.diff and _words_differ(citation):
        yield Text()
        yield Text("Word by word", style="dim")
        yield _edits(console, citation.diff.words)


def _words_differ(citation: ResolvedCitation) -> bool:
    """True if there is something to compare: next to nothing, a diff says no more than the text."""
    has_both = citation.found is not None and citation.changed is not ChangedPart.ELSEWHERE
    edits = citation.diff.words if citation.diff else ()
    kinds = {edit.kind for edit in edits}
    return has_both and "same" in kinds and len(kinds) > 1


def _label(name: str, excerpt: Excerpt) -> Text:
    place = " › ".join(dict.fromkeys((excerpt.title, *excerpt.heading_path)))
    text = Text(f"{name}: ", style="dim").append(place, style="cyan")
    text.append(f"  version {excerpt.revision[:8]}", style="dim")
    if excerpt.replaced_at:
        text.append(f", until {excerpt.replaced_at:%d %b %Y}", style="dim")
    elif excerpt.ingested_at:
        text.append(f", since {excerpt.ingested_at:%d %b %Y}", style="dim")
    return text


def _highlighted(console: Console, excerpt: Excerpt, style: str) -> Text:
    left, right = ("", "") if console.is_terminal else ("»", "«")
    text = Text(_readable(excerpt.before).lstrip(), style="default")
    text.append(f"{left}{_readable(excerpt.text)}{right}", style=style)
    return text.append(_readable(excerpt.after).rstrip())


def _edits(console: Console, edits: tuple[Edit, ...]) -> Text:
    text = Text()
    for edit in edits:
        left, right = ("", "") if console.is_terminal else _EDIT_MARKS[edit.kind]
        words = edit.text.rstrip()
        text.append(f"{left}{_readable(words)}{right}", style=_EDIT_STYLES[edit.kind])
        text.append(edit.text[len(words) :])
    return text


def _show_lines(console: Console, lines: tuple[str, ...]) -> None:
    shown = [line for line in lines if not line.startswith(("---", "+++"))]
    table = Table.grid(padding=(0, 1))
    table.add_column(width=3, justify="right")
    table.add_column(overflow="fold")
    for line in shown[:_MOST_LINES]:
        style = _LINE_STYLES.get(line[:1], "dim")
        if line.startswith("@@"):
            table.add_row(Text("⋯", style=style), Text())
        elif line[1:].strip():
            table.add_row(Text(line[:1], style=style), Text(_row(line[1:]), style=style))
    if len(shown) > _MOST_LINES:
        more = f"{len(shown) - _MOST_LINES} more lines; see --json"
        table.add_row(Text("⋯", style="cyan"), Text(more, style="dim"))
    console.print(Text("  All changes to the article", style="dim"))
    console.print(table)


def _readable(text: str) -> str:
    """The text without the marks of headings and tables, and with one blank line at most."""
    from cx_assistant.knowledge_base.blocks import is_separator

    rows = [_row(line) for line in text.split("\n") if not is_separator(line)]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(rows))


def _row(line: str) -> str:
    stripped = line.strip()
    if not stripped.startswith("|"):
        return re.sub(r"^#{1,6} ", "", line)
    return " · ".join(cell.strip() for cell in stripped.strip("|").split("|"))
