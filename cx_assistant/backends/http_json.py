"""Asks a shop's API for JSON over HTTPS: with one deadline, bounded retries and a size limit."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import httpx

from cx_assistant.errors import BackendError, BackendTimeoutError, ConfigError

_WORTH_ANOTHER_TRY = frozenset({429, 500, 502, 503, 504})
_FIRST_WAIT_SECONDS = 0.5
_REFUSALS = {
    401: "does not accept the key (401); check the environment variable it is read from",
    402: "is frozen until its plan is paid (402); the shop's owner must act",
    403: "refuses access (403); give the key the right to read orders and customers",
    404: "has nothing at this address (404); check url in [[orders.sources]]",
    423: "is locked (423); its owner must contact the platform",
}


class HttpStatusError(BackendError):
    """The shop refused a request; `code` is its own word for why, if it gave one."""

    def __init__(self, message: str, status: int, code: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.code = code


@dataclass(frozen=True)
class HttpLimits:
    """How long and how much: the deadline counts every try and every wait of one request."""

    try_seconds: float = 20.0
    deadline_seconds: float = 120.0
    tries: int = 6
    largest_bytes: int = 32 * 1024 * 1024


@dataclass(frozen=True)
class Pace:
    """The clock and how to wait; tests pass their own."""

    seconds: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


@dataclass(frozen=True)
class JsonReply:
    """What was answered. Numbers with a decimal point are `Decimal`, so no cent is rounded."""

    body: Any
    headers: Mapping[str, str]

    @property
    def date(self) -> datetime | None:
        """The moment by the shop's own clock."""
        return _http_date(self.headers.get("date", ""))


@dataclass
class HttpJson:
    """One shop's API. Redirects are never followed: they would take the key to another host."""

    name: str
    url: str
    headers: Mapping[str, str] = field(repr=False)
    limits: HttpLimits = HttpLimits()
    pace: Pace = Pace()

    def __post_init__(self) -> None:
        self.url = checked_url(self.name, self.url)
        self._client = httpx.Client(
            base_url=self.url,
            headers={"Accept": "application/json", **self.headers},
            follow_redirects=False,
            timeout=self.limits.try_seconds,
            trust_env=not _is_loopback(urlsplit(self.url).hostname or ""),
        )

    @property
    def host(self) -> str:
        """The shop's host name."""
        return urlsplit(self.url).hostname or ""

    def close(self) -> None:
        """Release connections; closing twice is harmless."""
        self._client.close()

    def get(self, path: str, params: Mapping[str, str]) -> JsonReply:
        """The answer; raises `BackendError` in one sentence if none can be had in time."""
        return self._ask("GET", path, params=dict(params))

    def post(self, path: str, body: object) -> JsonReply:
        """The same for a question that is sent as JSON. It must be safe to ask twice."""
        return self._ask("POST", path, json=body)

    def deadline(self) -> Deadline:
        """A new deadline of the length that one request may take."""
        return Deadline(self.name, self.limits.deadline_seconds, self.pace)

    def _ask(self, method: str, path: str, **content: Any) -> JsonReply:
        deadline = self.deadline()
        for attempt in range(1, self.limits.tries + 1):
            last = attempt == self.limits.tries
            try:
                reply = self._once(method, path, deadline, content)
            except httpx.RequestError as error:
                if last:
                    raise self._unreachable(error) from error
                deadline.wait(_backoff(attempt))
                continue
            if isinstance(reply, JsonReply):
                return reply
            if last or reply.status_code not in _WORTH_ANOTHER_TRY:
                raise self._refusal(reply)
            deadline.wait(_retry_after(reply) or _backoff(attempt))
        raise AssertionError("the last try returns or raises")

    def _once(
        self, method: str, path: str, deadline: Deadline, content: Mapping[str, Any]
    ) -> JsonReply | httpx.Response:
        """The parsed answer, or the response as it came if its status says that it is none."""
        wait = min(self.limits.try_seconds, deadline.left())
        request = self._client.build_request(method, path.lstrip("/"), timeout=wait, **content)
        response = self._client.send(request, stream=True)
        try:
            raw = self._read(response, deadline)
        finally:
            response.close()
        if response.is_redirect:
            target = urlsplit(response.headers.get("location", "")).hostname or "another page"
            raise BackendError(f"{self.name} redirects to {target}; set url to where the API is")
        parsed = _parsed(raw)
        if response.is_success:
            if parsed is None:
                raise self._no_json(response)
            return JsonReply(parsed, response.headers)
        response.extensions["cx_code"] = _code_of(parsed)
        return response

    def _read(self, response: httpx.Response, deadline: Deadline) -> bytes:
        raw = bytearray()
        for chunk in response.iter_bytes():
            raw += chunk
            deadline.check()  # a server that drips never runs into a timeout between two bytes
            if len(raw) > self.limits.largest_bytes:
                megabytes = self.limits.largest_bytes // (1024 * 1024)
                message = f"{self.name} sent more than {megabytes} MiB in one answer; ask for less"
                raise BackendError(message)
        return bytes(raw)

    def _refusal(self, response: httpx.Response) -> BackendError:
        status, code = response.status_code, str(response.extensions.get("cx_code", ""))
        if status == 429:
            told = "limits how often it may be asked (429); run the command again in a while"
        elif status >= 500:
            told = f"failed ({status}) {self.limits.tries} times; try again when it is up"
        else:
            told = _REFUSALS.get(status, f"refused the request ({status})")
        hint = f" [{code}]" if code else ""
        return HttpStatusError(f"{self.name} {told}{hint}", status, code)

    def _no_json(self, response: httpx.Response) -> BackendError:
        kind = response.headers.get("content-type", "").partition(";")[0]
        if kind == "text/html":
            message = (
                f"{self.name} answered with a web page instead of JSON; check url, "
                "and that no login page or firewall stands before the API"
            )
        else:
            message = f"{self.name} sent an answer that is no complete JSON; try again"
        return BackendError(message)

    def _unreachable(self, error: httpx.RequestError) -> BackendError:
        if isinstance(error, httpx.TimeoutException):
            message = f"{self.name} did not answer in {self.limits.try_seconds:g} s; try again"
            return BackendTimeoutError(message)
        return BackendError(
            f"{self.name} cannot be reached ({type(error).__name__}); check url and the network"
        )


