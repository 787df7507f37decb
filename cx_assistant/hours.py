"""Opening hours as shops write them: `Mon-Fri 09:00-18:00, Sat 10:00-14:00`, or `24/7`."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from cx_assistant.models import Model

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ENTRY = re.compile(r"([a-z]{3})(?:\s*-\s*([a-z]{3}))?\s+(\d{1,2}:\d{2})\s*-\s*(\d{1,2}:\d{2})")
_EXAMPLE = "write e.g. 'Mon-Fri 09:00-18:00, Sat 10:00-14:00' or '24/7'"


class Shift(Model):
    """Open on `weekday` (0 = Monday) from `start` to `end`, local time."""

    weekday: int
    start: time
    end: time


class Hours(Model):
    """When a team works, in its own time zone."""

    shifts: tuple[Shift, ...]
    timezone: str
    always: bool = False

    def is_open(self, now: datetime) -> bool:
        """True if somebody is there at this moment."""
        return self.always or any(start <= now < end for start, end in self._near(now))

    def opens(self, now: datetime) -> datetime:
        """This moment if the team is there, else when it next is."""
        if self.is_open(now):
            return now
        return min(start for start, _ in self._near(now) if start > now)

    def after(self, now: datetime, working_time: timedelta) -> datetime:
        """The moment by which this much working time has passed."""
        if self.always:
            return now + working_time
        while True:
            now = self.opens(now)
            end = min(end for start, end in self._near(now) if start <= now < end)
            if now + working_time <= end:
                return now + working_time
            working_time -= end - now
            now = end

    def _near(self, now: datetime) -> list[tuple[datetime, datetime]]:
        """Shifts from yesterday to eight days ahead, as moments in time."""
        zone = ZoneInfo(self.timezone)
        today = now.astimezone(zone).date()
        days = [today + timedelta(days=offset) for offset in range(-1, 9)]
        return [
            (datetime.combine(day, s.start, zone), _end(datetime.combine(day, s.end, zone), s))
            for day in days
            for s in self.shifts
            if s.weekday == day.weekday()
        ]


def _end(moment: datetime, shift: Shift) -> datetime:
    return moment if shift.end > shift.start else moment + timedelta(days=1)  # over midnight


def parse_hours(text: str, timezone: str) -> Hours:
    """The hours this text means; raises `ValueError` with an example if it means none."""
    if text.strip().lower() == "24/7":
        return Hours(shifts=(), timezone=timezone, always=True)
    shifts: list[Shift] = []
    for entry in text.lower().split(","):
        found = _ENTRY.fullmatch(entry.strip())
        if found is None:
            message = f"cannot read the hours {text!r}; {_EXAMPLE}"
            raise ValueError(message)
        shifts.extend(_shifts(found, text))
    return Hours(shifts=tuple(shifts), timezone=timezone)


def _shifts(found: re.Match[str], text: str) -> list[Shift]:
    first, last, start, end = found.groups()
    try:
        days = _day_range(first, last or first)
        times = [time.fromisoformat(part.rjust(5, "0")) for part in (start, end)]
    except ValueError as error:
        message = f"cannot read the hours {text!r}; {_EXAMPLE}"
        raise ValueError(message) from error
    return [Shift(weekday=day, start=times[0], end=times[1]) for day in days]


def _day_range(first: str, last: str) -> list[int]:
    start, end = _DAYS.index(first), _DAYS.index(last)
    return [day % 7 for day in range(start, end + 1 if end >= start else end + 8)]
