"""A web server on 127.0.0.1 for tests, which can be told to fail in the ways that servers do."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from types import TracebackType
from typing import Any, Self

from cx_assistant.testing.serving import HttpServer, Serving

LOGIN_PAGE = b"<!DOCTYPE html><html><body><h1>Log in</h1></body></html>"


@dataclass(frozen=True)
class Seen:
    """One request as it arrived. Header names are lower case."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


@dataclass(frozen=True)
class Answer:
    """One response. `cut` sends only half of it, `hang` none before the server closes."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    cut: bool = False
    hang: bool = False

    @classmethod
    def of(cls, body: object, status: int = 200, headers: dict[str, str] | None = None) -> Answer:
        """A JSON answer."""
        kind = {"Content-Type": "application/json; charset=utf-8"}
        return cls(json.dumps(body).encode(), status, {**kind, **(headers or {})})


def login_page() -> Answer:
    """What a shop behind a login or a firewall answers to everything."""
    return Answer(LOGIN_PAGE, headers={"Content-Type": "text/html"})


def redirect(url: str) -> Answer:
    """A redirect, for example to another host."""
    return Answer(status=302, headers={"Location": url})


def rate_limited(seconds: str) -> Answer:
    """429 with `Retry-After`, in seconds or as a date."""
    return Answer.of({"errors": "Too many requests"}, 429, {"Retry-After": seconds})


def server_error(status: int = 500) -> Answer:
    """The server broke."""
    return Answer.of({"code": "internal_server_error", "message": "There was an error."}, status)


Fault = Answer | Callable[[Seen], Answer | None]


class LoopbackServer:
    """Answers with `respond`; faults put in by `fail` come first, each once, in order."""

    def __init__(self) -> None:
        self._seen: list[Seen] = []
        self._faults: list[Fault] = []
        self._lock = threading.Lock()
        self._serving = Serving(self, _Connection)

    @property
    def closed(self) -> threading.Event:
        """Set when it stops."""
        return self._serving.closed

    @property
    def url(self) -> str:
        """Where it is."""
        return self._serving.url

    @property
    def requests(self) -> tuple[Seen, ...]:
        """Every request so far, oldest first."""
        with self._lock:
            return tuple(self._seen)

    def fail(self, *faults: Fault) -> None:
        """Answer the next requests with these; a function that gives None lets one pass."""
        with self._lock:
            self._faults += faults

    def respond(self, seen: Seen) -> Answer:
        """The right answer; subclasses say what it is."""
        raise NotImplementedError

    def answer(self, seen: Seen) -> Answer:
        """The next fault, or the right answer."""
        with self._lock:
            self._seen.append(seen)
            fault = self._faults.pop(0) if self._faults else None
        if callable(fault):
            fault = fault(seen)
        return fault if fault is not None else self.respond(seen)

    def __enter__(self) -> Self:
        self._serving.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._serving.stop()


class _Connection(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body in one packet: apart they wait for each other
    server: HttpServer[LoopbackServer]

    def do_POST(self) -> None:
        self._serve("POST")

    def do_GET(self) -> None:
        self._serve("GET")

    def log_message(self, format: str, *args: object) -> None:
        """Keeps the test's output clean."""

    def _serve(self, method: str) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        answer = self.server.owner.answer(Seen(method, self.path, headers, body))
        if answer.hang:
            self.server.owner.closed.wait()
            self.close_connection = True
            return
        self.send_response_only(answer.status)  # no Date: a test's shop has its own clock
        for name, value in {"Content-Length": str(len(answer.body)), **answer.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.body[: len(answer.body) // 2] if answer.cut else answer.body)
        self.close_connection = self.close_connection or answer.cut
