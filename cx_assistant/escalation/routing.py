"""Which team a ticket goes to, how urgent it is, and by when somebody should look."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from cx_assistant.hours import parse_hours
from cx_assistant.models import EscalationReason, Model, Priority
from cx_assistant.settings.schema import TeamSettings

DEFAULT_TEAM = TeamSettings(name="support", fallback=True)

_URGENT = frozenset(
    {EscalationReason.SELF_HARM, EscalationReason.SAFETY, EscalationReason.ACCOUNT_SECURITY}
)
_HIGH = frozenset(
    {
        EscalationReason.LEGAL_THREAT,
        EscalationReason.PAYMENT_DISPUTE,
        EscalationReason.PRIVACY_REQUEST,
        EscalationReason.ANGER,
        EscalationReason.MEDIA_THREAT,
        EscalationReason.VULNERABLE_CUSTOMER,
        EscalationReason.REPEATED_CONTACT,
        EscalationReason.VIP,
    }
)
# Working time until a first human look.
_RESPONSE_TIME = {
    Priority.URGENT: timedelta(hours=1),
    Priority.HIGH: timedelta(hours=4),
    Priority.NORMAL: timedelta(hours=8),
    Priority.LOW: timedelta(hours=16),
}


class Routing(Model):
    """Where a ticket goes. There is always a team."""

    team: TeamSettings
    priority: Priority
    is_open: bool
    opens: datetime
    due: datetime


def route(
    reasons: Sequence[EscalationReason],
    *,
    language: str,
    now: datetime,
    teams: Sequence[TeamSettings],
) -> Routing:
    """The team for the first reason anybody is responsible for, else the fallback team."""
    team = _team_for(reasons, language, teams)
    priority = _priority(reasons)
    hours = parse_hours(team.hours, team.timezone)
    now = now.astimezone(ZoneInfo(team.timezone))
    return Routing(
        team=team,
        priority=priority,
        is_open=hours.is_open(now),
        opens=hours.opens(now),
        due=hours.after(now, _RESPONSE_TIME[priority]),
    )


def _team_for(
    reasons: Sequence[EscalationReason], language: str, teams: Sequence[TeamSettings]
) -> TeamSettings:
    for reason in reasons:
        able = [team for team in teams if reason in team.reasons]
        if able:
            return next((team for team in able if language in team.languages), able[0])
    return next((team for team in teams if team.fallback), DEFAULT_TEAM)


def _priority(reasons: Sequence[EscalationReason]) -> Priority:
    if _URGENT.intersection(reasons):
        return Priority.URGENT
    if _HIGH.intersection(reasons):
        return Priority.HIGH
    if reasons and reasons[0] is EscalationReason.STAFF_ACTIVE:
        return Priority.LOW
    return Priority.NORMAL
