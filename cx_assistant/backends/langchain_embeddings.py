"""Any LangChain `Embeddings` as an embedder of this package."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from cx_assistant.errors import BackendError, BackendTimeoutError, ConfigError

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

    from cx_assistant.protocols import Vectors

Result = TypeVar("Result")

_KEYS = {
    "azure_openai": "AZURE_OPENAI_API_KEY",
    "cohere": "COHERE_API_KEY",
    "google_genai": "GOOGLE_API_KEY",
    "mistralai": "MISTRAL_API_KEY",
    "openai": "OPENAI_API_KEY",
}
_BATCH = 128
# Below the limits of the providers in any script; a passage is far shorter.
_MOST_CHARACTERS = 6000
# Counting tokens beforehand would fetch tiktoken's tables from the network.
_OPENAI_OPTIONS: dict[str, Any] = {
    "check_embedding_ctx_length": False,
    "timeout": 20.0,
    "max_retries": 2,
}
_PROBE = "dimensions"


class LangChainEmbedder:
    """Satisfies `Embedder`. The id is the name in `cx.toml`, which must say which model it is."""

    def __init__(
        self, embeddings: Embeddings, embedder_id: str, *, timeout_seconds: float = 60.0
    ) -> None:
        self._embeddings = embeddings
        self._id = embedder_id
        self._timeout_seconds = timeout_seconds

    @classmethod
    def from_spec(cls, spec: str) -> LangChainEmbedder:
        """The embedder that `embeddings = "provider:model"` names; raises `ConfigError`."""
        provider, separator, model = spec.partition(":")
        if not (separator and provider and model):
            message = (
                f"storage.embeddings is {spec!r}; write 'local' or 'provider:model', e.g. "
                "'openai:text-embedding-3-small'"
            )
            raise ConfigError(message)
        key = _KEYS.get(provider)
        if key is not None and not os.environ.get(key):
            message = f"{spec} needs a key: set the environment variable {key}, or use 'local'"
            raise ConfigError(message)
        return cls(_load(spec), spec)

    @property
    def id(self) -> str:
        """Names the model; vectors of different ids never mix."""
        return self._id

    @cached_property
    def dimensions(self) -> int:
        """Length of every vector; the first look costs one request."""
        return int(self._rows([_PROBE]).shape[1])

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row per text, in order: shape (len(texts), dimensions), float32, L2 norm 1."""
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        parts = [self._rows(texts[at : at + _BATCH]) for at in range(0, len(texts), _BATCH)]
        return np.concatenate(parts)

    def embed_query(self, text: str) -> Vectors:
        """The vector of a question: shape (dimensions,), float32, L2 norm 1."""
        vector = self._ask(lambda: self._embeddings.embed_query(_sendable(text)))
        unit: Vectors = _unit_rows([vector], expected=1, name=self._id)[0]
        return unit

    def _rows(self, texts: Sequence[str]) -> Vectors:
        sent = [_sendable(text) for text in texts]
        rows = self._ask(lambda: self._embeddings.embed_documents(sent))
        return _unit_rows(rows, expected=len(texts), name=self._id)

    def _ask(self, request: Callable[[], Result]) -> Result:
        """The answer within the deadline. Trying again is left to the provider's own client."""
        answer = _started(request)
        try:
            # As a value, because a provider may raise anything at all.
            failure = answer.exception(timeout=self._timeout_seconds)
        except TimeoutError as error:
            message = f"{self._id} gave no vectors in {self._timeout_seconds:g}s; try again"
            raise BackendTimeoutError(message) from error
        if failure is None:
            return answer.result()
        reason = " ".join(f"{type(failure).__name__}: {failure}".split())[:200]
        message = f"{self._id} gave no vectors ({reason}); check key, model name and network"
        raise BackendError(message) from failure


def _started(request: Callable[[], Result]) -> Future[Result]:
    """Runs in a thread of its own, which a program that ends does not wait for."""
    answer: Future[Result] = Future()

    def run() -> None:
        with _KeptFailure(answer):
            answer.set_result(request())

    threading.Thread(target=run, name="cx-embed", daemon=True).start()
    return answer


class _KeptFailure:
    """Hands whatever ends the block to the one who waits for the answer."""

    def __init__(self, answer: Future[Result]) -> None:
        self._answer = answer

    def __enter__(self) -> None:
        return None

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> bool:
        if error is not None:
            self._answer.set_exception(error)
        return True


def _load(spec: str) -> Embeddings:
    from langchain.embeddings import init_embeddings

    try:
        if spec.startswith("openai:"):
            return init_embeddings(spec, **_OPENAI_OPTIONS)
        return init_embeddings(spec)
    except ImportError as error:
        message = f"{spec} needs a package that is not installed: {error}"
        raise ConfigError(message) from error
    except ValueError as error:
        message = f"storage.embeddings {spec!r} cannot be used: {str(error).splitlines()[0]}"
        raise ConfigError(message) from error


def _sendable(text: str) -> str:
    # Providers refuse an empty input, and one refused text would fail its whole batch.
    return text[:_MOST_CHARACTERS].replace("\0", " ").strip() or "-"


def _unit_rows(rows: Iterable[Sequence[float]], *, expected: int, name: str) -> Vectors:
    try:
        matrix = np.asarray(list(rows), dtype=np.float32)
    except (TypeError, ValueError) as error:
        raise BackendError(f"{name} answered with something that is no vectors") from error
    if matrix.ndim != 2 or len(matrix) != expected or not np.isfinite(matrix).all():
        message = f"{name} answered with vectors of shape {matrix.shape} to {expected} texts"
        raise BackendError(message)
    norms = np.linalg.norm(matrix, axis=1, keepdims=True)
    if not norms.all():
        raise BackendError(f"{name} answered with a vector of length zero")
    unit: Vectors = matrix / norms
    return unit
