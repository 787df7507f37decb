"""What a scripted model server can do: answer well, answer badly, or not answer at all."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

JsonObject = dict[str, Any]


@dataclass(frozen=True)
class RecordedRequest:
    """One request as it arrived. Header names are lower case."""

    path: str
    body: JsonObject
    headers: dict[str, str]

    @property
    def wants_stream(self) -> bool:
        """True if the client asked for server-sent events."""
        return bool(self.body.get("stream"))

    @property
    def messages(self) -> list[JsonObject]:
        """The chat messages of the request."""
        messages: list[JsonObject] = self.body.get("messages", [])
        return messages

    @property
    def text(self) -> str:
        """Everything the model was told, as one text."""
        return "\n".join(str(message.get("content", "")) for message in self.messages)


class Wire(Protocol):
    """How a behaviour talks to the client."""

    def send(
        self, status: int, content_type: str, body: bytes, headers: dict[str, str] | None = None
    ) -> None:
        """One complete response."""

    def send_json(self, status: int, body: object, headers: dict[str, str] | None = None) -> None:
        """One complete JSON response."""

    def send_events(self, events: Iterator[JsonObject], *, done: bool = True) -> None:
        """Server-sent events, then `[DONE]`, then the end of the connection."""

    def send_slowly(self, piece: bytes, pause_seconds: float) -> None:
        """The same bytes again and again until the client or the server closes."""

    def hang(self) -> None:
        """Nothing, until the server closes."""


class Behaviour(Protocol):
    """One thing the server does with one chat request."""

    def respond(self, wire: Wire, request: RecordedRequest) -> None:
        """Answers the request, or fails to, over the wire."""


Script = Behaviour | Callable[[RecordedRequest], Behaviour]


def _completion(
    choices: list[JsonObject], request: RecordedRequest, usage: JsonObject
) -> JsonObject:
    return {
        "id": "chatcmpl-scripted",
        "object": "chat.completion",
        "created": int(time.time()),
        "model": request.body.get("model", "scripted"),
        "choices": choices,
        "usage": usage,
    }


def _chunk(delta: JsonObject, request: RecordedRequest, finish: str | None = None) -> JsonObject:
    choice = {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}
    return {
        "id": "chatcmpl-scripted",
        "object": "chat.completion.chunk",
        "created": int(time.time()),
        "model": request.body.get("model", "scripted"),
        "choices": [choice],
    }


def _usage(tokens_in: int, tokens_out: int) -> JsonObject:
    return {
        "prompt_tokens": tokens_in,
        "completion_tokens": tokens_out,
        "total_tokens": tokens_in + tokens_out,
    }


@dataclass(frozen=True)
class Success:
    """A complete answer; streamed in pieces if the client asks for a stream."""

    content: str
    tokens_in: int = 100
    tokens_out: int = 20
    finish_reason: str = "stop"
    piece_characters: int = 12

    def respond(self, wire: Wire, request: RecordedRequest) -> None:
        """Sends the content and the finish reason."""
        usage = _usage(self.tokens_in, self.tokens_out)
        if request.wants_stream:
            wire.send_events(self._events(request, usage))
            return
        message = {"role": "assistant", "content": self.content, "refusal": None}
        choice = {"index": 0, "message": message, "finish_reason": self.finish_reason}
        wire.send_json(200, _completion([choice], request, usage))

    def _events(self, request: RecordedRequest, usage: JsonObject) -> Iterator[JsonObject]:
        yield _chunk({"role": "assistant", "content": ""}, request)
        for start in range(0, len(self.content), self.piece_characters):
            piece = self.content[start : start + self.piece_characters]
            yield _chunk({"content": piece}, request)
        yield _chunk({}, request, finish=self.finish_reason)
        if request.body.get("stream_options", {}).get("include_usage"):
            yield {**_chunk({}, request), "choices": [], "usage": usage}


@dataclass(frozen=True)
class OutOfLength:
    """An answer that stopped at the token limit."""

    content: str = '{"sentences": [{"role": "answer", "text": "You can ret'

    def respond(self, wire: Wire, request: RecordedRequest) -> None:
        """Sends the truncated content with finish reason `length`."""
        Success(self.content, finish_reason="length").respond(wire, request)


@dataclass(frozen=True)
class ContentFiltered:
    """An answer that the provider's content filter suppressed."""

    content: str = ""

    def respond(self, wire: Wire, request: RecordedRequest) -> None:
        """Sends what is left with finish reason `content_filter`."""
        Success(self.content, finish_reason="content_filter").respond(wire, request)


