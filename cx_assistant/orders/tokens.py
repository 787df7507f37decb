"""Compact signed texts: a JSON payload that nobody without the secret can make or change."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from datetime import datetime

from cx_assistant.errors import IdentityError

_MINIMUM_SECRET_BYTES = 16
_MAXIMUM_TOKEN_LENGTH = 4096
_INVALID = "the token is not valid; sign in again to get a new one"


def sign(purpose: str, payload: dict[str, str], secret: str | bytes, *, expires: datetime) -> str:
    """`<payload>.<signature>`, URL-safe. A token signed for one purpose is no good for another."""
    if expires.utcoffset() is None:
        raise IdentityError("a token's expiry needs a UTC offset; pass an aware datetime")
    body = json.dumps(payload | {"exp": expires.timestamp()}, sort_keys=True).encode()
    encoded = _encode(body)
    return f"{encoded}.{_encode(_signature(purpose, encoded, secret))}"


def read(purpose: str, token: str, secret: str | bytes, *, now: datetime) -> dict[str, str]:
    """The payload; raises `IdentityError` if it was not signed with this secret, or is over."""
    encoded, dot, signature = token.partition(".")
    if len(token) > _MAXIMUM_TOKEN_LENGTH or not dot or not token.isascii():
        raise IdentityError(_INVALID)
    expected = _encode(_signature(purpose, encoded, secret))
    if not hmac.compare_digest(expected.encode(), signature.encode()):
        raise IdentityError(_INVALID)
    payload = _payload(encoded)
    expires = payload.pop("exp", 0)
    if not isinstance(expires, int | float) or now.timestamp() >= expires:
        raise IdentityError("the token has expired; sign in again to get a new one")
    return {name: str(value) for name, value in payload.items()}


def _payload(encoded: str) -> dict[str, object]:
    try:
        padded = encoded + "=" * (-len(encoded) % 4)
        payload = json.loads(base64.urlsafe_b64decode(padded))
    except (binascii.Error, ValueError) as error:
        raise IdentityError(_INVALID) from error
    if not isinstance(payload, dict):
        raise IdentityError(_INVALID)
    return payload


def _signature(purpose: str, encoded: str, secret: str | bytes) -> bytes:
    key = secret.encode() if isinstance(secret, str) else secret
    if len(key) < _MINIMUM_SECRET_BYTES:
        message = (
            f"the signing secret is shorter than {_MINIMUM_SECRET_BYTES} bytes; use a longer one"
        )
        raise IdentityError(message)
    return hmac.new(key, f"cx-assistant/{purpose}/{encoded}".encode(), hashlib.sha256).digest()


def _encode(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
