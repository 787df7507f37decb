"""What the customer's orders say, and which of it answers a question."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from pydantic import Field

from cx_assistant.escalation.gate import Missing
from cx_assistant.intake.intents import Reading, Topic
from cx_assistant.models import ActionProposal, Evidence, Model, Signal
from cx_assistant.orders.policies import Policies, RuleKind

# Which facts of an order answer which kind of question, in the order they are told. Of the names
# in one place, the first that each order has is told: a link makes its bare number superfluous.
_TELLING: dict[Topic, tuple[tuple[str, ...], ...]] = {
    Topic.ORDER_STATUS: (
        ("status",),
        ("late", "eta", "expected"),
        ("delivered",),
        ("unsent",),
        ("sent",),
        ("tracking-link", "tracking"),
    ),
    Topic.RETURN_ITEM: (("return", "status"),),
    Topic.REFUND: (("refund-due", "refund-total", "refund", "status"),),
    Topic.PAYMENT: (
        ("paid-together", "paid-total", "payment", "total", "status"),
        ("refunds-together", "refund-total", "refund"),
    ),
    Topic.CHANGE_ORDER: (("dispatch", "cancel", "status"),),
    Topic.ORDER_CONTENTS: (("goods", "item"), ("contents",), ("unsent",), ("placed",)),
    Topic.DAMAGED_OR_MISSING: (("status",), ("late", "eta"), ("tracking-link",)),
}
_ADDRESSES = (("shipping-address",), ("billing-address",))
_ASKS_FOR_ADDRESS = re.compile(
    r"\b(?:which|what|where|welche\w*|wohin|quelle|qué|cuál|quale|welk\w*|qual|jaki\w*)"
    r"(?:['’]s| is)?\s(?:\w+\s){0,2}?\w*"
    r"(?:address|adress|anschrift|direcci|indirizz|adres|endere|morada)",
    re.IGNORECASE,
)
_CHANGES = re.compile(
    r"\b(?:chang|updat|correct|wrong|new\b|änder|falsch|neue?\b|corrig|modif|cambi|wijzig|mud|zmie)",
    re.IGNORECASE,
)
_CANCELS = re.compile(r"\b(?:cancel|storn|annul|anul|annuleer)", re.IGNORECASE)
_TO_CANCEL = (("cancel", "dispatch", "status"),)
# Told only if the customer's words ask for it, whatever the question was taken for. Stems, as the
# shop's languages inflect.
_ON_REQUEST: tuple[tuple[re.Pattern[str], tuple[tuple[str, ...], ...]], ...] = tuple(
    (re.compile(rf"\b(?:{stems})", re.IGNORECASE), places)
    for stems, places in (
        (
            "address|adress|anschrift|lieferadress|rechnungsadress|direcci|indirizz|endere|morada",
            _ADDRESSES,
        ),
        (
            "track|carrier|sendungs|paketdienst|nummer der sendung|suivi|seguimiento|tracciamento",
            (("tracking-link", "tracking", "past-tracking-link", "past-tracking"),),
        ),
        ("exchang|umtausch|tausch|échang|cambi|ruil|omruil|troc|wymian|wymien", (("exchange",),)),
        ("warrant|guarant|garant|gwaranc|gewährleist", (("warranty",),)),
        ("points|punkte|punti|puntos|pontos|punten|punkt|miles|meilen", (("loyalty",),)),
        ("discount|rabatt|remise|descuento|sconto|korting|desconto|rabat", (("discount",),)),
        ("vat\\b|tax|mwst|mehrwertsteuer|umsatzsteuer|tva\\b|iva\\b|btw\\b", (("tax",),)),
    )
)
_POINTS = r"(?:points|miles|punkte|meilen|puntos|punti|punten|pontos|punktów)"
# Whoever asks what their account holds; not what an order earns, or when points expire.
_ASKS_FOR_BALANCE = re.compile(
    rf"\b(?:how many (?:\w+ )?{_POINTS} (?:do i have|have i got|are on my account|are left)|"
    rf"(?:what is|what's|tell me) my (?:\w+ )?(?:balance of {_POINTS}|{_POINTS} balance)|"
    rf"wie viele (?:\w+ )?{_POINTS} (?:habe ich|sind auf meinem konto)|"
    rf"combien de (?:\w+ )?{_POINTS} (?:ai-je|j'ai)|combien ai-je de {_POINTS}|"
    rf"cuántos {_POINTS} (?:tengo|me quedan)|quanti {_POINTS} ho|hoeveel {_POINTS} heb ik|"
    rf"quantos {_POINTS} (?:eu )?tenho|ile mam {_POINTS})\b",
    re.IGNORECASE,
)
# Who asks for one of these is not served with another fact of the order instead.
_ONLY_ASKED_FOR = (("warranty",),)
_MAY_MEAN_ANOTHER = frozenset({Topic.ORDER_STATUS, Topic.REFUND, Topic.PAYMENT, Topic.CHANGE_ORDER})
_PER_ITEM = ("item", "return", "warranty", "contents")
# Whatever is told of an order that nobody has confirmed for long is told with its age.
_WITH_ANY = "as-of"
ORDER_TOPICS = frozenset(_TELLING)
_RULES_OF = {
    Topic.RETURN_ITEM: frozenset(
        {RuleKind.RETURN_WINDOW, RuleKind.SALE_RETURN_WINDOW, RuleKind.EXCHANGE_WINDOW}
    ),
    Topic.REFUND: frozenset({RuleKind.REFUND}),
    Topic.CHANGE_ORDER: frozenset({RuleKind.CANCEL}),
}
_RULES_ON_REQUEST = {
    "exchange": RuleKind.EXCHANGE_WINDOW,
    "warranty": RuleKind.WARRANTY,
    "loyalty": RuleKind.LOYALTY,
}
_LIKELY = 0.5
_WORD = re.compile(r"[^\W\d_]{3,}")


class OrderFindings(Model):
    """What the customer's orders say, or why nothing may be said."""

    customer_id: str | None = Field(default=None, description="only when verified")
    customer_name: str = ""
    own_order_ids: tuple[str, ...] = ()
    facts: tuple[Evidence, ...] = ()
    orders_of: tuple[frozenset[str], ...] = Field(
        default=(), description="per question the orders it is about; empty set: all of them"
    )
    missing: Missing | None = None
    asked_order: str = Field(default="", description="an order number that is not theirs")
    is_named: bool = Field(default=False, description="the customer said which order it is about")
    choices: tuple[str, ...] = Field(default=(), description="own orders it may be about")
    signals: tuple[Signal, ...] = ()
    balance: Evidence | None = Field(default=None, description="the points their account holds")
    proposals: tuple[ActionProposal, ...] = ()
    policies: Policies = Field(default=Policies(), description="in force on the shop's day")

    def conflicts_for(self, asked: Iterable[tuple[Reading, str]]) -> tuple[str, ...]:
        """The disagreements on rules that an answer to these questions would use."""
        kinds = {kind for reading, text in asked for kind in _rules_for(reading, text)}
        return self.policies.conflicts_on(kinds)

    def balance_for(self, text: str) -> Evidence | None:
        """The points of the account, if the customer asks for them and they are known."""
        if self.balance is None or not _ASKS_FOR_BALANCE.search(text.replace("’", "'")):
            return None
        return _scored(self.balance, 0)

    def chance(self, reading: Reading) -> float:
        """How likely the facts told for this reading answer the question.

        As likely as it was read right: its likeliest topic against the likeliest that no order
        can tell. Where the order was only guessed at, as likely as an order was meant at all.
        """
        told = max((each.score for each in reading.topics if each.topic in _TELLING), default=0.0)
        other = max((s.score for s in reading.topics if s.topic not in _TELLING), default=0.0)
        read_right = told / (told + other) if told else 0.0
        return read_right if self.is_named else min(read_right, reading.about_own_order)

    def facts_for(self, reading: Reading, text: str, *, question: int = 0) -> list[Evidence]:
        """All facts, those first that the question asks for; the others score 0.

        Where each item has a fact of its own, those are told that the customer's words name.
        """
        about = self.orders_of[question] if question < len(self.orders_of) else frozenset()
        facts = [f for f in self.facts if not about or f.source in about]
        told: dict[str, Evidence] = {}
        places = _places_for(reading, text)
        if _asks_in_vain(reading, places, facts):
            places = []
        for names in places:
            for fact in _told_at(names, facts, text):
                told.setdefault(fact.id, _scored(fact, len(told)))
        if told:
            for fact in facts:
                if _is_called(fact, _WITH_ANY):
                    told.setdefault(fact.id, _scored(fact, len(told)))
        return [*told.values(), *(fact for fact in self.facts if fact.id not in told)]


