"""What stands between two headings, with the path of headings above it."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from cx_assistant.knowledge_base.blocks import Block, BlockKind, parse_blocks
from cx_assistant.knowledge_base.units import count_words


@dataclasses.dataclass(frozen=True, slots=True)
class Section:
    """Blocks that share a heading path; `heading` is the innermost heading, if there is one."""

    path: tuple[str, ...]
    blocks: tuple[Block, ...]
    words: int
    heading: Block | None = None

    @property
    def start(self) -> int:
        """Where its text begins, its own heading not included."""
        return self.blocks[0].start

    @property
    def end(self) -> int:
        """Where its text ends."""
        return self.blocks[-1].end

    @property
    def with_heading(self) -> tuple[Block, ...]:
        """All blocks, its own heading included."""
        return (self.heading, *self.blocks) if self.heading else self.blocks


def sections_of(text: str, title: str) -> list[Section]:
    """The sections in order. A heading that only repeats the title is not in any path.

    A heading with nothing below it is its own text, so that nothing is lost.
    """
    sections: list[Section] = []
    above: list[Block] = []
    body: list[Block] = []
    blocks = parse_blocks(text)
    for block in blocks:
        if block.kind is not BlockKind.HEADING:
            body.append(block)
            continue
        _close(sections, above, body, text, title, next_heading=block)
        above = [heading for heading in above if heading.level < block.level] + [block]
        body = []
    _close(sections, above, body, text, title, next_heading=None)
    return sections


def _close(  # noqa: PLR0913, PLR0917 - the state of one pass over the blocks
    sections: list[Section],
    above: list[Block],
    body: list[Block],
    text: str,
    title: str,
    next_heading: Block | None,
) -> None:
    heading = above[-1] if above else None
    if not body:
        has_children = heading and next_heading and next_heading.level > heading.level
        is_title = heading is not None and _same(heading.title, title)
        if heading is None or has_children or (is_title and next_heading):
            return
        above, body, heading = above[:-1], [heading], None
    path = tuple(one.title for one in above if not _same(one.title, title))
    words = sum(count_words(text[block.start : block.end]) for block in body)
    sections.append(Section(path, tuple(body), words, heading))


def _same(heading: str, title: str) -> bool:
    return heading.strip().casefold() == title.strip().casefold()


def merge_small(sections: Sequence[Section], *, max_words: int, min_words: int) -> list[Section]:
    """Sections with those below `min_words` joined to a neighbour under the same heading."""
    merged: list[Section] = []
    for section in sections:
        joined = _joined(merged[-1], section, max_words, min_words) if merged else None
        if joined:
            merged[-1] = joined
        else:
            merged.append(section)
    return merged


def _joined(first: Section, second: Section, max_words: int, min_words: int) -> Section | None:
    path = _common_path(first.path, second.path)
    is_small = _is_small(first, min_words) or _is_small(second, min_words)
    opening = first.blocks if path == first.path else first.with_heading
    blocks = (*opening, *second.with_heading)
    headings = [block for block in blocks if block.kind is BlockKind.HEADING]
    words = first.words + second.words + sum(_heading_words(block) for block in headings)
    if path is None or not is_small or words > max_words:
        return None
    heading = first.heading if path == first.path else None
    return Section(path, blocks, words, heading)


def _heading_words(heading: Block) -> int:
    return count_words(heading.lines[0].text)


def _is_small(section: Section, min_words: int) -> bool:
    """A question with its answer stands on its own, however short."""
    is_question = section.heading is not None and section.heading.title.endswith("?")
    return section.words < (min_words // 5 if is_question else min_words)


def _common_path(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...] | None:
    """The path both stand under, if they are neighbours or the second stands below the first."""
    if second[: len(first)] == first:
        return first
    return first[:-1] if first and first[:-1] == second[:-1] else None
