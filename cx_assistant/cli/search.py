"""`cx-assistant search`: what the retriever sees."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cx_assistant.cli.common import (
    ConfigOption,
    DataOption,
    JsonOption,
    QuietOption,
    messages,
    output,
    parse_now,
    settings_from,
)

if TYPE_CHECKING:
    from cx_assistant.models import Evidence

_SHOWN_CHARACTERS = 320


def search(
    question: Annotated[str, typer.Argument(help="What a customer would ask.")],
    limit: Annotated[int, typer.Option(min=1, max=100, help="How many passages.")] = 5,
    language: Annotated[str, typer.Option(help="ISO 639-1; default: detected.")] = "",
    internal: Annotated[bool, typer.Option("--internal", help="Internal articles too.")] = False,
    now: Annotated[str, typer.Option(help="ISO 8601 with offset; default: now.")] = "",
    config: ConfigOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Show the passages found for a question, with their scores."""
    from cx_assistant.intake.language import detect_language
    from cx_assistant.models import Visibility
    from cx_assistant.settings.workspace import Workspace

    settings = settings_from(config, data)
    moment = parse_now(now)
    with Workspace(settings) as workspace:
        found = workspace.search.find(
            question,
            now=moment,
            language=language or detect_language(question, expected=settings.shop.languages),
            limit=limit,
            visibility=frozenset(Visibility) if internal else frozenset({Visibility.PUBLIC}),
        )
        degraded = workspace.search.degraded
        is_empty = workspace.articles.counts().passages == 0
    if degraded:
        messages().print(f"searching with less than all: {degraded}", style="yellow", markup=False)
    if is_empty and not quiet:
        messages().print("no articles yet; run cx-assistant ingest first", style="yellow")
    if as_json:
        typer.echo(f"[{','.join(item.model_dump_json() for item in found)}]")
        return
    for position, item in enumerate(found, start=1):
        _show(position, item)


def _show(position: int, item: Evidence) -> None:
    from rich.text import Text

    console = output()
    place = " › ".join(dict.fromkeys((item.title, *item.heading_path)))
    heading = Text(f"{position}. ", style="cyan").append(place, style="bold")
    console.print(heading.append(f"  {item.source}", style="dim"))
    scores = f"   score {item.score:.3f}, cosine {item.similarity:.2f}, {item.visibility.value}"
    console.print(Text(f"{scores}, {item.language}", style="dim"))
    text = " ".join(item.text.split())
    shown = text if len(text) <= _SHOWN_CHARACTERS else text[:_SHOWN_CHARACTERS] + " …"
    console.print(Text(f"   {shown}"))
    console.print()
