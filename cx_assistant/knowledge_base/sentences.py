"""Where sentences end, as spans."""

from __future__ import annotations

import re
from collections.abc import Iterator

_END = re.compile(r"(?:[.!?…]+[\"'”’»)\]]*(?=\s)|[。！？]+[」』”)]*|\n)\s*")
# A full stop after these, after one letter or after a number ends no sentence.
_SHORT = re.compile(
    r"(?:^|[\s(])(?:[A-Za-z]|\d{1,3}|e\.g|i\.e|z\.\s?B|d\.\s?h|u\.\s?a|bzw|ca|inkl|zzgl|evtl|ggf|etc"
    r"|vs|approx|incl|no|nr|art|abs|st|str|tel|mr|mrs|ms|dr|prof|inc|ltd|co|p\.ej|p\.\s?ex)\.$",
    re.IGNORECASE,
)


def sentence_spans(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentences in `text[start:end]` without the blanks around them; a line end is one too."""
    begin = start
    for mark in _END.finditer(text, start, end):
        stop = mark.start() + len(mark[0].rstrip())
        is_line_end = "\n" in mark[0]
        if not is_line_end and not _ends_sentence(text, begin, stop, mark.end(), end):
            continue
        yield from _trimmed(text, begin, stop)
        begin = mark.end()
    yield from _trimmed(text, begin, end)


def _ends_sentence(text: str, begin: int, stop: int, following: int, end: int) -> bool:
    if following < end and text[following].islower():
        return False
    return not (text[stop - 1] == "." and _SHORT.search(text[max(begin, stop - 12) : stop]))


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end
