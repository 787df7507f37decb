"""A loopback server that speaks the OpenAI protocol and does what a script says.

Point any OpenAI-compatible client at `base_url`; nothing leaves the machine:

    with OpenAIServer(script=[rate_limited("0"), Success('{"sentences": []}')]) as server:
        model = ChatOpenAI(model="any", base_url=server.base_url, api_key="any")
        model.invoke("hello")
        assert len(server.requests) == 2

Chat requests take the script's entries in order; the last entry repeats. An entry may also be a
function from the request to a behaviour. `/v1/embeddings` answers with vectors of hashed words,
so that texts with words in common are near each other.
"""

from __future__ import annotations

import base64
import hashlib
import json
import math
import re
import struct
import threading
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler
from types import TracebackType
from typing import Any, Self

from cx_assistant.testing.openai_script import (
    Behaviour,
    ContentFiltered,
    CutStream,
    Drip,
    EmptyChoices,
    Hang,
    HtmlPage,
    HttpError,
    JsonObject,
    MalformedJSON,
    OutOfLength,
    RecordedRequest,
    Refusal,
    Script,
    Success,
    WrongSchema,
    rate_limited,
    server_error,
    unauthorised,
)
from cx_assistant.testing.serving import HttpServer, Serving

__all__ = [
    "Behaviour",
    "ContentFiltered",
    "CutStream",
    "Drip",
    "EmptyChoices",
    "Hang",
    "HtmlPage",
    "HttpError",
    "MalformedJSON",
    "OpenAIServer",
    "OutOfLength",
    "RecordedRequest",
    "Refusal",
    "Script",
    "Success",
    "WrongSchema",
    "rate_limited",
    "server_error",
    "unauthorised",
]

DEFAULT_DIMENSIONS = 256


class OpenAIServer:
    """Serves `/v1/chat/completions` by script and `/v1/embeddings` by hashing, on 127.0.0.1."""

    def __init__(self, script: Sequence[Script] = (), *, dimensions: int = DEFAULT_DIMENSIONS):
        self._script = tuple(script)
        self._dimensions = dimensions
        self._lock = threading.Lock()
        self._requests: list[RecordedRequest] = []
        self._taken = 0
        self._serving = Serving(self, _Connection)

    @property
    def closed(self) -> threading.Event:
        """Set when it stops."""
        return self._serving.closed

    @property
    def base_url(self) -> str:
        """What to give a client as its base URL."""
        return f"{self._serving.url}/v1"

    @property
    def requests(self) -> tuple[RecordedRequest, ...]:
        """Every request so far, oldest first."""
        with self._lock:
            return tuple(self._requests)

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

    def record(self, request: RecordedRequest) -> None:
        """Remembers the request for `requests`."""
        with self._lock:
            self._requests.append(request)

    def next_behaviour(self, request: RecordedRequest) -> Behaviour:
        """The script's next entry; its last one again once the script is over."""
        with self._lock:
            if not self._script:
                return HttpError(500, "the script is empty; pass OpenAIServer(script=[...])")
            entry = self._script[min(self._taken, len(self._script) - 1)]
            self._taken += 1
        return entry(request) if callable(entry) else entry

    def embeddings(self, request: RecordedRequest) -> JsonObject:
        """One unit vector per input text (or list of token numbers)."""
        inputs = _input_texts(request.body.get("input", []))
        dimensions = int(request.body.get("dimensions") or self._dimensions)
        as_base64 = request.body.get("encoding_format") == "base64"
        vectors = [_hashed_vector(text, dimensions) for text in inputs]
        rows = [
            {
                "object": "embedding",
                "index": index,
                "embedding": _base64_floats(vector) if as_base64 else vector,
            }
            for index, vector in enumerate(vectors)
        ]
        tokens = sum(len(text.split()) for text in inputs)
        usage = {"prompt_tokens": tokens, "total_tokens": tokens}
        return {"object": "list", "data": rows, "model": request.body.get("model"), "usage": usage}


class _Connection(BaseHTTPRequestHandler):
    """One connection; satisfies `Wire`."""

    protocol_version = "HTTP/1.1"
    server: HttpServer[OpenAIServer]

    def do_POST(self) -> None:
        request = self._recorded()
        if self.path.endswith("/embeddings"):
            self.send_json(200, self.server.owner.embeddings(request))
        elif self.path.endswith("/chat/completions"):
            self.server.owner.next_behaviour(request).respond(self, request)
        else:
            HttpError(404, f"no such path: {self.path}").respond(self, request)

    def do_GET(self) -> None:
        HttpError(404, f"no such path: {self.path}").respond(self, self._recorded())

    def _recorded(self) -> RecordedRequest:
        content = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        try:
            body = json.loads(content or b"{}")
        except ValueError:
            body = {}  # not for a model, but worth recording all the same
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = RecordedRequest(self.path, body, headers)
        self.server.owner.record(request)
        return request

    def log_message(self, format: str, *args: object) -> None:
        """Keeps the test's output clean."""

    def send(
        self, status: int, content_type: str, body: bytes, headers: dict[str, str] | None = None
    ) -> None:
        self._start(status, content_type, {"Content-Length": str(len(body)), **(headers or {})})
        self.wfile.write(body)

    def send_json(self, status: int, body: object, headers: dict[str, str] | None = None) -> None:
        self.send(status, "application/json", json.dumps(body).encode(), headers)

    def send_events(self, events: Iterator[JsonObject], *, done: bool = True) -> None:
        self._start(200, "text/event-stream", {"Connection": "close"})
        for event in events:
            self.wfile.write(f"data: {json.dumps(event)}\n\n".encode())
        if done:
            self.wfile.write(b"data: [DONE]\n\n")

    def send_slowly(self, piece: bytes, pause_seconds: float) -> None:
        stream = piece.startswith(b":")
        content_type = "text/event-stream" if stream else "application/json"
        self._start(200, content_type, {"Connection": "close"})
        while not self.server.owner.closed.wait(pause_seconds):
            self.wfile.write(piece)

    def hang(self) -> None:
        self.server.owner.closed.wait()
        self.close_connection = True

    def _start(self, status: int, content_type: str, headers: dict[str, str]) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()


def _input_texts(given: str | list[Any]) -> list[str]:
    """The inputs as texts: clients send a text, texts, token numbers, or lists of those."""
    if isinstance(given, str):
        return [given]
    if given and isinstance(given[0], int):
        return [" ".join(map(str, given))]
    return [item if isinstance(item, str) else " ".join(map(str, item)) for item in given]


def _hashed_vector(text: str, dimensions: int) -> list[float]:
    counts = [0.0] * dimensions
    for word in re.findall(r"\w+", text.lower()) or [""]:
        digest = hashlib.blake2b(word.encode(), digest_size=8).digest()
        counts[int.from_bytes(digest) % dimensions] += 1.0
    norm = math.sqrt(sum(count * count for count in counts))
    return [count / norm for count in counts]


def _base64_floats(vector: list[float]) -> str:
    return base64.b64encode(struct.pack(f"<{len(vector)}f", *vector)).decode()
