"""Opens a tantivy folder, and lets only our own errors out of it."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from cx_assistant.backends.folder_seal import break_seal, is_sealed
from cx_assistant.errors import BackendError, CxError, IndexDamagedError

if TYPE_CHECKING:
    import tantivy

_DISK_TROUBLE = ("no space left", "read-only", "permission denied", "lockbusy")


class TantivyEdge:
    """Lets only `CxError`s out; a panic in Rust is a `BaseException` of no importable type."""

    def __init__(self, where: str) -> None:
        self._where = where
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
        text = str(error).strip().replace("\n", " ")[:200]
        # tantivy's own errors are ValueErrors, those of the disk among them.
        if isinstance(error, OSError) or any(sign in text.lower() for sign in _DISK_TROUBLE):
            raise BackendError(f"{self._where} cannot use its files: {text}") from error
        is_panic = type(error).__name__ == "PanicException"
        if is_panic or isinstance(error, (ValueError, SystemError)):
            self.damaged = True
            message = f"{self._where} is damaged ({text}); run `cx-assistant reindex`"
            raise IndexDamagedError(message) from error


def open_index(folder: Path) -> tantivy.Index:
    """The index in this folder, empty if it is new."""
    import tantivy

    folder.mkdir(parents=True, exist_ok=True)
    is_sealed(folder)
    break_seal(folder)
    index = tantivy.Index(_build_schema(), path=str(folder))
    whitespace = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    index.register_tokenizer("terms", whitespace)
    # Searchers change only when this process commits; watching the folder would cost a thread.
    index.config_reader(reload_policy="manual")
    index.reload()
    return index


def _build_schema() -> tantivy.Schema:
    from tantivy import SchemaBuilder

    builder = SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("key", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("place", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("title", stored=True, tokenizer_name="terms", index_option="freq")
    builder.add_text_field("text", tokenizer_name="terms", index_option="freq")
    builder.add_text_field("parts", tokenizer_name="terms", index_option="freq")
    builder.add_text_field("exact", tokenizer_name="terms", index_option="position")
    return builder.build()
