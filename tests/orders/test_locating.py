"""Support agents find a customer by what a text says; who is really writing stays open."""

from __future__ import annotations

import inspect

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cx_assistant.models import Address, Customer
from cx_assistant.orders import locating
from cx_assistant.orders.locating import CustomerDirectory, LocatedBy, locate_customers


def customer(
    id_: str, name: str, *, email: str = "", phone: str = "", code: str = "40404"
) -> Customer:
    return Customer(id=id_, name=name, email=email, phone=phone, address=Address(postcode=code))


ADA = customer("cust-10001", "Ada Byrne", email="ada@example.com", phone="+353 91 555 0101")
TOM = customer("cust-10002", "Tom Reilly", email="home@example.com")
UNA = customer("cust-10003", "Una Reilly", email="home@example.com")
JON = customer("cust-10004", "Jón Ó Briain", code="SW1A 1AA")
TINY = customer("77", "Bo Li", code="10000")
PEOPLE = CustomerDirectory([ADA, TOM, UNA, JON, TINY])


def found(text: str) -> dict[str, tuple[LocatedBy, ...]]:
    return {each.customer_id: each.by for each in locate_customers(text, PEOPLE)}


@pytest.mark.parametrize(
    ("text", "who", "by"),
    [
        ("My number is CUST-10001, thanks.", ADA, LocatedBy.CUSTOMER_ID),
        ("It is under Ada@Example.com.", ADA, LocatedBy.EMAIL),
        ("Call me: +353 (91) 555-0101", ADA, LocatedBy.PHONE),
        ("I am Ada Byrne from Galway, 40404.", ADA, LocatedBy.NAME_AND_POSTCODE),
        ("Byrne, Ada; zip 40404", ADA, LocatedBy.NAME_AND_POSTCODE),
        ("jón ó briain, sw1a1aa", JON, LocatedBy.NAME_AND_POSTCODE),
        ("JÓN Ó BRIAIN, SW1A 1AA", JON, LocatedBy.NAME_AND_POSTCODE),
        ("My customer id is 77.", TINY, LocatedBy.CUSTOMER_ID),
    ],
)
def test_a_customer_is_found_by_each_clue(text: str, who: Customer, by: LocatedBy) -> None:
    assert found(text) == {who.id: (by,)}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Where is my parcel?",
        "I am Ada from 40404",  # a first name
        "I am Ada Byrne",  # no postcode
        "I live in 40404",
        "I am Adam Byrneson, 40404",
        "ada@example.com.evil.example",
        "xada@example.com",
        "I bought 77 candles",
        "555 0101",
    ],
)
def test_half_a_clue_finds_nobody(text: str) -> None:
    assert found(text) == {}


def test_two_customers_with_one_address_stay_two_candidates() -> None:
    assert found("Write to home@example.com") == {
        "cust-10002": (LocatedBy.EMAIL,),
        "cust-10003": (LocatedBy.EMAIL,),
    }


def test_a_second_clue_narrows_the_first() -> None:
    assert found("Una Reilly, 40404, home@example.com") == {
        "cust-10003": (LocatedBy.EMAIL, LocatedBy.NAME_AND_POSTCODE)
    }


def test_clues_that_disagree_leave_everybody_they_name() -> None:
    assert set(found("I am Ada Byrne, 40404, e-mail home@example.com")) == {
        "cust-10001",
        "cust-10002",
        "cust-10003",
    }


def test_ids_with_spaces_and_look_alikes_are_found_and_twins_stay_two() -> None:
    spaced = customer("NL 20 417", "A B")
    latin, cyrillic = customer("CAPE1", "C D"), customer("САРЕ1", "E F")
    people = CustomerDirectory([spaced, latin, cyrillic])

    assert [each.customer_id for each in locate_customers("I am nl 20 417.", people)] == [spaced.id]
    assert {each.customer_id for each in locate_customers("id CAPE1", people)} == {
        latin.id,
        cyrillic.id,
    }


def test_customers_without_address_phone_or_email_are_found_by_nothing_empty() -> None:
    people = CustomerDirectory([Customer(id="cust-1", name="Nobody Known")])

    assert locate_customers("Nobody Known, 40404, ()-- @ ", people) == ()


def test_locating_knows_nothing_of_verified_identities() -> None:
    source = inspect.getsource(locating)

    assert "import VerifiedIdentity" not in source
    assert "identity" not in {name for name in vars(locating) if not name.startswith("__")}


@given(st.text(max_size=400))
def test_any_text_is_read_and_only_known_customers_come_out(text: str) -> None:
    assert set(found(text)) <= {each.id for each in (ADA, TOM, UNA, JON, TINY)}
