"""All the rules a text states."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from cx_assistant.orders.rules.cancelling import cancelling_in
from cx_assistant.orders.rules.costs import costs_in
from cx_assistant.orders.rules.deliveries import deliveries_in
from cx_assistant.orders.rules.exclusions import exclusions_in
from cx_assistant.orders.rules.last_dates import last_dates_in
from cx_assistant.orders.rules.loyalty import loyalty_in
from cx_assistant.orders.rules.mentions import mentions_in
from cx_assistant.orders.rules.refunds import refunds_in
from cx_assistant.orders.rules.stated import StatedRule
from cx_assistant.orders.rules.statements import Statement, statements_of
from cx_assistant.orders.rules.warranties import warranties_in
from cx_assistant.orders.rules.windows import windows_in
from cx_assistant.orders.rules.words import has_part_of

_LONGEST_STATEMENT = 400  # what is longer is no sentence: a table of contents, a log, code
_UNTIMED: dict[str, Callable[[Statement], Iterable[StatedRule]]] = {
    "cancelling": cancelling_in,
    "costs": costs_in,
    "loyalty": loyalty_in,
    "exclusions": exclusions_in,
    "last_dates": last_dates_in,
}


def extract_rules(text: str, *, headings: Sequence[str] = ()) -> tuple[StatedRule, ...]:
    """The rules a text states, in order, each with its own words as `text[start:end]`.

    `headings` are what stands above the text; its own headings, lead-ins and table headers are
    read from it: "14 days" under "Sale items" is a rule for sale items. Questions, examples and
    what used to hold are no rules. Rather nothing is found than the days of another matter.
    """
    found: dict[StatedRule, None] = {}
    for statement in statements_of(text, headings):
        if statement.text.endswith("?"):
            continue
        for rule in _rules_in(statement):
            found[rule.model_copy(update={"quote": text[rule.start : rule.end]})] = None
    return tuple(found)


def _rules_in(statement: Statement) -> Iterator[StatedRule]:
    if len(statement.text) > _LONGEST_STATEMENT:
        return
    words = f"{statement.text}\n{statement.context}".lower()
    if has_part_of("foreign", statement.text.lower()):
        return
    mentions = mentions_in(statement) if has_part_of("timed", words) else ()
    for mention in mentions:
        rules = [*windows_in(mention), *refunds_in(mention), *warranties_in(mention)]
        # One time is for one matter: what takes days to come back is not delivered in them.
        yield from rules or deliveries_in(mention)
    for matter, read in _UNTIMED.items():
        if has_part_of(matter, words):
            yield from read(statement)
