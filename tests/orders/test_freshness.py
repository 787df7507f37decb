from datetime import UTC, datetime, timedelta

import pytest

from cx_assistant.orders.disclosure import view_of
from cx_assistant.orders.freshness import (
    Freshness,
    age_of,
    as_of_fact,
    freshness_of,
    worst_of,
)
from cx_assistant.orders.telling import Telling
from cx_assistant.orders.wording import wording_languages
from cx_assistant.settings.order_schema import DisclosureSettings, OrdersSettings
from tests.orders.builders import BERLIN, NOW, by_email, order

LIMITS = OrdersSettings(stale_after_hours=24, refuse_after_hours=72)


def hours_old(hours: float | None):
    return order(as_of=None if hours is None else NOW - timedelta(hours=hours))


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        (0, Freshness.CURRENT),
        (-5, Freshness.CURRENT),  # the source's clock is ahead
        (24, Freshness.CURRENT),
        (25, Freshness.STALE),
        (73, Freshness.TOO_OLD),
        (None, Freshness.STALE),
    ],
)
def test_an_order_is_told_as_long_as_somebody_has_confirmed_it(hours, expected):
    assert freshness_of(hours_old(hours), LIMITS, now=NOW) is expected


def test_without_limits_age_does_not_matter():
    for hours in (None, 1e5):
        assert freshness_of(hours_old(hours), OrdersSettings(), now=NOW) is Freshness.CURRENT


def test_one_limit_is_enough():
    assert (
        freshness_of(hours_old(9), OrdersSettings(refuse_after_hours=8), now=NOW)
        is Freshness.TOO_OLD
    )
    assert (
        freshness_of(hours_old(900), OrdersSettings(stale_after_hours=8), now=NOW)
        is Freshness.STALE
    )


def test_of_several_orders_the_oldest_counts():
    orders = [hours_old(1), hours_old(30)]

    assert worst_of(orders, LIMITS, now=NOW) is Freshness.STALE
    assert worst_of([*orders, hours_old(100)], LIMITS, now=NOW) is Freshness.TOO_OLD
    assert worst_of([], LIMITS, now=NOW) is Freshness.CURRENT
    assert age_of(hours_old(None), NOW) is None


def told(as_of: datetime | None, language: str):
    view = view_of(order(as_of=as_of), by_email(), DisclosureSettings())
    return as_of_fact(Telling.of(view, language=language, now=NOW, zone=BERLIN))


def test_the_moment_is_told_on_the_shop_s_clock():
    moment = datetime(2026, 6, 8, 22, 30, tzinfo=UTC)

    fact = told(moment, "en")

    assert fact.id == "order:NL-20417:as-of"
    assert fact.text == "This is how order NL-20417 stood on 9 June 2026 at 00:30."
    assert fact.customer_id == "C-1"
    assert (
        told(moment, "de").text
        == "Das ist der Stand der Bestellung NL-20417 vom 9. Juni 2026, 00:30 Uhr."
    )


def test_every_language_has_words_of_its_own():
    texts = {told(NOW, language).text for language in wording_languages()}
    unknown = {told(None, language).text for language in wording_languages()}

    assert len(texts) == len(unknown) == len(wording_languages())