@dataclass(frozen=True)
class MalformedJSON:
    """A finished answer whose content is not JSON."""

    content: str = '{"sentences": [{"role": "answer", "text": '

    def respond(self, wire: Wire, request: RecordedRequest) -> None:
        """Sends the broken content with finish reason `stop`."""
        Success(self.content).respond(wire, request)


@dataclass(frozen=True)
class WrongSchema:
    """A finished answer in JSON of another shape."""

    content: str = '{"answer": "You can return it."}'

    def respond(self, wire: Wire, request: RecordedRequest) -> None:
        """Sends the misshapen content with finish reason `stop`."""
        Success(self.content).respond(wire, request)


@dataclass(frozen=True)
class Refusal:
    """The model declines, as OpenAI reports it: no content, a `refusal` text."""

    text: str = "I cannot help with that."

    def respond(self, wire: Wire, request: RecordedRequest) -> None:
        """Sends the refusal."""
        if request.wants_stream:
            wire.send_events(self._events(request))
            return
        message = {"role": "assistant", "content": None, "refusal": self.text}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        wire.send_json(200, _completion([choice], request, _usage(100, 8)))

    def _events(self, request: RecordedRequest) -> Iterator[JsonObject]:
        yield _chunk({"role": "assistant", "content": None, "refusal": ""}, request)
        yield _chunk({"refusal": self.text}, request)
        yield _chunk({}, request, finish="stop")


@dataclass(frozen=True)
class HttpError:
    """A refusal by status code, in OpenAI's error format."""

    status: int
    message: str = "scripted failure"
    code: str | None = None
    headers: tuple[tuple[str, str], ...] = ()

    def respond(self, wire: Wire, request: RecordedRequest) -> None:
        """Sends the error."""
        error = {"message": self.message, "type": "scripted", "param": None, "code": self.code}
        wire.send_json(self.status, {"error": error}, dict(self.headers))


def rate_limited(retry_after: str | None = None) -> HttpError:
    """429, with this `Retry-After` header if given."""
    headers = (("Retry-After", retry_after),) if retry_after is not None else ()
    return HttpError(429, "rate limit reached", "rate_limit_exceeded", headers)


def server_error() -> HttpError:
    """500."""
    return HttpError(500, "the server had an error")


def unauthorised() -> HttpError:
    """401."""
    return HttpError(401, "incorrect API key provided", "invalid_api_key")


@dataclass(frozen=True)
class Hang:
    """No answer until the server closes."""

    def respond(self, wire: Wire, request: RecordedRequest) -> None:
        """Sends nothing."""
        wire.hang()


@dataclass(frozen=True)
class Drip:
    """A byte now and then, forever: no read timeout ever fires."""

    pause_seconds: float = 0.02

    def respond(self, wire: Wire, request: RecordedRequest) -> None:
        """Sends white space (comments in a stream) until somebody closes."""
        wire.send_slowly(b": \n\n" if request.wants_stream else b" ", self.pause_seconds)


@dataclass(frozen=True)
class CutStream:
    """An answer that ends in mid-sentence: no finish reason, connection closed politely."""

    content: str
    kept_characters: int
    done: bool = False

    def respond(self, wire: Wire, request: RecordedRequest) -> None:
        """Sends the first characters, then ends; as one body if no stream was asked for."""
        kept = self.content[: self.kept_characters]
        if request.wants_stream:
            wire.send_events(self._events(kept, request), done=self.done)
            return
        message = {"role": "assistant", "content": kept, "refusal": None}
        choice = {"index": 0, "message": message, "finish_reason": None}
        wire.send_json(200, _completion([choice], request, _usage(100, 4)))

    def _events(self, kept: str, request: RecordedRequest) -> Iterator[JsonObject]:
        yield _chunk({"role": "assistant", "content": ""}, request)
        for character in kept:
            yield _chunk({"content": character}, request)


@dataclass(frozen=True)
class EmptyChoices:
    """A well-formed completion without any choice in it."""

    def respond(self, wire: Wire, request: RecordedRequest) -> None:
        """Sends an empty list of choices."""
        if request.wants_stream:
            wire.send_events(iter([{**_chunk({}, request), "choices": []}]))
            return
        wire.send_json(200, _completion([], request, _usage(100, 0)))


@dataclass(frozen=True)
class HtmlPage:
    """A web page with status 200, as a proxy or a captive portal sends it."""

    html: str = "<!doctype html><title>Sign in</title><p>Please sign in to the network.</p>"

    def respond(self, wire: Wire, request: RecordedRequest) -> None:
        """Sends the page."""
        wire.send(200, "text/html; charset=utf-8", self.html.encode())
