"""Takes a message apart into what it says of one thing each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from cx_assistant.orders.item_words import order_words, says, spoken, words_of

# Who says this takes back what was said just before it.
TAKEN_BACK = re.compile(
    r"\b(?:(?:oh |ah )?no,? wait|wait,? no|(?:oh |ah )?no,? sorry|sorry,? (?:no\b|i mean\w*|wrong)|"
    r"actually,? not?|i meant|scratch that|correction|make that|or rather|on second thoughts?|"
    r"changed my mind|no,? (?:not )?the other|nein,? (?:warte|sorry|moment|doch)|"
    r"moment,? nein|warte,? nein|ach nein|ich meinte|quatsch|vergiss das|non,? attends?|"
    r"no,? espera|no,? aspetta|nee,? wacht)\b",
    re.IGNORECASE,
)
_BEGINS = (
    r"(?:(?:also|then|please|bitte|auch|dann|i'd like|i would like|i want)\s+)*(?:i|ich|to|the|my|"
    r"your|a|der|die|das|den|mein\w*|for|is|it|one|return|exchange|cancel|refund|change|modify|swap|send|"
    r"where|when|what|can|could|has|have|did|was|wo|wann|was|kann|können|hat|ist|wie|order)\b"
)
_SPLIT = re.compile(
    r"(?<=[!?;])\s+|(?<=[^\d\s]\.)\s+|(?<=\d{3}\.)\s+|\s*\n+\s*|\s+(?=\d\)\s)|"
    rf",?\s+(?:and|und|also|plus|then|außerdem|sowie|et|y|oraz|en)\s+(?={_BEGINS})|"
    rf",\s+(?:außerdem|also|separately)\b|[,;]?\s+(?:[–—-]\s*)?(?={TAKEN_BACK.pattern})",
    re.IGNORECASE,
)
_INTO = re.compile(
    r"(?<!\bone )(?<!\border )(?<!\bparcel )(?<!\bpackage )(?<!\bsent )(?<!\bgoing )(?<!\bshipped )"
    r"(?<!\bbestellung )(?<!\bpaket )(?<!\bdelivered )(?<!\bwent )"
    r"\b(?:for|to|into|with|gegen|auf|zu|durch|instead|pour|contre|por|per|con|voor)\b",
    re.IGNORECASE,
)
_ADDED = re.compile(r"\b(?:and|und|also|plus|sowie|außerdem|et|y|oraz|en)\b", re.IGNORECASE)
# An order by what is in it: "the tent order", "the one for the stove".
_ORDER_OF = re.compile(
    r"\b(?:the|my|that)\s+(?:(?!(?:same|whole|entire|full|from|in|of|this|that|order)\b)"
    r"[^\W\d_][\w'-]*\s+){1,3}(?:order|parcel|package)\b|"
    r"\b(?:order|parcel|package|bestellung|paket)\s+(?:for|with|containing|mit|für)\b",
    re.IGNORECASE,
)
_ONE_OF = re.compile(
    r"\b(?:the|my)\s+(?:other\s+)?one\s+(?:for|with|containing)\b|"
    r"\bdie\s+(?:andere\s+)?(?:mit|für)\b",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"\b(?:(?:the|my|that)\s+other\s+(?:one|order|parcel|package)|"
    r"(?:die|meine)\s+anderen?(?:\s+bestellung)?(?!\s+\w)|das\s+andere\s+paket|l'autre(?:\s+commande)?|"
    r"el\s+otro(?:\s+pedido)?|l'altro(?:\s+ordine)?|de\s+andere(?:\s+bestelling)?)\b",
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
    is_added: bool = False  # after an "and"

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

    @cached_property
    def excepted(self) -> Clause | None:
        """The tent of "all my orders except the tent", at its place; None if nothing is."""
        found = _EXCEPT.search(self.text)
        if found is None:
            return None
        named = re.sub(
            r"(?i)^(?:except(?: for)?|excluding|other than|but not|not|nicht)\b", "", found[0]
        )
        return Clause(named, self.start + found.end() - len(named))

    @property
    def takes_back(self) -> bool:
        """True for "no wait, the tent": it replaces what was said before."""
        return TAKEN_BACK.search(self.text) is not None

    @property
    def is_of_other(self) -> bool:
        """True for "cancel the other one"."""
        return _OTHER.search(self.text) is not None

    @property
    def names_order(self) -> bool:
        """True if it speaks of an order by what is in it, not of a thing only."""
        return _ORDER_OF.search(self.text) is not None

    @property
    def adds_order(self) -> bool:
        """True for "and the one for the stove", after an order was spoken of."""
        return self.is_added and (self.names_order or _ONE_OF.search(self.text) is not None)

    def has(self, kind: str) -> bool:
        """True if it holds a phrase of this kind."""
        return says(self.plain, order_words().phrases[kind])

    def is_indefinite(self, word: int) -> bool:
        """True if the thing at this word is any such thing: "a tent"."""
        before = [each[0] for each in self.words[max(0, word - 2) : word]]
        return bool(_INDEFINITE & set(before)) and not self.has("got")


def clauses_of(text: str) -> list[Clause]:
    """The parts of a message, in order."""
    found, at, is_added = [], 0, False
    for match in _SPLIT.finditer(text):
        if text[at : match.start()].strip():
            found.append(Clause(text[at : match.start()], at, is_added))
        at, is_added = match.end(), _ADDED.search(match[0]) is not None
    if text[at:].strip():
        found.append(Clause(text[at:], at, is_added))
    return found
