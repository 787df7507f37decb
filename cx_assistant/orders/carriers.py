"""Public tracking pages of carriers, by the name an order gives the carrier."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

# The longer name stands first where one contains the other.
_PAGES = (
    ("royal mail", "https://www.royalmail.com/track-your-item#/tracking-results/{}"),
    ("dhl", "https://www.dhl.com/global-en/home/tracking.html?tracking-id={}"),
    ("dpd", "https://tracking.dpd.de/status/en_US/parcel/{}"),
    ("ups", "https://www.ups.com/track?tracknum={}"),
    ("fedex", "https://www.fedex.com/fedextrack/?trknbr={}"),
    ("evri", "https://www.evri.com/track/parcel/{}"),
    ("hermes", "https://www.myhermes.de/empfangen/sendungsverfolgung/sendungsinformation/#{}"),
    ("gls", "https://gls-group.eu/EU/en/parcel-tracking?match={}"),
    ("usps", "https://tools.usps.com/go/TrackConfirmAction?tLabels={}"),
    ("postnl", "https://jouw.postnl.nl/track-and-trace/{}"),
    ("österreichische post", "https://www.post.at/sv/sendungsdetails?snr={}"),
    ("austrian post", "https://www.post.at/sv/sendungsdetails?snr={}"),
)
_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9 -]{5,39}")

TRACKING_HOSTS = tuple(dict.fromkeys(urlsplit(page).netloc for _, page in _PAGES))


def tracking_link(carrier: str, tracking_number: str) -> str | None:
    """The carrier's own page for this parcel; None for a carrier without a known page.

    A number with other signs than letters and digits gets no link: it would lead elsewhere.
    """
    if not _NUMBER.fullmatch(tracking_number.strip()):
        return None
    number = re.sub(r"[ -]", "", tracking_number)
    spoken = " ".join(re.findall(r"\w+", carrier.lower()))
    for name, page in _PAGES:
        if re.search(rf"\b{name}\b", spoken):
            return page.format(quote(number))
    return None
