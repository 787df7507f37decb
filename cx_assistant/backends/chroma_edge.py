"""Turns everything Chroma can throw into this package's errors."""

from __future__ import annotations

from types import TracebackType

from cx_assistant.errors import (
    BackendError,
    BackendTimeoutError,
    CxError,
    IndexDamagedError,
)

# What the disk says when nothing is wrong with the index itself.
_DISK_TROUBLE = ("disk is full", "no space left", "readonly", "read-only", "permission denied")


class ChromaEdge:
    """`with ChromaEdge(where, embedded=…):` lets only `CxError`s out of the block.

    An exit method and no `except`, because a panic in Chroma's Rust core arrives as a
    `BaseException` that has no importable type.
    """

    def __init__(self, where: str, *, embedded: bool) -> None:
        self._where = where
        self._embedded = embedded
        self.damaged = False

    def __enter__(self) -> None:
        return None

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if error is None or isinstance(error, CxError):
            return
        translated = self._translate(error)
        if translated is not None:
            self.damaged = self.damaged or isinstance(translated, IndexDamagedError)
            raise translated from error

    def _translate(self, error: BaseException) -> CxError | None:
        import httpx
        from chromadb.errors import ChromaError

        if type(error).__name__ == "PanicException":
            return self._damage("its core crashed")
        text = str(error).strip().replace("\n", " ")[:200]
        if isinstance(error, httpx.TimeoutException):
            return BackendTimeoutError(f"{self._where} did not answer in time; try again")
        if isinstance(error, ChromaError):
            return self._failure(text)
        if isinstance(error, (httpx.HTTPError, ValueError)):  # ValueError: an answer is no JSON
            return self._failure(text) if self._embedded else self._unreachable(text)
        if isinstance(error, OSError):
            return BackendError(f"{self._where} cannot use its files: {text}")
        return None

    def _failure(self, text: str) -> CxError:
        if any(sign in text.lower() for sign in _DISK_TROUBLE):
            return BackendError(f"{self._where} cannot write: {text}; free or unlock the disk")
        return self._damage(text) if self._embedded else BackendError(f"{self._where}: {text}")

    def _damage(self, text: str) -> CxError:
        message = f"{self._where} is damaged ({text}); run `cx-assistant reindex`, nothing is lost"
        return IndexDamagedError(message)

    def _unreachable(self, text: str) -> CxError:
        message = f"{self._where} cannot be reached ({text}); start it with `chroma run`"
        return BackendError(message)
