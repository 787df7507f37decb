"""Takes a message apart into what it says of one thing each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from cx_assistant.orders.item_words import order_words, says, spoken, words_of

_BEGINS = (
    r"(?:(?:also|then|please|bitte|auch|dann|i'd like|i would like|i want)\s+)*(?:i|ich|to|the|my|"
    r"your|a|der|die|das|den|mein\w*|for|is|it|one|return|exchange|cancel|refund|change|modify|swap|send|"
    r"where|when|what|can|could|has|have|did|was|wo|wann|was|kann|können|hat|ist|wie|order)\b"
)
_SPLIT = re.compile(
    r"(?<=[!?;])\s+|(?<=[^\d\s]\.)\s+|(?<=\d{3}\.)\s+|\s*\n+\s*|\s+(?=\d\)\s)|"
    rf",?\s+(?:and|und|also|plus|then|außerdem|sowie|et|y|oraz|en)\s+(?={_BEGINS})|"
    rf",\s+(?:außerdem|also|separately)\b",
    re.IGNORECASE,
)
_INTO = re.compile(
    r"(?<!\bone )(?<!\border )(?<!\bparcel )(?<!\bpackage )(?<!\bsent )(?<!\bgoing )(?<!\bshipped )"
    r"(?<!\bbestellung )(?<!\bpaket )(?<!\bdelivered )(?<!\bwent )"
    r"\b(?:for|to|into|with|gegen|auf|zu|durch|instead|pour|contre|por|per|con|voor)\b",
    re.IGNORECASE,
)
_EXCEPT = re.compile(
    r"\b(?:except(?: for)?|excluding|other than|apart from|but not|not the|besides|außer|bis auf|"
    r"nicht (?:die|das|den|der)|sauf|excepto|salvo|tranne|behalve|exceto|oprócz)\b"
    r".*?(?=\b(?:from|in|of|aus|von)\s+(?:my|the|this|that|meiner|der|dieser)\b|[,;]|$)",
    re.IGNORECASE,
)
# Where money or goods are to go says nothing of the order they come from.
_GOES_TO = re.compile(
    r"(?P<from>\b(?:refund|refunded|money back|credit|pay|charge|erstatt\w*|send it|send them|"
    r"deliver it)\b[^.,;]{0,40}?\b(?:to|on|onto|auf|an|nach|in)\b)(?P<to>[^,;]*)",
    re.IGNORECASE,
)
_GERMAN = frozenset(
    "der die das den dem ein eine einen ich ist sind nicht und mein meine meinen noch bitte zu wo "
    "wann wie für mit auf von kaputt defekt fehlt kein keine hallo habe wird wurde de het een "
    "niet mijn waar".split()
)  # and Dutch, which joins its words as well
_CONDITION = re.compile(
    r"\s*(?:and |but |und |aber )?(?:if|in case|unless|should|wenn|falls|sofern|si|se|als|jeśli)\b",
    re.IGNORECASE,
)
_PREFERENCE = re.compile(
    r"\b(?:prefer\w*|ideally|would rather|lieber|am liebsten|bevorzug\w*)\b", re.I
)
_INDEFINITE = frozenset(
    "a an any another some new more ein eine einen einem einer neue neuen neuer un une una uno een "
    "um uma".split()
)
# "Swap it with" is a change as well, but "change" inside "exchange" is found as its own word.


@dataclass(frozen=True)
class Clause:
    """A part of a message with its own verb, as far as such can be told."""

    text: str
    start: int

    @property
    def end(self) -> int:
        """Where it ends in the message."""
        return self.start + len(self.text)

    @cached_property
    def plain(self) -> str:
        """Its words as `says` compares them."""
        return spoken(self.text)

    @cached_property
    def kept(self) -> str:
        """Without what is wanted instead, where money is to go, and what is excepted."""
        ends = [len(self.text)]
        for verb in order_words().phrases["change"]:
            if f" {verb} " in self.plain:
                at = self.text.lower().find(verb)
                into = _INTO.search(self.text, at + len(verb)) if at >= 0 else None
                ends += [into.start()] if into else []
        preference = _PREFERENCE.search(self.text)
        ends += [preference.start()] if preference else []
        # Blanks, so that the places of the words stay what they are.
        text = _EXCEPT.sub(lambda said: " " * len(said[0]), self.text[: min(ends)])
        return _GOES_TO.sub(lambda said: said["from"] + " " * len(said["to"]), text)

    def is_in_condition(self, word: int) -> bool:
        """True for the jacket of "if the jacket is sold out, cancel the tent"."""
        if _CONDITION.match(self.text) is None:
            return False
        comma = self.text.find(",")
        return comma < 0 or self.words[word][1] < comma

    @cached_property
    def is_german(self) -> bool:
        """True if a word in it is German: "hat" means "has" there, and words are joined."""
        return not _GERMAN.isdisjoint(self.plain.split())

    @cached_property
    def words(self) -> list[tuple[str, int, int]]:
        """The words of `kept` with their places in it."""
        return words_of(self.kept)

    def has(self, kind: str) -> bool:
        """True if it holds a phrase of this kind."""
        return says(self.plain, order_words().phrases[kind])

    def is_indefinite(self, word: int) -> bool:
        """True if the thing at this word is any such thing: "a tent"."""
        before = [each[0] for each in self.words[max(0, word - 2) : word]]
        return bool(_INDEFINITE & set(before)) and not self.has("got")


def clauses_of(text: str) -> list[Clause]:
    """The parts of a message, in order."""
    found, at = [], 0
    for match in _SPLIT.finditer(text):
        if text[at : match.start()].strip():
            found.append(Clause(text[at : match.start()], at))
        at = match.end()
    if text[at:].strip():
        found.append(Clause(text[at:], at))
    return found
