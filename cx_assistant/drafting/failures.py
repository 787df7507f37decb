"""Why a language model gave no usable draft, in one sentence each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum

from cx_assistant.errors import DraftError
from cx_assistant.models import Model

RETRYABLE_STATUSES = frozenset({408, 425, 429})


class FailureReason(StrEnum):
    """What went wrong between the request and a draft."""

    TIMEOUT = "timeout"
    CONNECTION = "connection"
    RATE_LIMIT = "rate_limit"
    SERVER_ERROR = "server_error"
    REJECTED = "rejected"
    UNREADABLE = "unreadable"
    REFUSED = "refused"
    CONTENT_FILTER = "content_filter"
    LENGTH = "length"
    UNFINISHED = "unfinished"
    EMPTY = "empty"
    MALFORMED_JSON = "malformed_json"
    WRONG_SCHEMA = "wrong_schema"
    TOO_LONG = "too_long"
    OVERLOADED = "overloaded"
    NO_SCHEMA_SUPPORT = "no_schema_support"


class ModelFailedError(DraftError):
    """The model gave no usable draft, for this reason. Partial text is never kept."""

    def __init__(self, message: str, reason: FailureReason):
        super().__init__(message)
        self.reason = reason


class Rejection(Model):
    """A provider's error, read without knowing whose error class it is."""

    reason: FailureReason
    detail: str
    status: int | None = None
    retryable: bool = False
    retry_after_seconds: float | None = None


_NAMES = {
    "Timeout": FailureReason.TIMEOUT,
    "LengthFinishReason": FailureReason.LENGTH,
    "ContentFilterFinishReason": FailureReason.CONTENT_FILTER,
    "RefusalError": FailureReason.REFUSED,
    "Connection": FailureReason.CONNECTION,
    "Transport": FailureReason.CONNECTION,
    "NetworkError": FailureReason.CONNECTION,
    "ProtocolError": FailureReason.CONNECTION,
    "ContextOverflow": FailureReason.TOO_LONG,
}
_SCHEMA_WORDS = ("response_format", "json_schema", "structured output")
_DETAILS = {
    FailureReason.TIMEOUT: "did not answer in time",
    FailureReason.LENGTH: "ran out of tokens; raise model.max_output_tokens",
    FailureReason.CONTENT_FILTER: "was stopped by the provider's content filter",
    FailureReason.REFUSED: "refused to answer",
    FailureReason.CONNECTION: "cannot be reached or dropped the connection; check the network",
    FailureReason.TOO_LONG: "finds the prompt too long; lower model.max_input_tokens",
}


def read_error(error: BaseException) -> Rejection:
    """What a provider's exception means.

    Providers agree on HTTP status codes and on names such as `APITimeoutError`, not on classes;
    anything else (an IndexError for an answer without choices) is an answer that cannot be read.
    """
    if (reason := _reason_by_name(error)) in (FailureReason.LENGTH, FailureReason.TOO_LONG):
        return Rejection(reason=reason, detail=_DETAILS[reason])
    status = _status(error)
    if status is not None and status >= 400:
        return _by_status(status, error)
    if reason is not None:
        retryable = reason is FailureReason.CONNECTION
        return Rejection(reason=reason, detail=_DETAILS[reason], retryable=retryable)
    return Rejection(
        reason=FailureReason.UNREADABLE,
        detail=f"sent something that is no completion ({type(error).__name__}); check its base_url",
    )


def _reason_by_name(error: BaseException) -> FailureReason | None:
    if getattr(error, "code", None) == "context_length_exceeded":
        return FailureReason.TOO_LONG
    names = " ".join(kind.__name__ for kind in type(error).__mro__)
    return next((reason for part, reason in _NAMES.items() if part in names), None)


def _status(error: BaseException) -> int | None:
    for holder in (error, getattr(error, "response", None)):
        status = getattr(holder, "status_code", None)
        if isinstance(status, int):
            return status
    return None


def _by_status(status: int, error: BaseException) -> Rejection:
    # An empty account answers 429 too, and no waiting fills it.
    out_of_credit = getattr(error, "code", None) == "insufficient_quota"
    return Rejection(
        reason=_status_reason(status, error),
        detail=_status_detail(status, out_of_credit=out_of_credit),
        status=status,
        retryable=not out_of_credit and (status >= 500 or status in RETRYABLE_STATUSES),
        retry_after_seconds=_retry_after(_headers(error)),
    )


def _status_reason(status: int, error: BaseException) -> FailureReason:
    if status == 429:
        return FailureReason.RATE_LIMIT
    if status >= 500:
        return FailureReason.SERVER_ERROR
    if status in (400, 422) and any(word in str(error).lower() for word in _SCHEMA_WORDS):
        return FailureReason.NO_SCHEMA_SUPPORT
    return FailureReason.REJECTED


def _status_detail(status: int, *, out_of_credit: bool) -> str:
    if out_of_credit:
        return "has no credit left (HTTP 429); top up the provider account"
    if status in (401, 403):
        return f"rejected the API key (HTTP {status}); check the key in the environment"
    if status == 404:
        return "does not exist there (HTTP 404); check model.chat and model.base_url"
    if status == 429:
        return "is rate limited (HTTP 429); try later or raise the limit with the provider"
    if status >= 500:
        return f"failed on the provider's side (HTTP {status}); try later"
    return f"rejected the request (HTTP {status}); check the [model] settings"


def _headers(error: BaseException) -> Mapping[str, str]:
    headers = getattr(getattr(error, "response", None), "headers", None)
    if not isinstance(headers, Mapping):
        return {}
    return {str(name).lower(): str(value) for name, value in headers.items()}


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait, from either form of the header; a date counts from the server's own."""
    if (milliseconds := _number(headers.get("retry-after-ms"))) is not None:
        return milliseconds / 1000
    if (seconds := _number(headers.get("retry-after"))) is not None:
        return seconds
    until, now = _http_date(headers.get("retry-after")), _http_date(headers.get("date"))
    return max(0.0, (until - now).total_seconds()) if until and now else None


def _number(text: str | None) -> float | None:
    try:
        number = float(text or "")
    except ValueError:
        return None
    return number if 0 <= number < float("inf") else None


def _http_date(text: str | None) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text or "")
    except ValueError:
        return None
    return moment if moment.tzinfo else None
