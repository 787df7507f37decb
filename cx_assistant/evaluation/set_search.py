"""Search over the documents of a set, built as `cx-assistant ingest` builds a shop's."""

from __future__ import annotations

import hashlib
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from cx_assistant.errors import InputError
from cx_assistant.evaluation.beir import Document
from cx_assistant.intake.language import detect_language
from cx_assistant.knowledge_base.search import KnowledgeSearch
from cx_assistant.knowledge_base.split import split_article
from cx_assistant.knowledge_base.sync import claim_embedder
from cx_assistant.models import Article
from cx_assistant.settings import Settings, with_data
from cx_assistant.settings.workspace import Workspace
from cx_assistant.store.rows import KnownSource, SourceContent
from cx_assistant.store.statements import batches
from cx_assistant.store.vectors import embed_missing

OnProgress = Callable[[str, int, int], None]
_MARK = "made-by-cx-eval"
_EMBEDDED_AT_ONCE = 64
_SAMPLE = 40
_NUL = "\0"


def nothing_shown(_step: str, _done: int, _total: int) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True)
class SetSearch:
    """A set that can be searched, with what building it took."""

    workspace: Workspace
    languages: tuple[str, ...]
    """The languages of the documents, the most frequent first."""
    passages: int
    embedded: int
    index_seconds: float

    @property
    def search(self) -> KnowledgeSearch:
        """The search of production; the source of a passage is the id of its document."""
        return self.workspace.search


@contextmanager
def search_over(
    documents: Sequence[Document],
    *,
    settings: Settings | None = None,
    data: Path | None = None,
    on_progress: OnProgress = nothing_shown,
) -> Iterator[SetSearch]:
    """Search over these documents, with the embedder and the candidates of `settings`.

    Nothing of the shop itself is touched: neither its data folder nor its servers. With `data`,
    what is built stays there, and texts that were embedded before are not embedded again; such a
    folder is refused if it holds anything else. Documents without text are in no index.
    """
    started = perf_counter()
    languages = _languages(documents)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) if data is None else _kept(data, settings or Settings())
        with Workspace(_apart(settings or Settings(), folder, languages)) as workspace:
            embedded = _fill(workspace, documents, languages[0], on_progress)
            yield SetSearch(
                workspace=workspace,
                languages=languages,
                passages=workspace.articles.counts().passages,
                embedded=embedded,
                index_seconds=perf_counter() - started,
            )


def _apart(settings: Settings, folder: Path, languages: Sequence[str]) -> Settings:
    """The settings with nowhere to write but this folder, for a shop in these languages."""
    storage = settings.storage.model_copy(update={"database": "", "chroma_host": ""})
    shop = settings.shop.model_copy(
        update={"languages": tuple(languages), "default_language": languages[0]}
    )
    return with_data(settings.model_copy(update={"storage": storage, "shop": shop}), folder)


def _kept(data: Path, settings: Settings) -> Path:
    """A folder below `data` for this embedder; refuses a folder that is somebody else's."""
    mark = data / _MARK
    if data.exists() and not data.is_dir():
        raise InputError(f"--data {data} is a file; name a folder")
    if data.is_dir() and not mark.exists() and any(data.iterdir()):
        message = f"--data {data} holds something else; name an empty or a new folder"
        raise InputError(message)
    data.mkdir(parents=True, exist_ok=True)
    mark.touch()
    return data / hashlib.sha256(settings.storage.embeddings.encode()).hexdigest()[:8]


def _languages(documents: Sequence[Document]) -> tuple[str, ...]:
    """Those that the documents say, else the one that most of a sample seem to be in."""
    stated = Counter(each.language for each in documents if each.language)
    if not stated:
        step = max(len(documents) // _SAMPLE, 1)
        stated = Counter(detect_language(each.text) for each in documents[::step])
        return (stated.most_common(1)[0][0],) if stated else ("en",)
    return tuple(language for language, _ in stated.most_common())


def _fill(
    workspace: Workspace, documents: Sequence[Document], language: str, on_progress: OnProgress
) -> int:
    """Make the store and the indexes hold exactly these documents; how many texts were embedded."""
    claim_embedder(workspace.state, workspace.embedder)
    contents = _contents(documents, language, on_progress)
    embedded = _embed(workspace, contents, on_progress)
    wanted = {content.source.location for content in contents}
    known = [source.location for source in workspace.articles.known_sources()]
    workspace.articles.remove([location for location in known if location not in wanted])
    for some in batches(contents):
        workspace.articles.save(some)
    workspace.indexes.apply_pending(lambda done, total: on_progress("Indexing", done, total))
    return embedded


def _contents(
    documents: Sequence[Document], language: str, on_progress: OnProgress
) -> list[SourceContent]:
    contents = []
    for done, document in enumerate(documents, start=1):
        if document.text.strip():
            contents.append(_content(document, document.language or language))
        if done % 50 == 0 or done == len(documents):
            on_progress("Splitting", done, len(documents))
    return contents


def _content(document: Document, language: str) -> SourceContent:
    title, text = document.title.replace(_NUL, " "), document.text.replace(_NUL, " ")
    digest = hashlib.sha256(f"{document.id}\n{title}\n{text}\n{language}".encode()).hexdigest()
    article = Article(
        path=document.id, title=title, text=text, content_hash=digest, language=language
    )
    source = KnownSource(
        location=document.id, path=document.id, root="", source_hash=digest, reader=""
    )
    return SourceContent(source, [(article, split_article(article))])


def _embed(workspace: Workspace, contents: Sequence[SourceContent], on_progress: OnProgress) -> int:
    texts = [
        passage.embedded_text
        for content in contents
        for _, passages in content.articles
        for passage in passages
    ]
    embedded = 0
    for done, some in enumerate(batches(texts, _EMBEDDED_AT_ONCE)):
        on_progress("Embedding", done * _EMBEDDED_AT_ONCE, len(texts))
        embedded += embed_missing(some, workspace.vectors, workspace.embedder)
    return embedded
