"""Every error this package raises on purpose: one sentence that says what failed and what to do."""

from __future__ import annotations


class CxError(Exception):
    """The root: catch this to catch everything the package raises on purpose."""


class ConfigError(CxError):
    """`cx.toml` or the environment asks for something impossible; names the key and the fix."""


class InputError(CxError):
    """What the caller passed in cannot be used: a ticket, a file, an argument."""


class ReadError(InputError):
    """One knowledge file cannot be read; the rest of an ingest goes on without it."""


class OrderImportError(InputError):
    """An orders or customers file cannot be used at all; single bad rows are only reported."""


class IdentityError(InputError):
    """A claim of identity does not hold, so no customer data may be opened with it."""


class StoreError(CxError):
    """The SQL store failed: full or read-only disk, wrong schema version, unreachable server."""


class DataFolderInUseError(StoreError):
    """Another process holds the data folder; says how to share it."""


class EmbedderMismatchError(StoreError):
    """The stored vectors were made by another embedder; says how to switch back or re-embed."""


class BackendError(CxError):
    """A vendor component (Chroma, tantivy, onnxruntime, a model provider) failed."""


class BackendTimeoutError(BackendError):
    """A vendor component did not answer before its deadline."""


class ModelFileError(BackendError):
    """The shipped embedder's files are missing or damaged; says how to reinstall them."""


class IndexDamagedError(BackendError):
    """A derived index is unreadable; it can be rebuilt from SQL and nothing is lost."""


class DraftError(CxError):
    """The language model gave no usable draft; the caller falls back to the offline drafter."""


class PromptError(CxError):
    """A prompt file is missing, or its placeholders and the given values differ."""


class LeakError(CxError):
    """Data that does not belong to the verified customer was about to reach a prompt."""
