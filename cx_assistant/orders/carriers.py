"""Public tracking pages of carriers, by the name an order gives the carrier."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import quote, urlsplit


class _Page(NamedTuple):
    names: str  # words of the carrier's name, with "|" between different ones
    url: str
    number: str = r"[A-Z0-9]{6,40}"


_POSTAL = r"[A-Z]{2}\d{9}[A-Z]{2}"  # UPU S10, which national posts share
# The longer name stands first where one contains the other. Links open the page of the carrier's
# own site that takes the number; carriers whose page also wants a postcode are left out.
_PAGES = (
    # Germany, Austria, Switzerland
    _Page("dhl", "https://www.dhl.com/global-en/home/tracking.html?tracking-id={}"),
    _Page("hermes uk", "https://www.evri.com/track/parcel/{}"),
    _Page("hermes", "https://www.myhermes.de/empfangen/sendungsverfolgung/sendungsinformation/#{}"),
    _Page(
        "österreichische post|austrian post|post at",
        "https://www.post.at/sv/sendungsdetails?snr={}",
    ),
    _Page(
        "swiss post|schweizerische post|die post ch",
        "https://service.post.ch/ekp-web/ui/entry/search/{}",
    ),
    # Europe
    _Page("dpd uk|dpd local", "https://track.dpd.co.uk/parcels/{}", r"\d{10,15}"),
    _Page("dpd", "https://tracking.dpd.de/status/en_US/parcel/{}", r"\d{10,28}[A-Z]?"),
    _Page("gls", "https://gls-group.eu/EU/en/parcel-tracking?match={}", r"[A-Z0-9]{8,20}"),
    _Page("postnl", "https://jouw.postnl.nl/track-and-trace/{}"),
    _Page("bpost", "https://track.bpost.cloud/btr/web/#/search?itemCode={}&lang=en"),
    _Page("chronopost", "https://www.chronopost.fr/tracking-no-cms/suivi-page?listeNumerosLT={}"),
    _Page("colissimo|la poste", "https://www.laposte.fr/outils/suivre-vos-envois?code={}"),
    _Page("correos", "https://www.correos.es/es/en/tools/tracker/items/details?tracking-number={}"),
    _Page("poste italiane", "https://www.poste.it/cerca/index.html#/risultati-spedizioni/{}"),
    _Page("inpost", "https://inpost.pl/sledzenie-przesylek?number={}", r"\d{20,24}"),
    _Page("poczta polska|pocztex", "https://emonitoring.poczta-polska.pl/?numer={}"),
    _Page("postnord", "https://tracking.postnord.com/en/?id={}"),
    # United Kingdom and Ireland
    _Page("royal mail", "https://www.royalmail.com/track-your-item#/tracking-results/{}"),
    _Page("parcelforce", "https://www.parcelforce.com/track-trace?trackNumber={}"),
    _Page("evri", "https://www.evri.com/track/parcel/{}"),
    _Page("yodel", "https://www.yodel.co.uk/tracking/{}"),
    _Page("an post", "https://www.anpost.com/Post-Parcels/Track/History?item={}", _POSTAL),
    # North America, Australia, everywhere
    _Page("ups", "https://www.ups.com/track?tracknum={}", r"1Z[A-Z0-9]{16}|[A-Z]?\d{9,26}"),
    _Page("fedex", "https://www.fedex.com/fedextrack/?trknbr={}", r"\d{10,34}"),
    _Page(
        "usps",
        "https://tools.usps.com/go/TrackConfirmAction?tLabels={}",
        rf"{_POSTAL}|\d{{16,34}}",
    ),
    _Page(
        "canada post",
        "https://www.canadapost-postescanada.ca/track-reperage/en#/search?searchFor={}",
        rf"{_POSTAL}|\d{{12,16}}",
    ),
    _Page("purolator", "https://www.purolator.com/en/shipping/tracker?pin={}"),
    _Page("australia post|auspost", "https://auspost.com.au/mypost/track/#/details/{}"),
)
_WRITTEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9 -]{5,47}")
_WORD = re.compile(r"\w+")

TRACKING_HOSTS = tuple(dict.fromkeys(urlsplit(page.url).netloc for page in _PAGES))


def tracking_link(carrier: str, tracking_number: str) -> str | None:
    """The carrier's own page for this parcel; None for a carrier without a known page.

    A number with other signs than letters and digits, or of a form that the carrier never gives
    out, gets no link: it would lead elsewhere, or to nothing.
    """
    if not _WRITTEN.fullmatch(tracking_number.strip()):
        return None
    number = re.sub(r"[ -]", "", tracking_number).upper()
    spoken = " ".join(_WORD.findall(carrier.lower()))
    for page in _PAGES:
        if re.search(rf"\b(?:{page.names})\b", spoken):
            is_theirs = re.fullmatch(page.number, number)
            return page.url.format(quote(number)) if is_theirs else None
    return None
