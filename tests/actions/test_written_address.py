"""Addresses as customers write them, and numbers beside towns that are none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cx_assistant.actions.written_address import written_address


@pytest.mark.parametrize(
    ("text", "street", "city", "postcode", "country"),
    [
        ("Send it to 12 Hill Road, York YO1 7PR instead.", "12 Hill Road", "York", "YO1 7PR", "GB"),
        (
            "to Flat 2, 7 Park Row, Leeds LS1 5HD please",
            "Flat 2, 7 Park Row",
            "Leeds",
            "LS1 5HD",
            "GB",
        ),
        (
            "ship it to 9 Elm Street, Suite 36, Phoenix, AZ, 85051",
            "9 Elm Street, Suite 36",
            "Phoenix",
            "85051",
            "US",
        ),
        (
            "New: 99 Oak Lane, Apt 4B in San Diego, California 92101, thanks",
            "99 Oak Lane, Apt 4B",
            "San Diego",
            "92101",
            "US",
        ),
        (
            "New:\n7 Cedar Street\nSuite 6\nSan Antonio, TX 78234\nUSA",
            "7 Cedar Street, Suite 6",
            "San Antonio",
            "78234",
            "US",
        ),
        ("Bitte liefern Sie an Lindenweg 3, 50667 Köln.", "Lindenweg 3", "Köln", "50667", ""),
        (
            "Neue Adresse: Am Markt 4a, D-28195 Bremen, Deutschland",
            "Am Markt 4a",
            "Bremen",
            "28195",
            "DE",
        ),
        (
            "Sie ist Straße des 17. Juni 135, 10623 Berlin. Danke!",
            "Straße des 17. Juni 135",
            "Berlin",
            "10623",
            "",
        ),
        (
            "an Hauptstr. 12, 3. OG, 1010 Wien, Österreich",
            "Hauptstr. 12, 3. OG",
            "Wien",
            "1010",
            "AT",
        ),
        (
            "Livrez au 12 rue de Lyon, 75012 Paris, France.",
            "12 rue de Lyon",
            "Paris",
            "75012",
            "FR",
        ),
        ("Mi dirección es Calle Mayor 5, 28013 Madrid.", "Calle Mayor 5", "Madrid", "28013", ""),
        (
            "Mijn adres is Keizersgracht 12, 1015 CX Amsterdam",
            "Keizersgracht 12",
            "Amsterdam",
            "1015 CX",
            "NL",
        ),
        ("Nowy adres: ul. Długa 7, 00-238 Warszawa", "ul. Długa 7", "Warszawa", "00-238", "PL"),
        (
            "A morada é Rua Augusta 20, 1100-053 Lisboa",
            "Rua Augusta 20",
            "Lisboa",
            "1100-053",
            "PT",
        ),
    ],
)
def test_an_address_is_read_in_its_country_form(text, street, city, postcode, country):
    address = written_address(text)

    assert address is not None
    assert (address.street, address.city, address.postcode) == (street, city, postcode)
    assert address.country == country


@pytest.mark.parametrize(
    "text",
    [
        "I paid 40 euros for order 20417 in Leeds.",
        "My order 20417 from 30 May 2026 has not arrived",
        "20417 Hamburg is where I live",
        "We moved last year.",
        "2) I've just placed order NL-20481 and put in my old flat. It's Graz as well.",
        "I've just placed order NL-20481, Graz as well, just another street",
        "Please call 01234 56789 London",
    ],
)
def test_numbers_beside_towns_are_no_address(text):
    assert written_address(text) is None


@given(st.text(max_size=300))
def test_any_text_is_read_without_failing(text):
    written_address(text)
