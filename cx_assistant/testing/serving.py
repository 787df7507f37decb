"""The HTTP server in a thread that every loopback server of the tests stands on."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Generic, TypeVar

Owner = TypeVar("Owner")


class HttpServer(ThreadingHTTPServer, Generic[Owner]):
    """Listens on a free port of 127.0.0.1; its connections find what they serve in `owner`."""

    daemon_threads = True
    block_on_close = False  # a handler that hangs must not hold up the test

    def __init__(self, owner: Owner, connection: type[BaseHTTPRequestHandler]) -> None:
        self.owner = owner
        super().__init__(("127.0.0.1", 0), connection)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Says nothing when a client went away; that is what many faults are for."""


class Serving:
    """Serves from `start` to `stop`. `closed` is set at the end, which wakes handlers that hang."""

    def __init__(self, owner: object, connection: type[BaseHTTPRequestHandler]) -> None:
        self.closed = threading.Event()
        self._http = HttpServer(owner, connection)
        self._thread = threading.Thread(
            target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )

    @property
    def url(self) -> str:
        """Where it listens, without a path."""
        return f"http://127.0.0.1:{self._http.server_port}"

    def start(self) -> None:
        """Take requests."""
        self._thread.start()

    def stop(self) -> None:
        """Take no more, and wait until none is taken."""
        self.closed.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()
