"""Cuts a sentence where one wish may end and the next begin."""

from __future__ import annotations

import re

_JOINT = re.compile(
    r"\s*;\s+|\s*,\s+(?:(?:and|und|et|y|e|en|i|but|aber)\s+)?(?:then\s+|dann\s+|also\s+|auch\s+)?"
    r"|\s+(?:and|but|then|und|aber|dann|et|mais|y|pero|ma|maar|mas|ale|along with|as well as)\s+",
    re.IGNORECASE,
)
_FEWEST_WORDS = 3
_MOST = 24  # pieces of one sentence that are looked at


def pieces_of(sentence: str) -> list[str]:
    """The sentence in pieces, in order; joined by blanks they hold all its words but joints.

    A piece too short to say anything stays with the one before it.
    """
    pieces: list[str] = []
    start = 0
    for joint in _JOINT.finditer(sentence):
        piece = sentence[start : joint.start()]
        if len(piece.split()) < _FEWEST_WORDS or len(pieces) >= _MOST:
            continue
        if len(sentence[joint.end() :].split()) < _FEWEST_WORDS:
            break
        pieces.append(piece.strip())
        start = joint.end() if not piece.endswith(",") else joint.start()
    return [*pieces, sentence[start:].strip()]
