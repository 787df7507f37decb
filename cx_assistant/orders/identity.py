"""Who is really writing: the one key that opens customer data."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime
from typing import NoReturn, Self

from cx_assistant.errors import IdentityError
from cx_assistant.models import Ticket, Verification
from cx_assistant.orders import tokens

_SIGN_IN = "sign-in"
_CODE = "confirmation-code"


class VerifiedIdentity:
    """A customer whose identity somebody has checked.

    It comes from a signed token, a confirmed code or the helpdesk's own verified sender, never
    from what a ticket says. It prints without the customer's id and cannot be serialised.
    """

    __slots__ = ("_customer_id", "_level", "_source")
    _customer_id: str
    _level: Verification
    _source: str

    def __init__(self, *_: object, **__: object) -> None:
        raise IdentityError(
            "an identity cannot be made by hand; use from_signed_token, from_confirmed_code or "
            "from_helpdesk"
        )

    def __init_subclass__(cls) -> NoReturn:
        raise TypeError("VerifiedIdentity cannot be subclassed")

    @property
    def customer_id(self) -> str:
        """Whose data may be opened."""
        return self._customer_id

    @property
    def level(self) -> Verification:
        """How sure it is; decides how much may be disclosed. Never `NONE`."""
        return self._level

    @property
    def source(self) -> str:
        """`signed_token`, `confirmed_code` or `helpdesk`."""
        return self._source

    @classmethod
    def from_signed_token(cls, token: str, secret: str | bytes, *, now: datetime) -> Self:
        """The signed-in customer a shop's own server vouches for, see `sign_token`."""
        payload = tokens.read(_SIGN_IN, token, secret, now=now)
        return cls._checked(payload.get("sub", ""), Verification.SIGNED_IN, "signed_token")

    @classmethod
    def from_confirmed_code(
        cls, code: str, challenge: str, secret: str | bytes, *, now: datetime
    ) -> Self:
        """The customer to whose mailbox the code was sent, see `issue_code`.

        Whoever calls this limits the attempts: a code has only six digits.
        """
        payload = tokens.read(_CODE, challenge, secret, now=now)
        expected = _code_hash(code.strip(), payload.get("salt", ""), secret)
        if not hmac.compare_digest(expected, payload.get("code", "")):
            raise IdentityError("the code is wrong; check it or ask for a new one")
        return cls._checked(payload.get("sub", ""), Verification.EMAIL_MATCH, "confirmed_code")

    @classmethod
    def from_helpdesk(cls, customer_id: str, verification: Verification) -> Self:
        """The sender a helpdesk has verified itself. Do not pass on a From header or a claim."""
        return cls._checked(customer_id, verification, "helpdesk")

    @classmethod
    def _checked(cls, customer_id: str, level: Verification, source: str) -> Self:
        if level is Verification.NONE:
            raise IdentityError("nobody has verified this sender; answer without customer data")
        if not customer_id.strip():
            raise IdentityError("the verified sender has no customer id; pass the shop's id")
        identity = object.__new__(cls)
        object.__setattr__(identity, "_customer_id", customer_id)
        object.__setattr__(identity, "_level", level)
        object.__setattr__(identity, "_source", source)
        return identity

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError("an identity cannot be changed")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError("an identity cannot be changed")

    def __repr__(self) -> str:
        return f"<VerifiedIdentity {self._level.value} by {self._source}>"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, VerifiedIdentity):
            return NotImplemented
        return (self._customer_id, self._level) == (other._customer_id, other._level)

    def __hash__(self) -> int:
        return hash((self._customer_id, self._level))

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("an identity cannot be serialised; verify the customer again")


def identity_of(ticket: Ticket) -> VerifiedIdentity | None:
    """Whom the helpdesk has verified as the sender; None if nobody. The text plays no part."""
    if ticket.verification is Verification.NONE or not (ticket.customer_id or "").strip():
        return None
    return VerifiedIdentity.from_helpdesk(ticket.customer_id or "", ticket.verification)


def sign_token(customer_id: str, secret: str | bytes, *, expires: datetime) -> str:
    """A token for `from_signed_token`, to be made on the server where the customer signed in."""
    return tokens.sign(_SIGN_IN, {"sub": customer_id}, secret, expires=expires)


def issue_code(customer_id: str, secret: str | bytes, *, expires: datetime) -> tuple[str, str]:
    """A six-digit code to e-mail to the address on file, and the challenge to keep meanwhile."""
    code = f"{secrets.randbelow(1_000_000):06d}"
    salt = secrets.token_hex(8)
    payload = {"sub": customer_id, "salt": salt, "code": _code_hash(code, salt, secret)}
    return code, tokens.sign(_CODE, payload, secret, expires=expires)


def _code_hash(code: str, salt: str, secret: str | bytes) -> str:
    key = secret.encode() if isinstance(secret, str) else secret
    return hmac.new(key, f"code/{salt}/{code}".encode(), hashlib.sha256).hexdigest()
