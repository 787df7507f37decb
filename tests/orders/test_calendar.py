from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cx_assistant.errors import ConfigError
from cx_assistant.orders.calendar import Calendar
from cx_assistant.settings.schema import ShopSettings
from tests.orders.working_out import GERMANY


def test_regions_and_closed_days_of_the_shop_count_as_well():
    corpus_christi = date(2026, 6, 4)
    shop = ShopSettings(country="de", region="by", closed_days=(date(2026, 6, 5),))

    assert Calendar("DE", "HH").is_working_day(corpus_christi)
    assert not Calendar.of(shop).is_working_day(corpus_christi)
    assert Calendar.of(shop).add_working_days(date(2026, 6, 3), 1) == date(2026, 6, 8)


@pytest.mark.parametrize(("country", "region"), [("XX", ""), ("DE", "ZZ"), ("Germany", "")])
def test_a_country_nobody_knows_is_a_mistake_in_the_settings(country, region):
    with pytest.raises(ConfigError, match="no public holidays are known"):
        Calendar.of(ShopSettings(country=country, region=region))


@given(start=st.dates(date(2024, 1, 1), date(2030, 1, 1)), count=st.integers(0, 40))
def test_working_days_are_counted_one_by_one(start, count):
    end = GERMANY.add_working_days(start, count)
    between = [start + timedelta(days=n) for n in range(1, (end - start).days + 1)]

    assert sum(map(GERMANY.is_working_day, between)) == count
    assert count == 0 or GERMANY.is_working_day(end)


def test_facts_load_the_holidays_only_when_they_count_them():
    script = "import cx_assistant.orders.computed, sys; print('holidays' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "False"