def _rules_for(reading: Reading, text: str) -> Iterator[RuleKind]:
    yield from _RULES_OF.get(reading.topic, ())
    for asked, places in _ON_REQUEST:
        if asked.search(text):
            names = (name for place in places for name in place)
            yield from (_RULES_ON_REQUEST[name] for name in names if name in _RULES_ON_REQUEST)


def _scored(fact: Evidence, place: int) -> Evidence:
    return fact.model_copy(update={"score": 1.0 - place / 100})


def _places_for(reading: Reading, text: str) -> list[tuple[str, ...]]:
    """What to tell: what is asked for by name, then for the likeliest topic and others."""
    likely = [each.topic for each in reading.topics if each.score >= _LIKELY]
    topics = likely or [reading.topic]
    wanted: tuple[tuple[str, ...], ...] = ()
    if Topic.CHANGE_ORDER not in topics:  # "my new address" is to be changed, not told
        wanted = tuple(p for asked, places in _ON_REQUEST if asked.search(text) for p in places)
    elif _CANCELS.search(text):
        wanted = _TO_CANCEL
    elif _ASKS_FOR_ADDRESS.search(text) and not _CHANGES.search(text):
        wanted = _ADDRESSES
    places = [place for topic in topics for place in _TELLING.get(topic, ())]
    covered = _TELLING[Topic.CHANGE_ORDER] if wanted in (_TO_CANCEL, _ADDRESSES) else ()
    return list(dict.fromkeys([*wanted, *(each for each in places if each not in covered)]))


