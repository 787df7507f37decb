"""Works out what follows from an order and the rules a test states."""

from __future__ import annotations

from cx_assistant.orders.calendar import Calendar
from cx_assistant.orders.computed import worked_out
from cx_assistant.orders.disclosure import view_of
from cx_assistant.orders.policies import Policies
from cx_assistant.orders.telling import Telling
from cx_assistant.settings.order_schema import DisclosureSettings
from tests.orders.builders import BERLIN, NOW, signed_in

GERMANY = Calendar("DE")


def telling(of, identity=None, *, language="en", now=NOW, calendar=GERMANY):
    view = view_of(of, identity or signed_in(), DisclosureSettings())
    return Telling.of(view, language=language, now=now, zone=BERLIN, calendar=calendar)


def computed(of, identity=None, *, language="en", now=NOW, calendar=GERMANY, **rules):
    about = telling(of, identity, language=language, now=now, calendar=calendar)
    return worked_out(about, Policies(**rules))
