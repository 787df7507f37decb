"""Which days a shop works: no weekends, no public holidays, none of its own closed days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from cx_assistant.errors import ConfigError
from cx_assistant.settings.schema import ShopSettings

_ONE_DAY = timedelta(days=1)
_LAST = date.max - timedelta(days=366)


@dataclass(frozen=True)
class Calendar:
    """Counts working days. Without a country it knows weekends and the shop's closed days only."""

    country: str = ""
    region: str = ""
    closed_days: frozenset[date] = frozenset()

    @classmethod
    def of(cls, shop: ShopSettings) -> Calendar:
        """The calendar of `[shop]`; raises `ConfigError` for a country or region nobody knows."""
        calendar = cls(shop.country.upper(), shop.region.upper(), frozenset(shop.closed_days))
        if calendar.counts_holidays:
            _holidays(calendar.country, calendar.region, 2026)
        return calendar

    @property
    def counts_holidays(self) -> bool:
        """True if public holidays are known, so that a sentence may say so."""
        return bool(self.country)

    def is_working_day(self, day: date) -> bool:
        """True from Monday to Friday, unless it is a holiday or the shop is closed."""
        if day.weekday() >= 5 or day in self.closed_days:
            return False
        return not self.counts_holidays or day not in _holidays(self.country, self.region, day.year)

    def add_working_days(self, start: date, count: int) -> date:
        """The working day that comes `count` working days after `start`."""
        day = start
        while count > 0 and day < _LAST:
            day += _ONE_DAY
            count -= self.is_working_day(day)
        return day


@lru_cache(maxsize=256)
def _holidays(country: str, region: str, year: int) -> frozenset[date]:
    # The library takes some milliseconds, and most processes never need it.
    import holidays

    try:
        return frozenset(holidays.country_holidays(country, subdiv=region or None, years=year))
    except NotImplementedError as error:
        message = (
            f"no public holidays are known for country {country!r}, region {region!r}; write ISO "
            "3166 codes under [shop] such as country = 'DE', region = 'BY', or leave them out"
        )
        raise ConfigError(message) from error
