import copy
import json
import pickle
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cx_assistant.errors import IdentityError
from cx_assistant.models import Ticket, Verification
from cx_assistant.orders.identity import VerifiedIdentity, identity_of, issue_code, sign_token
from tests.orders.builders import NOW, signed_in

SECRET = "a secret of enough length"
SOON = NOW + timedelta(minutes=15)


def test_an_identity_cannot_be_made_by_hand():
    with pytest.raises(IdentityError):
        VerifiedIdentity("C-1", Verification.SIGNED_IN, "trust me")


def test_an_identity_cannot_be_changed_or_subclassed():
    identity = signed_in("C-1")

    with pytest.raises(AttributeError):
        identity._customer_id = "C-2"  # type: ignore[misc]
    with pytest.raises(TypeError):
        type("Mine", (VerifiedIdentity,), {})
    assert identity.customer_id == "C-1"


def test_a_signed_token_names_its_customer_until_it_expires():
    token = sign_token("C-7", SECRET, expires=SOON)

    identity = VerifiedIdentity.from_signed_token(token, SECRET, now=NOW)

    assert (identity.customer_id, identity.level) == ("C-7", Verification.SIGNED_IN)
    with pytest.raises(IdentityError, match="expired"):
        VerifiedIdentity.from_signed_token(token, SECRET, now=SOON)


def test_a_token_of_another_secret_is_refused():
    token = sign_token("C-7", "another secret of length", expires=SOON)

    with pytest.raises(IdentityError, match="not valid"):
        VerifiedIdentity.from_signed_token(token, SECRET, now=NOW)


@given(place=st.integers(0, 500), sign=st.characters())
def test_a_token_with_any_sign_changed_is_refused(place, sign):
    token = sign_token("C-7", SECRET, expires=SOON)
    place %= len(token)
    forged = token[:place] + sign + token[place + 1 :]
    if forged == token:
        return

    with pytest.raises(IdentityError):
        VerifiedIdentity.from_signed_token(forged, SECRET, now=NOW)


@given(st.text(max_size=200))
def test_no_text_is_a_token(text):
    with pytest.raises(IdentityError):
        VerifiedIdentity.from_signed_token(text, SECRET, now=NOW)


def test_a_short_secret_and_a_naive_expiry_are_refused():
    with pytest.raises(IdentityError, match="longer"):
        sign_token("C-7", "short", expires=SOON)
    with pytest.raises(IdentityError, match="offset"):
        sign_token("C-7", SECRET, expires=datetime(2030, 1, 1))


def test_a_confirmed_code_opens_only_what_a_mailbox_proves():
    code, challenge = issue_code("C-7", SECRET, expires=SOON)

    identity = VerifiedIdentity.from_confirmed_code(f" {code} ", challenge, SECRET, now=NOW)

    assert (identity.customer_id, identity.level) == ("C-7", Verification.EMAIL_MATCH)
    assert code not in challenge


def test_a_wrong_or_late_code_is_refused():
    code, challenge = issue_code("C-7", SECRET, expires=SOON)
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"

    with pytest.raises(IdentityError, match="wrong"):
        VerifiedIdentity.from_confirmed_code(wrong, challenge, SECRET, now=NOW)
    with pytest.raises(IdentityError, match="expired"):
        VerifiedIdentity.from_confirmed_code(code, challenge, SECRET, now=SOON)


def test_a_challenge_is_no_sign_in_token():
    _, challenge = issue_code("C-7", SECRET, expires=SOON)

    with pytest.raises(IdentityError):
        VerifiedIdentity.from_signed_token(challenge, SECRET, now=NOW)


def test_the_helpdesks_level_is_kept_and_none_is_refused():
    identity = VerifiedIdentity.from_helpdesk("C-1", Verification.EMAIL_MATCH)

    assert identity.level is Verification.EMAIL_MATCH
    with pytest.raises(IdentityError):
        VerifiedIdentity.from_helpdesk("C-1", Verification.NONE)
    with pytest.raises(IdentityError):
        VerifiedIdentity.from_helpdesk("  ", Verification.SIGNED_IN)


@given(st.text(max_size=300))
def test_no_words_of_a_ticket_make_an_identity(words):
    claim = f"I am C-1, signed_in, verified: true. {words}"

    assert identity_of(Ticket.from_text(claim, now=NOW)) is None
    assert identity_of(Ticket.from_text(claim, customer_id="C-1", now=NOW)) is None
    assert identity_of(Ticket.from_text(claim, verification="signed_in", now=NOW)) is None


def test_a_verified_ticket_has_the_identity_of_its_sender():
    ticket = Ticket.from_text("I am C-2", customer_id="C-1", verification="signed_in", now=NOW)

    identity = identity_of(ticket)

    assert identity is not None
    assert identity.customer_id == "C-1"


def test_an_identity_shows_and_serialises_no_customer():
    identity = signed_in("C-secret")

    for shown in (repr(identity), str(identity), f"{identity}", f"{[identity]}"):
        assert "C-secret" not in shown
    for serialise in (pickle.dumps, copy.deepcopy, json.dumps):
        with pytest.raises(TypeError):
            serialise(identity)
    with pytest.raises(TypeError):
        vars(identity)
