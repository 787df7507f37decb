"""Splits a message into the things the customer wants, each able to stand alone in a search."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from cx_assistant.intake.asking import asks, clauses, is_imperative, is_wish
from cx_assistant.intake.leaning import antecedent, is_elliptic, is_thin, may_lean, points
from cx_assistant.models import Question

MAX_QUESTIONS = 6
"""So many are searched for; further ones are listed."""
MAX_LISTED = 20
_MAX_QUESTION_CHARACTERS = 400
_WRAPPED_CHARACTERS = 50  # a line as long as this was wrapped by a mail program, not ended
_MAX_ITEM_WORDS = 12
_MIN_WISH_WORDS = 4
_MAX_BEFORE_CHARACTERS = 200
_MAX_STORY_CHARACTERS = 300
_INTRO_CHARACTERS = 120

_SENTENCE_END = re.compile(
    r"(?<=[.!?…。？！])[\"'”’)]*\s+|(?<=[。？！])(?=\w)|\n\s*\n|\n(?=\s*(?:[-*•]|\d+[.)])\s)"
)
_ABBREVIATION = re.compile(
    r"\b(?:e\.g|i\.e|z\.b|d\.h|bzw|ca|nr|no|mr|mrs|ms|dr|st|approx|inkl|etc|p\.ej|\d{1,2})\.$",
    re.IGNORECASE,
)
_ABBREVIATION_CHARACTERS = 12  # more than the longest has, so that its word boundary shows
_LIST_MARK = re.compile(r"^\s*(?:[-*•]|\(?\d{1,2}[.)]|[a-d]\))\s+")
_INLINE_MARK = re.compile(r"(?<=\S)[ \t]+(?=\(?(?:\d{1,2}|[a-h])\)\s+\w)")
_QUESTIONS_FOLLOW = re.compile(
    r"\b(?:questions?|queries|know|ask|fragen?|wissen|savoir|dudas?|preguntas?|saber|domande|domanda|"
    r"sapere|perguntas?|dúvidas?|vragen|weten|pytania|pytanie|frågor|undrar)\b[^.?!]{0,30}:\s*$",
    re.IGNORECASE,
)


def _any_of(words: str) -> str:
    """A pattern for any of these words; `_` stands for a blank inside a word."""
    return "|".join(word.replace("_", r"\s") for word in words.split())


_GREETINGS = _any_of(
    """hi hello hey dear good_(?:morning|afternoon|evening|day) hallo guten_(?:tag|morgen|abend)
    moin servus sehr_geehrte liebe[sr]? bonjour salut bonsoir hola buenos buenas ciao buongiorno
    salve goedemorgen goedendag beste olá bom_dia boa_tarde dzień_dobry cześć witam"""
)
_FAREWELLS = _any_of(
    """(?:(?:many|best|kind|warm)_)?(?:thanks|regards|wishes) thank_you cheers sincerely yours
    (?:mit_)?(?:freundliche[nr]?|liebe[nr]?|viele[nr]?|beste[nr]?)_gr[üu](?:ß|ss)e?n?
    vielen_dank danke lg mfg merci cordialement bien_à_vous saludos gracias un_saludo grazie
    cordiali_saluti bedankt groet(?:en|jes)? met_vriendelijke obrigad[oa] cumprimentos
    pozdrawiam dziękuję"""
)
_GREETING = re.compile(rf"^\W*(?:{_GREETINGS})\b[^.!?\n]{{0,40}}?[,!.\n]\s*", re.IGNORECASE)
_FAREWELL = re.compile(rf"^\W*(?:{_FAREWELLS})\b[^?]{{0,60}}$", re.IGNORECASE)


class _Said(NamedTuple):
    """A sentence, and whether it stands in a list of questions."""

    text: str
    is_listed: bool = False


class _Before(NamedTuple):
    """What stands before a question in its message."""

    earlier: Sequence[str]
    question: Question | None  # right before it
    in_same_sentence: bool
    subject: str
    story: str


def split_questions(text: str, *, subject: str = "") -> tuple[Question, ...]:
    """What the customer asks, in order; the whole message when nothing reads as a question.

    At most 20. `search_text` adds what a question that leans on earlier words takes from them:
    "can I return it?" needs the item named two sentences earlier, and not its story.
    """
    said = _sentences(without_frame(text))
    asking = _asking(said)
    if not asking:
        whole = " ".join(each.text for each in said)[: _MAX_QUESTION_CHARACTERS * 2]
        return (Question(text=whole, search_text=_joined(subject, whole)),) if whole else ()
    questions: list[Question] = []
    earlier: list[str] = []
    told: list[str] = [subject] if subject else []
    for position, sentence in enumerate(said):
        if position not in asking:
            earlier.append(sentence.text)
            told.append(sentence.text)
            continue
        story = " ".join(told)[-_MAX_STORY_CHARACTERS:]
        for number, part in enumerate(clauses(sentence.text)):
            before = _Before(
                earlier=earlier,
                question=_right_before(questions, earlier),
                in_same_sentence=number > 0,
                subject=subject,
                story=story,
            )
            questions.append(_question(part, before))
            earlier.append(questions[-1].text)
            story = _joined(story, part)
        if len(questions) >= MAX_LISTED:
            break
    return tuple(questions[:MAX_LISTED])


def _asking(said: list[_Said]) -> set[int]:
    """Which sentences ask: questions and pleas for something, else wishes."""
    asking = {n for n, each in enumerate(said) if each.is_listed or _wants(each.text)}
    return asking or {n for n, each in enumerate(said) if _is_wish(each.text)}


def _wants(sentence: str) -> bool:
    return asks(sentence) or is_imperative(sentence)


def _is_wish(sentence: str) -> bool:
    return is_wish(sentence) and len(sentence.split()) >= _MIN_WISH_WORDS


def _sentences(text: str) -> list[_Said]:
    """The sentences, those of wrapped lines whole; a short line ends one, as in a chat."""
    found: list[_Said] = []
    blocks = _blocks(text)
    in_list = all(map(_LIST_MARK.match, blocks))
    for block in blocks:
        is_item = _LIST_MARK.match(block) is not None
        sentences = split_sentences(block)
        is_listed = in_list and is_item and len(sentences) == 1 and _is_short(sentences[0])
        found += [_Said(each, is_listed) for each in sentences]
        if not is_item:
            in_list = _QUESTIONS_FOLLOW.search(block[-_INTRO_CHARACTERS:]) is not None
    return found


def _blocks(text: str) -> list[str]:
    """Paragraphs, list items, and lines that were ended rather than wrapped."""
    blocks: list[list[str]] = []
    is_open = False
    for line in _INLINE_MARK.sub("\n", text).split("\n"):
        if not line.strip():
            is_open = False
            continue
        if not is_open or _LIST_MARK.match(line):
            blocks.append([])
        blocks[-1].append(line)
        is_open = len(line.rstrip()) >= _WRAPPED_CHARACTERS
    return [" ".join(lines) for lines in blocks]


def _is_short(item: str) -> bool:
    return len(item.split()) <= _MAX_ITEM_WORDS


def _right_before(questions: Sequence[Question], earlier: Sequence[str]) -> Question | None:
    """The last question, unless a statement stands between."""
    stands_last = bool(questions) and earlier[-1] == questions[-1].text
    return questions[-1] if stands_last else None


def _question(part: str, before: _Before) -> Question:
    text = part[:_MAX_QUESTION_CHARACTERS]
    story = before.story if may_lean(text) else ""
    return Question(text=text, search_text=_joined(_context(text, before), text), story=story)


def _context(text: str, before: _Before) -> str:
    """The words from before that the question cannot be searched without."""
    if points(text):
        return antecedent(before.earlier, fallback=before.subject)
    goes_on = is_elliptic(text) or (before.in_same_sentence and is_thin(text))
    if before.question is not None and goes_on:
        return before.question.search_text[:_MAX_BEFORE_CHARACTERS]
    if not is_thin(text):
        return ""
    statement = before.earlier[-1:] if before.question is None else []
    return antecedent(statement, fallback=before.subject)


def split_sentences(text: str) -> list[str]:
    """The sentences and list items of a text, without their list marks."""
    pieces: list[str] = []
    for piece in _SENTENCE_END.split(text):
        if pieces and _ABBREVIATION.search(pieces[-1][-_ABBREVIATION_CHARACTERS:]):
            pieces[-1] = f"{pieces[-1]} {piece}"
        else:
            pieces.append(piece)
    cleaned = (" ".join(_LIST_MARK.sub("", piece).split()) for piece in pieces)
    return [piece for piece in cleaned if any(map(str.isalnum, piece))]


def without_frame(text: str) -> str:
    """The text without its greeting and its farewell."""
    text = _GREETING.sub("", text.strip(), count=1)
    lines = text.split("\n")
    for position, line in enumerate(lines):
        if position and _FAREWELL.match(line) and len("\n".join(lines[position:])) < 160:
            return "\n".join(lines[:position])
    return text


def _joined(*parts: str) -> str:
    return " ".join(part.strip() for part in parts if part.strip())
