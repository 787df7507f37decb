"""Tells questions from statements, courtesy and rhetoric, and where one question ends."""

from __future__ import annotations

import re

from cx_assistant.intake import asking_words as words

_LEAD_IN = rf"^\W*(?:(?:{words.LEAD_INS})\b[\s,:!.–-]*){{0,4}}"
_START = rf"(?:(?:{words.PREPOSITIONS})\s+)?(?:{words.ASKING})"
_ASKS_WITHOUT_MARK = re.compile(rf"(?:{_LEAD_IN}|[,;:!–-]\s+)(?:{_START})", re.IGNORECASE)
_STARTS = re.compile(
    rf"{_LEAD_IN}(?:{_START}|(?:(?:{words.PREPOSITIONS})\s+)?(?:{words.WH})\b)", re.IGNORECASE
)
_WHETHER = re.compile(rf"^\W*(?:{words.WHETHER})\b", re.IGNORECASE)
_INDIRECT = re.compile(
    rf"\b(?:{words.INDIRECT})\b[^.?!]{{0,40}}?\b(?:{words.WH}|{words.WHETHER}|{words.ABOUT})\b",
    re.IGNORECASE,
)
_IMPERATIVE = re.compile(
    rf"{_LEAD_IN}(?:{words.PLEASE})\s+(?:also\s+|auch\s+)?(?!{words.EMPTY_PLEAS})\w{{3,}}",
    re.IGNORECASE,
)
_WISH = re.compile(rf"\b(?:{words.WISHES})\b", re.IGNORECASE)
_COURTESY = re.compile(rf"{_LEAD_IN}(?:{words.COURTESY})\W*$", re.IGNORECASE)
_RHETORIC = re.compile(rf"(?:{_LEAD_IN}|^[^?]*,\s+)(?:{words.RHETORIC})", re.IGNORECASE)
_REPORTED = re.compile(r"\w\W{1,3}[\"“„«»'‘][^\"”“«»]{1,200}[?？][\"”“’«»']?[\s.,]*$")
_MARK = ("?", "？", "؟")
_TRAILING = "\"'”’) »."
_SAYS = re.compile(rf"^\W*(?:{words.STATEMENT_STARTS})\b", re.IGNORECASE)
_RELATIVE = re.compile(r",\s*(?:which|who|die|der|das|qui|que)\s", re.IGNORECASE)
_IS_RELATIVE = re.compile(r"^(?:which|who|that|qui|que)\s", re.IGNORECASE)
# Where one question may end and the next begin.
_JOINT = re.compile(
    rf"(?P<colon>\s*:\s+)(?=(?:{_START}))"
    rf"|(?P<and>(?:\s*[,;]\s*|\s+)(?:{words.AND})\s+)"
    rf"(?=(?:{_START})|(?:(?:{words.PREPOSITIONS})\s+)?(?:{words.WH})\b|(?:{words.WHETHER})\b)"
    rf"|(?P<comma>\s*[,;]\s+(?:(?:{words.AND})\s+)?)(?=(?:{_START}))",
    re.IGNORECASE,
)
_IF_SO = re.compile(rf"(?:{words.IF_SO})\b", re.IGNORECASE)
_MIN_WORDS = 2
_MIN_WORDS_WITHOUT_MARK = 3
_MIN_LETTERS_WITHOUT_BLANKS = 4
_LOOKED_AT_CHARACTERS = 200  # on either side of a joint; a run-on sentence has thousands


def asks(sentence: str) -> bool:
    """True for a question with some substance: no courtesy, no rhetoric, nobody else's."""
    if _is_empty(sentence) or _REPORTED.search(sentence):
        return False
    if not _has_words(sentence, _MIN_WORDS):
        return False
    return has_mark(sentence) or asks_without_mark(sentence) or is_indirect(sentence)


def asks_without_mark(sentence: str) -> bool:
    """True for "do you ship to Malta" and "I lost my code, what now"."""
    return _ASKS_WITHOUT_MARK.search(sentence) is not None


def is_indirect(sentence: str) -> bool:
    """True for "I'd like to know whether …"."""
    return _INDIRECT.search(sentence) is not None


def is_imperative(sentence: str) -> bool:
    """True for "Please cancel …"; not for "Please advise"."""
    return _IMPERATIVE.match(sentence) is not None and _has_words(sentence, _MIN_WORDS_WITHOUT_MARK)


def is_wish(sentence: str) -> bool:
    """True for "I would like a new one": what is wanted, if nothing is asked more plainly."""
    return _WISH.search(sentence) is not None


def has_mark(sentence: str) -> bool:
    """True if it ends with a question mark."""
    return sentence.rstrip(_TRAILING).endswith(_MARK)


def clauses(sentence: str) -> list[str]:
    """The questions that one sentence joins; the sentence itself if it joins none.

    "How long does it take and what does it cost?" asks twice, "can I wash and dry it?" once.
    """
    is_question = has_mark(sentence) or is_indirect(sentence)
    parts: list[str] = []
    start = 0
    for joint in _JOINT.finditer(sentence):
        left = sentence[start : joint.start()][:_LOOKED_AT_CHARACTERS]
        right = sentence[joint.end() :][:_LOOKED_AT_CHARACTERS]
        if _ends_at(joint, left, right, is_question=is_question):
            parts.append(sentence[start : joint.start()].strip())
            start = joint.end()
    parts.append(sentence[start:].strip())
    asking = [part for n, part in enumerate(parts) if n or not _only_says(part)]
    return (asking or parts) if len(parts) > 1 else [sentence]


def _ends_at(joint: re.Match[str], left: str, right: str, *, is_question: bool) -> bool:
    """True if a question of its own begins after this joint."""
    if joint["colon"]:
        return True
    if _IF_SO.match(right) or (_IS_RELATIVE.match(right) and _RELATIVE.search(left)):
        return False
    begins = _STARTS.match(left) is not None or is_indirect(left)
    if not _has_words(left, _MIN_WORDS if begins else _MIN_WORDS_WITHOUT_MARK):
        return False
    return begins or (joint["and"] is not None and is_question)


def _only_says(part: str) -> bool:
    """True for what stands before a question in its sentence without asking anything."""
    if has_mark(part) or _STARTS.match(part) or _WHETHER.match(part):
        return False
    if is_indirect(part) or is_imperative(part):
        return False
    return _SAYS.match(part) is not None or part.endswith(":") or len(part.split()) < _MIN_WORDS


def _is_empty(sentence: str) -> bool:
    return bool(_COURTESY.match(sentence) or _RHETORIC.match(sentence))


def _has_words(sentence: str, count: int) -> bool:
    """True for so many words; scripts without blanks count by character."""
    words_ = [word for word in sentence.split() if any(map(str.isalnum, word))]
    if len(words_) >= count:
        return True
    letters = sum(character >= "\u2e80" and character.isalpha() for character in sentence)
    return letters >= _MIN_LETTERS_WITHOUT_BLANKS
