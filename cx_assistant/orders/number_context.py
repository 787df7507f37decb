"""Tells from the words around a bare number that it is no order number."""

from __future__ import annotations

import re

ORDER_WORD = (
    r"(?:orders?|bestellungen?|bestellung|bestell|auftr[aä]gs?|auftrag|purchase|invoice|rechnungs?|"
    r"commandes?|pedidos?|ordin[ei]|bestellingen?|bestelling|encomendas?|zam[oó]wieni[aeu])"
)
_UNIT = re.compile(
    r"(?:g|l|m|v|w|x|am|pm)\b|\s?(?:kg|mg|ml|cl|cm|mm|km|wh|mah|gb|tb|mb|lbs?|oz|inch|ft|st[üu]ck|stk|"
    r"pieces?|pcs|units?|items?|people|euros?|eur|usd|gbp|chf|dollars?|pounds?|points?|punkte|"
    r"times|minutes?|hours?|days?|weeks?|months?|years?|minuten|stunden|tage|wochen|monate|jahre|"
    r"uhr)\b|\s?[€$£%°]|\s?(?:zł|kč)",
    re.IGNORECASE,
)
_NO_ORDER = re.compile(
    r"(?:\b(?:plz|zip|zip ?code|post ?code|postal code|postleitzahl|tel|telefon|telephone|phone|"
    r"fon|mobile|handy|call|fax|article|artikel|art|item|sku|ean|model|modell|size|gr[öo][ßs]+e|iban|bic|"
    r"pin|code|voucher|gutschein|coupon|norm|iso|din|version|serial|seriennummer|year|jahr|since|"
    r"seit|customer|kunde|kunden|kundennummer|user|live at|live in|wohne in|room|flat|apartment|"
    r"stra[sß]+e|str|street|road|avenue)(?:nummer|nr)?\b[\s.:#-]*(?:(?:no|nr|number|nummer|id|is|ist|me|us|on|at|"
    r"in|unter|under)\b[\s.:#-]*){0,2}|[€$£]\s?|\+\s?)$",
    re.IGNORECASE,
)
_PLACE_BEFORE = re.compile(r"(?:\b(?:in|at|near|nach|aus|from|to|bei)|,|\n)\s*$", re.IGNORECASE)
_PLACE_AFTER = re.compile(r" [A-ZÄÖÜ][a-zäöüß]+")
_DIGITS_BEFORE = re.compile(r"\d[ /().-]{1,3}$")
_DIGITS_AFTER = re.compile(r"[ /().,-]{1,2}\d|[.,:]\d")
_LOOK_BACK = 40


def is_quantity(text: str, at: int) -> bool:
    """True if the number at this place is an amount of something: `500g`, `1000 pieces`."""
    digits = re.compile(r"\d+").match(text, at)
    return digits is not None and _UNIT.match(text, digits.end()) is not None


def is_something_else(text: str, start: int, end: int) -> bool:
    """True if the number is a postcode, a phone or article number, a price, a time or a measure."""
    before = text[max(0, start - _LOOK_BACK) : start]
    if re.search(rf"{ORDER_WORD}\W{{0,3}}$", before, re.IGNORECASE):
        return False
    is_in_address = _PLACE_BEFORE.search(before) and _PLACE_AFTER.match(text, end)
    is_in_digits = _DIGITS_BEFORE.search(before) or _DIGITS_AFTER.match(text, end)
    is_glued = bool(before) and before[-1] in ".,€$£-"
    is_measured = _UNIT.match(text, end) or _NO_ORDER.search(before)
    return bool(is_in_address or is_in_digits or is_glued or is_measured)