def _asks_in_vain(
    reading: Reading, places: Sequence[tuple[str, ...]], facts: Sequence[Evidence]
) -> bool:
    """True if the one thing asked for is not known: articles may tell it, other facts do not."""
    asked = [place for place in places if place in _ONLY_ASKED_FOR]
    known = any(_is_called(fact, name) for fact in facts for place in asked for name in place)
    likely = {each.topic for each in reading.topics if each.score >= _LIKELY}
    return bool(asked) and not known and not likely & _MAY_MEAN_ANOTHER


def _told_at(names: tuple[str, ...], facts: Sequence[Evidence], text: str) -> list[Evidence]:
    """What each order tells at one place; a sum over several of them speaks for all."""
    together = [f for f in facts if any(_is_called(f, name) for name in names if _is_sum(name))]
    if together:
        return together
    found: list[Evidence] = []
    for source in dict.fromkeys(fact.source for fact in facts):
        own = [fact for fact in facts if fact.source == source]
        found += _those_named(_first_of(names, own, text), text, of=own)
    is_per_item = any(name in _PER_ITEM for name in names)
    return _those_named(found, text, of=facts) if is_per_item else found


def _is_sum(name: str) -> bool:
    return name.endswith("-together")


def _first_of(names: tuple[str, ...], facts: Sequence[Evidence], text: str) -> list[Evidence]:
    """Those of the first name there are any of; of other parcels, those of the next name."""
    found: list[Evidence] = []
    for name in names:
        called = [fact for fact in facts if _is_called(fact, name)]
        if name == "goods" and _names_one(facts, text):
            continue  # who asks about one thing is told about that
        taken = {_number_of(fact) for fact in found}
        if not found:
            found = called
        elif "" not in taken:
            found += [fact for fact in called if _number_of(fact) not in {*taken, ""}]
    return found


def _names_one(facts: Sequence[Evidence], text: str) -> bool:
    items = [fact for fact in facts if _is_called(fact, "item") and _number_of(fact)]
    return len(_those_named(items, text, of=facts)) < len(items)


def _number_of(fact: Evidence) -> str:
    """`2` for `eta-2`; empty for what is told of the whole order."""
    last = fact.id.rpartition("-")[2]
    return last if last.isdigit() else ""


def _is_called(fact: Evidence, name: str) -> bool:
    """True for `eta` and `order:NL-20417:eta-1`."""
    own = fact.id.rpartition(":")[2]
    return own == name or own.startswith(f"{name}-")


def _those_named(facts: Sequence[Evidence], text: str, *, of: Sequence[Evidence]) -> list[Evidence]:
    """Of several facts of one kind, those whose own words the customer used; else all.

    `of` are the facts of the order: words that none of its items has tell no item from another.
    """
    if len(facts) < 2:
        return list(facts)
    said = _words(text) & (_names_in(of) or _own_words(facts))
    hits = [len(_words(fact.text) & said) for fact in facts]
    return [fact for fact, count in zip(facts, hits, strict=True) if count == max(hits)]


def _names_in(facts: Sequence[Evidence]) -> frozenset[str]:
    """The words by which the items of an order differ; none where they are withheld."""
    return _own_words([fact for fact in facts if _is_called(fact, "item") and _number_of(fact)])


def _own_words(facts: Sequence[Evidence]) -> frozenset[str]:
    words = [_words(fact.text) for fact in facts]
    return frozenset().union(*words) - frozenset.intersection(*words) if words else frozenset()


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.lower()))
