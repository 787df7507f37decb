"""Splits a message into the things the customer wants, each able to stand alone in a search."""

from __future__ import annotations

import re

from cx_assistant.models import Question

MAX_QUESTIONS = 4
_MAX_QUESTION_CHARACTERS = 400
_MAX_CONTEXT_CHARACTERS = 300
_MIN_WORDS = 4
_LONG_WITHOUT_BLANKS = 24
_STANDS_ALONE_WORDS = 6

_SENTENCE_END = re.compile(r"(?<=[.!?…。？！])[\"'”’)]*\s+|\n\s*\n|\n(?=\s*(?:[-*•]|\d+[.)])\s)")
_ABBREVIATION = re.compile(
    r"\b(?:e\.g|i\.e|z\.b|d\.h|bzw|ca|nr|no|mr|mrs|ms|dr|st|approx|inkl|etc|p\.ej|\d{1,2})\.$",
    re.IGNORECASE,
)
_ABBREVIATION_CHARACTERS = 12  # more than the longest has, so that its word boundary shows
_LIST_MARK = re.compile(r"^\s*(?:[-*•]|\(?\d{1,2}[.)]|[a-d]\))\s+")


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
_QUESTION_WORDS = _any_of(
    """who what whats what's when where wheres where's which why how can could do does did is are
    will would may should am
    wer was wann wo wohin welche[rsn]? warum wieso wie kann können könnt gibt ist sind darf wird
    où quand comment combien pourquoi quel(?:le)?s? est-ce puis-je peut-on pouvez
    dónde cuándo cómo cuánto por_qué qué cuál puedo pueden dove quando come quanto perché posso
    waar wanneer hoe hoeveel waarom welke kan onde como gdzie kiedy jak ile dlaczego czy"""
)
_REQUESTS = _any_of(
    """please pls plz i(?:'d|_would)?_(?:like|want|need) i_never i_(?:can'?t|cannot|don'?t_know)
    i(?:'m|_am)_(?:looking|trying|waiting|wondering|asking)
    (?:tell|let|send|give|help|show)_(?:me|us)
    bitte ich_(?:möchte|will|brauche|würde|hätte) s'il_vous je_(?:voudrais|veux|souhaite)
    quiero quisiera necesito por_favor vorrei graag ik_wil gostaria chciał(?:bym|abym)?"""
)
_POINTING_WORDS = _any_of(
    """it its this that these those they them one ones there he she him her too still
    es er sie ihn ihm das dies diese[rsnm]? davon dafür damit noch ça cela celui-ci celle-ci
    eso esto esta este esa ese questo quello dat dit deze ze isso isto tego"""
)
_AND = r"(?:and(?:\salso)?|also|und(?:\sauch)?|auch|et|y|e|en|plus)"

_GREETING = re.compile(rf"^\W*(?:{_GREETINGS})\b[^.!?\n]{{0,40}}?[,!.\n]\s*", re.IGNORECASE)
_FAREWELL = re.compile(rf"^\W*(?:{_FAREWELLS})\b[^?]{{0,60}}$", re.IGNORECASE)
_ASKS_WITHOUT_MARK = re.compile(rf"^\W*(?:{_AND}\s+)?(?:{_QUESTION_WORDS})\b", re.IGNORECASE)
_REQUEST = re.compile(rf"\b(?:{_REQUESTS})\b", re.IGNORECASE)
_LEANS = re.compile(rf"\b(?:{_POINTING_WORDS})\b", re.IGNORECASE)
_JOINED = re.compile(rf"(?:,\s*|\s+){_AND}\s+(?=(?:{_QUESTION_WORDS})\b)", re.IGNORECASE)


def split_questions(text: str, *, subject: str = "") -> tuple[Question, ...]:
    """What the customer asks, in order; the whole message when nothing reads as a question.

    `search_text` adds what was said before to a question that leans on it, since "can I return
    it?" needs the item named two sentences earlier.
    """
    sentences = split_sentences(without_frame(text))
    asking = _asking(sentences)
    if not asking:
        whole = " ".join(sentences)[: _MAX_QUESTION_CHARACTERS * 2]
        return (Question(text=whole, search_text=_joined(subject, whole)),) if whole else ()
    questions: list[Question] = []
    for position in asking[:MAX_QUESTIONS]:
        said = [sentence for n, sentence in enumerate(sentences[:position]) if n not in asking]
        context = _joined(subject, " ".join(said)[-_MAX_CONTEXT_CHARACTERS:])
        for part in _JOINED.split(sentences[position]):
            questions.append(_question(part.strip(), context))
            context = _joined(context, part)
    return tuple(questions[:MAX_QUESTIONS])


def _asking(sentences: list[str]) -> list[int]:
    """Which sentences ask: questions with some substance, else requests."""
    asking = [n for n, text in enumerate(sentences) if _asks(text) and _is_substantial(text)]
    if asking:
        return asking
    wishes = enumerate(sentences)
    return [n for n, text in wishes if _REQUEST.search(text) and _is_substantial(text)]


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


def _asks(sentence: str) -> bool:
    if sentence.rstrip("\"'”’) ").endswith(("?", "？")):
        return True
    return bool(_ASKS_WITHOUT_MARK.match(sentence))


def _is_substantial(sentence: str) -> bool:
    """False for "By whom??" and "Please advise."; scripts without blanks count by character."""
    return len(sentence.split()) >= _MIN_WORDS or len(sentence) >= _LONG_WITHOUT_BLANKS


def _question(part: str, context: str) -> Question:
    text = part[:_MAX_QUESTION_CHARACTERS]
    leans = _LEANS.search(text) or len(text.split()) < _STANDS_ALONE_WORDS
    return Question(text=text, search_text=_joined(context, text) if leans else text)


def _joined(*parts: str) -> str:
    return " ".join(part.strip() for part in parts if part.strip())
