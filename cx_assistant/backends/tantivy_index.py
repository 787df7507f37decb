"""Ranked word search and exact phrases on disk, with tantivy."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from cx_assistant.backends.folder_seal import break_seal, is_sealed, seal
from cx_assistant.backends.text_analysis import TextAnalysis
from cx_assistant.errors import BackendError, CxError, IndexDamagedError
from cx_assistant.models import Hit

if TYPE_CHECKING:
    import tantivy

    from cx_assistant.protocols import LexicalDocument

_WRITER_BYTES = 32_000_000
_TITLE_BOOST = 0.6
_MAXIMUM_TERMS = 40
_MAXIMUM_CHARACTERS = 20_000
_SEPARATOR = "\x1f"
_DISK_TROUBLE = ("no space left", "read-only", "permission denied", "lockbusy")


class TantivyIndex:
    """Satisfies `LexicalIndex`. A folder belongs to one process at a time.

    Text is cut into terms here and queries are built from terms, so that no text is ever read
    as query syntax.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._edge = _Edge(f"the word index {folder.name}")
        self._analysis = TextAnalysis()
        self._write_lock = threading.Lock()
        self._closed = False
        with self._edge:
            self._index = _open(folder)
        self._schema = self._index.schema

    def add(self, partition: str, documents: Sequence[LexicalDocument]) -> None:
        """Insert or replace; visible to `search` and on disk when this returns."""
        if not documents:
            return
        latest = {document.id: document for document in documents}
        with self._writing() as writer:
            for id_, document in latest.items():
                writer.delete_documents_by_term("key", _key(partition, id_))
                writer.add_document(self._entry(partition, document))

    def remove(self, partition: str, ids: Sequence[str]) -> None:
        """Remove; unknown ids are ignored."""
        if not ids:
            return
        with self._writing() as writer:
            for id_ in ids:
                writer.delete_documents_by_term("key", _key(partition, id_))

    def search(self, partition: str, query: str, *, limit: int) -> list[Hit]:
        """Best first. Any text is a valid query; query syntax in it has no effect.

        Of a long text the forty rarest terms count.
        """
        from tantivy import Occur, Query

        text = query[:_MAXIMUM_CHARACTERS]
        with self._reading() as searcher:
            found = []
            for place in self._places(searcher, partition):
                terms = self._analysis.topic_terms(text, place.rpartition(_SEPARATOR)[2])
                wanted = self._any_of(searcher, terms)
                if wanted:
                    within = Query.const_score_query(self._term("place", place), 0.0)
                    found.append(
                        (
                            Occur.Should,
                            Query.boolean_query(
                                [(Occur.Must, within), (Occur.Must, Query.boolean_query(wanted))]
                            ),
                        )
                    )
            return _hits(searcher, Query.boolean_query(found), limit) if found else []

    def search_exact(self, partition: str, phrases: Sequence[str], *, limit: int) -> list[Hit]:
        """Documents that contain all the phrases verbatim (case-insensitive), best first.

        Words must follow each other as in the phrase; punctuation between them is ignored, so
        that "NL 20417" finds "NL-20417" and "NL-2041" does not.
        """
        from tantivy import Occur, Query

        cut = [self._analysis.words(phrase[:_MAXIMUM_CHARACTERS]) for phrase in phrases]
        if not cut or not all(cut):
            return []
        with self._reading() as searcher:
            clauses = [(Occur.Must, self._phrase(words)) for words in cut]
            places = [
                (Occur.Should, Query.const_score_query(self._term("place", place), 0.0))
                for place in self._places(searcher, partition)
            ]
            if not places:
                return []
            clauses.append((Occur.Must, Query.boolean_query(places)))
            return _hits(searcher, Query.boolean_query(clauses), limit)

    def count(self) -> int:
        """Number of documents."""
        with self._reading() as searcher:
            return searcher.num_docs

    def clear(self) -> None:
        """Remove everything."""
        with self._writing() as writer:
            writer.delete_all_documents()

    def close(self) -> None:
        """Release files; closing twice is harmless."""
        if self._closed:
            return
        self._closed = True
        with self._edge:
            del self._index
            # A folder that showed damage stays unsealed, so that the next run looks at it again.
            if not self._edge.damaged:
                seal(self._folder)

    def _entry(self, partition: str, document: LexicalDocument) -> tantivy.Document:
        from tantivy import Document

        title = self._analysis.terms(document.title, document.language)
        text = self._analysis.terms(document.text, document.language)
        exact = self._analysis.words(f"{document.title}\n{document.text}")
        return Document(
            id=document.id,
            key=_key(partition, document.id),
            place=_key(partition, document.language),
            title=" ".join(title),
            text=" ".join(text),
            exact=" ".join(exact),
        )

    def _any_of(
        self, searcher: tantivy.Searcher, terms: list[str]
    ) -> list[tuple[tantivy.Occur, tantivy.Query]]:
        from tantivy import Occur, Query

        frequencies = {
            term: searcher.doc_freq("text", term) + searcher.doc_freq("title", term)
            for term in dict.fromkeys(terms)
        }
        known = [term for term, frequency in frequencies.items() if frequency]
        rarest = sorted(known, key=lambda term: frequencies[term])[:_MAXIMUM_TERMS]
        texts = [(Occur.Should, self._term("text", term)) for term in rarest]
        titles = [
            (Occur.Should, Query.boost_query(self._term("title", term), _TITLE_BOOST))
            for term in rarest
        ]
        return texts + titles

    def _places(self, searcher: tantivy.Searcher, partition: str) -> list[str]:
        prefix = _key(partition, "")
        return [place for place, _ in searcher.terms_with_prefix("place", prefix)]

    def _term(self, field: str, value: str) -> tantivy.Query:
        from tantivy import Query

        return Query.term_query(self._schema, field, value)

    def _phrase(self, words: list[str]) -> tantivy.Query:
        from tantivy import Query

        if len(words) == 1:
            return self._term("exact", words[0])
        phrase: list[str | tuple[int, str]] = list(words)
        return Query.phrase_query(self._schema, "exact", phrase)

    @contextmanager
    def _reading(self) -> Iterator[tantivy.Searcher]:
        if self._closed:
            raise BackendError("the word index is closed; open a new one")
        with self._edge:
            yield self._index.searcher()

    @contextmanager
    def _writing(self) -> Iterator[tantivy.IndexWriter]:
        if self._closed:
            raise BackendError("the word index is closed; open a new one")
        with self._write_lock, self._edge:
            writer = self._index.writer(heap_size=_WRITER_BYTES, num_threads=1)
            yield writer
            writer.commit()
            # Without this, merges run on in the background and the lock file stays taken.
            writer.wait_merging_threads()
            self._index.reload()


class _Edge:
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


def _open(folder: Path) -> tantivy.Index:
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
    builder.add_text_field("title", tokenizer_name="terms", index_option="freq")
    builder.add_text_field("text", tokenizer_name="terms", index_option="freq")
    builder.add_text_field("exact", tokenizer_name="terms", index_option="position")
    return builder.build()


def _hits(searcher: tantivy.Searcher, query: tantivy.Query, limit: int) -> list[Hit]:
    if limit < 1:
        return []
    found = searcher.search(query, limit=limit, count=False).hits
    return [Hit(id=_stored_id(searcher.doc(place)), score=score) for score, place in found]


def _stored_id(document: tantivy.Document) -> str:
    return str(document.get_first("id"))


def _key(partition: str, id_: str) -> str:
    return f"{partition}{_SEPARATOR}{id_}"
