"""For whom and for what a rule holds, and on which condition."""

from __future__ import annotations

import re
from functools import cache

from cx_assistant.orders.rules.mentions import Mention
from cx_assistant.orders.rules.stated import Scope
from cx_assistant.orders.rules.statements import Statement
from cx_assistant.orders.rules.words import listed, pattern, whole_words

_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_NOUN = re.compile(r"\b[A-ZÄÖÜ][\wäöüß-]+")
_FOR = re.compile(r"^[^,;:()]{0,40}?\b(?:for|on|für|auf|bei)\s+(?P<goods>[^,;:().]{2,50})", re.I)
_STARTS = re.compile(r"(?:^|[.:?!;])\W*$")
_CLAUSE_END = re.compile(r"[,;:()]|\s[–—]\s|$")


def scope_of(mention: Mention, *, goods: bool = True) -> Scope:
    """What the words around a time limit its rule to."""
    region, statement = mention.region, mention.statement
    near = f"{statement.row} \n {statement.column}"
    return Scope(
        goods=goods_of(mention) if goods else "",
        countries=countries_in(region) or countries_in(near),
        service=_found("service", region) or _found("service", near),
        tier=_found("tier", region) or _found("tier", statement.nearest),
        period=_found("period", statement.text) or _found("period", statement.context),
    )


def goods_of(mention: Mention) -> str:
    """The goods a time is limited to; empty if it is for all of them, or for all in a sale."""
    region = mention.region
    candidates = [
        match["goods"]
        for each in listed("scopes")["acted_on"]
        if (match := re.search(each, region, re.IGNORECASE))
    ]
    after = _FOR.match(mention.after)
    if after and not pattern("scopes", "not_goods").match(after["goods"]):
        candidates.append(after["goods"])
    if mention.statement.row:
        candidates.append(mention.statement.row)
    return next((each.strip() for each in candidates if not is_general(each)), "") or (
        _german_goods(mention)
    )


def is_general(words: str) -> bool:
    """True for "most items" and "anything you buy", not for "headphones"."""
    text = pattern("scopes", "sale").sub(" ", words)
    for name in ("state", "not_sale"):
        text = pattern("scopes", name).sub(" ", text)
    for concept in ("returning", "exchanging", "window_word"):
        text = pattern("concepts", concept).sub(" ", text)
    if re.search(r"\b(?:orders?|purchases?|bestellung(?:en)?)\s*$", words, re.IGNORECASE):
        return True
    general = whole_words("scopes", "goods_general")
    german = whole_words("scopes", "goods_general_de")
    rest = [
        word
        for word in _WORD.findall(text)
        if not (general.fullmatch(word) or german.fullmatch(word) or _is_function_word(word))
    ]
    return not rest


def condition_of(text: str) -> str | None:
    """The words that limit a rule to goods in some state; None if they limit it otherwise.

    A reason that everybody has who returns something ("if you change your mind") limits nothing.
    """
    found: list[str] = []
    for match in whole_words("scopes", "conditional").finditer(text):
        clause = text[match.start() : _CLAUSE_END.search(text, match.end()).start()]  # type: ignore[union-attr]
        if pattern("scopes", "harmless_condition").search(clause):
            continue
        if not pattern("scopes", "state").search(clause):
            return None
        found.append(clause.strip(" .!"))
    if not found:
        found = [match[0] for match in pattern("scopes", "state").finditer(text)]
    return ", ".join(found)


def first_of(text: str, names: re.Pattern[str]) -> str:
    """The first of these names that the text uses, as it is written there."""
    match = names.search(text)
    return match[0].strip() if match else ""


def named_in(name: str, statement: Statement) -> str:
    """The words of a scope in the statement or in the cells beside it."""
    return _found(name, f"{statement.text} \n {statement.row} \n {statement.column}")


def _found(name: str, text: str) -> str:
    return first_of(text, pattern("scopes", name))


def countries_in(text: str) -> str:
    """The countries the text names, in order, as "Germany, Austria, UK"."""
    return ", ".join(dict.fromkeys(match[0].strip() for match in countries().finditer(text)))


@cache
def countries() -> re.Pattern[str]:
    """Names of countries and of groups of them, in English and German."""
    from babel import Locale  # slow to load, and needed only where rules are read

    names = {
        name
        for language in ("en", "de")
        for code, name in Locale(language).territories.items()
        if code.isalpha() and len(name) > 3 and name not in _AMBIGUOUS
    }
    groups = "|".join(listed("scopes")["countries"])
    single = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{groups}|(?:{single})(?!\w))")


_AMBIGUOUS = {"Island", "Jersey", "Georgia", "Turkey", "Welt", "World", "Mali", "Togo", "Chad"}


def _german_goods(mention: Mention) -> str:
    """Nouns have capitals in German: one that is not about returning names goods."""
    if not re.search(r"\b(?:tag|woche|monat|jahr|werktag)\w*", mention.region, re.IGNORECASE):
        return ""
    said = mention.region.rfind(":", 0, len(mention.region) - len(mention.after)) + 1
    for match in _NOUN.finditer(mention.region, said):
        if _STARTS.search(mention.region[: match.start()]) and not _is_subject(mention, match):
            continue  # any word has a capital there
        if not is_general(match[0]) and not countries().search(match[0]):
            return match[0]
    return ""


def _is_subject(mention: Mention, word: re.Match[str]) -> bool:
    return pattern("scopes", "finite_verb").match(mention.region[word.end() :]) is not None


def _is_function_word(word: str) -> bool:
    return whole_words("scopes", "function_words").fullmatch(word) is not None
