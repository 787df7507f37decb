"""Ranked word search and exact phrases on disk, with tantivy."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from cx_assistant.backends.closeness import closeness
from cx_assistant.backends.folder_seal import seal
from cx_assistant.backends.tantivy_open import TantivyEdge, open_index
from cx_assistant.backends.tantivy_queries import MAXIMUM_CHARACTERS, TermQueries, share_named
from cx_assistant.backends.text_analysis import TextAnalysis
from cx_assistant.errors import BackendError
from cx_assistant.models import Hit

if TYPE_CHECKING:
    import tantivy

    from cx_assistant.protocols import LexicalDocument

_WRITER_BYTES = 32_000_000
_TITLES_READ = 200  # many passages share a title
_SEPARATOR = "\x1f"


class TantivyIndex:
    """Satisfies `LexicalIndex`. A folder belongs to one process at a time.

    Text is cut into terms here and queries are built from terms, so that no text is ever read
    as query syntax.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._edge = TantivyEdge(f"the word index {folder.name}")
        self._analysis = TextAnalysis()
        self._write_lock = threading.Lock()
        self._closed = False
        with self._edge:
            self._index = open_index(folder)
        self._queries = TermQueries(self._index.schema, self._analysis)

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

    def search(
        self,
        partition: str,
        query: str,
        *,
        limit: int,
        context: Sequence[tuple[str, float]] = (),
    ) -> list[Hit]:
        """Best first. Any text is a valid query; query syntax in it has no effect.

        Of a long text the forty rarest terms count, of each text of the context the twenty
        rarest, as much as its weight says.
        """
        from tantivy import Occur, Query

        texts = [(query, 1.0), *context]
        with self._reading() as searcher:
            found = []
            for place in self._places(searcher, partition):
                wanted = self._queries.any_of(searcher, texts, _language_of(place))
                if wanted is not None:
                    found.append((Occur.Should, self._queries.within(place, wanted)))
            return _hits(searcher, Query.boolean_query(found), limit) if found else []

    def named_titles(self, partition: str, text: str, *, limit: int) -> list[Hit]:
        """One document per title that the text names, wholly or in part, most wholly first.

        The score is the share of the title's words that stand in the text, rare ones counting
        more: 1 if all of them do.
        """
        with self._reading() as searcher:
            shares: dict[str, Hit] = {}
            for place in self._places(searcher, partition):
                language = _language_of(place)
                wanted = self._queries.titles_with(searcher, text, language)
                if wanted is None:
                    continue
                said = set(self._analysis.terms(text[:MAXIMUM_CHARACTERS], language))
                query = self._queries.within(place, wanted)
                for document in _documents(searcher, query, _TITLES_READ):
                    title = str(document.get_first("title") or "")
                    if title not in shares:
                        share = share_named(searcher, title.split(), said)
                        shares[title] = Hit(id=_stored_id(document), score=share)
            return sorted(shares.values(), key=lambda hit: (-hit.score, hit.id))[:limit]

    def topics(self, query: str, language: str) -> list[str]:
        """The terms that say what a question is about, each once."""
        return list(dict.fromkeys(self._analysis.topic_terms(query[:MAXIMUM_CHARACTERS], language)))

    def closeness(self, query: str, documents: Sequence[LexicalDocument]) -> list[float]:
        """For each document, how much of what the query says together it says together, too.

        From 0 to 1. Documents need not be in the index.
        """
        return closeness(query[:MAXIMUM_CHARACTERS], documents, self._analysis)

    def search_exact(self, partition: str, phrases: Sequence[str], *, limit: int) -> list[Hit]:
        """Documents that contain all the phrases verbatim (case-insensitive), best first.

        Words must follow each other as in the phrase; punctuation between them is ignored, so
        that "NL 20417" finds "NL-20417" and "NL-2041" does not.
        """
        from tantivy import Occur, Query

        cut = [self._analysis.words(phrase[:MAXIMUM_CHARACTERS]) for phrase in phrases]
        if not cut or not all(cut):
            return []
        with self._reading() as searcher:
            clauses = [(Occur.Must, self._queries.phrase(words)) for words in cut]
            places = [
                (Occur.Should, Query.const_score_query(self._queries.term("place", place), 0.0))
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
            parts=" ".join(self._analysis.parts(document.text, document.language)),
            exact=" ".join(exact),
        )

    def _places(self, searcher: tantivy.Searcher, partition: str) -> list[str]:
        prefix = _key(partition, "")
        return [place for place, _ in searcher.terms_with_prefix("place", prefix)]

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


def _language_of(place: str) -> str:
    return place.rpartition(_SEPARATOR)[2]


def _documents(
    searcher: tantivy.Searcher, query: tantivy.Query, limit: int
) -> Iterator[tantivy.Document]:
    for _, place in searcher.search(query, limit=limit, count=False).hits:
        yield searcher.doc(place)


def _hits(searcher: tantivy.Searcher, query: tantivy.Query, limit: int) -> list[Hit]:
    if limit < 1:
        return []
    found = searcher.search(query, limit=limit, count=False).hits
    return [Hit(id=_stored_id(searcher.doc(place)), score=score) for score, place in found]


def _stored_id(document: tantivy.Document) -> str:
    return str(document.get_first("id"))


def _key(partition: str, id_: str) -> str:
    return f"{partition}{_SEPARATOR}{id_}"