class Deadline:
    """The moment until which everything about one request must be over."""

    def __init__(self, name: str, seconds: float, pace: Pace) -> None:
        self._name, self._seconds, self._pace = name, seconds, pace
        self._end = pace.seconds() + seconds

    def left(self) -> float:
        """Seconds left; raises `BackendTimeoutError` if there are none."""
        self.check()
        return self._end - self._pace.seconds()

    def check(self) -> None:
        """Raises `BackendTimeoutError` once it has passed."""
        if self._pace.seconds() >= self._end:
            message = f"{self._name} did not answer in {self._seconds:g} s; try again later"
            raise BackendTimeoutError(message)

    def wait(self, seconds: float) -> None:
        """Sleep that long; raises `BackendTimeoutError` at once if it would be too long."""
        if seconds >= self.left():
            message = f"{self._name} wants to be asked again in {seconds:g} s; run it again then"
            raise BackendTimeoutError(message)
        self._pace.sleep(seconds)


def checked_url(name: str, url: str) -> str:
    """The address with a slash at its end; raises `ConfigError` unless it is a safe one."""
    parts = urlsplit(url)
    if not parts.hostname or parts.scheme not in {"http", "https"}:
        raise ConfigError(f"url of the order source {name} is no address; write https://…")
    if parts.username or parts.password:
        raise ConfigError(f"url of the order source {name} holds a password; use the environment")
    if parts.scheme != "https" and not _is_loopback(parts.hostname):
        raise ConfigError(f"url of the order source {name} must start with https://")
    return url.rstrip("/") + "/"


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _backoff(attempt: int) -> float:
    return float(_FIRST_WAIT_SECONDS * 2 ** (attempt - 1))


def _retry_after(response: httpx.Response) -> float:
    """Seconds that the `Retry-After` header asks for, which may be a date; 0 without one."""
    text = response.headers.get("retry-after", "").strip()
    try:
        return max(float(text), 0.0)
    except ValueError:
        until, since = _http_date(text), _http_date(response.headers.get("date", ""))
        return max((until - since).total_seconds(), 0.0) if until and since else 0.0


def _http_date(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text).astimezone(UTC)
    except ValueError:
        return None


def _parsed(raw: bytes) -> Any:
    try:
        return json.loads(raw, parse_float=Decimal)
    except ValueError:
        return None


def _code_of(body: Any) -> str:
    """WordPress names its errors: `woocommerce_rest_cannot_view`, `rest_no_route`, …"""
    code = body.get("code") if isinstance(body, dict) else None
    return code if isinstance(code, str) and code.replace("_", "").isalnum() else ""
