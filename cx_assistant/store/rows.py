"""Turns articles and passages into table rows and back."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cx_assistant.languages import base_language
from cx_assistant.models import Article, Model, Passage, StoredPassage, Visibility
from cx_assistant.store.statements import Row
from cx_assistant.store.vectors import text_hash

_LISTS = ("products", "tags")
_KEPT_WITH_VERSION = {"text", *_LISTS}


class KnownSource(Model):
    """A file or page that articles were read from, as it was when it was read."""

    location: str
    path: str
    root: str
    source_hash: str
    reader: str


@dataclass(frozen=True)
class SourceContent:
    """All articles of one source with their passages; stored together or not at all."""

    source: KnownSource
    articles: Sequence[tuple[Article, Sequence[Passage]]]


def partition_of(visibility: Visibility, language: str) -> str:
    """The index partition of passages like this; a valid Chroma collection name.

    Internal and public text, and languages, never share one. Regions do: an Austrian article is
    for everybody who reads German, and nobody's language is detected as Austrian.
    """
    code = re.sub(r"[^a-z0-9]+", "-", base_language(language)).strip("-")[:35] or "und"
    return f"passages-{visibility.value}-{code}"


def article_row(article: Article, location: str) -> Row:
    """A row of `articles`."""
    plain = article.model_dump(mode="json", exclude=_KEPT_WITH_VERSION)
    lists = {name: json.dumps(list(getattr(article, name))) for name in _LISTS}
    return {**plain, **lists, "source": location}


def to_article(row: Mapping[str, Any]) -> Article:
    """The article of a row of `articles` joined with the text of its version."""
    lists = {name: json.loads(row[name]) for name in _LISTS}
    plain = {name: row[name] for name in Article.model_fields if name not in lists}
    return Article.model_validate(plain | lists)


def passage_rows(article: Article, passages: Sequence[Passage]) -> list[Row]:
    """Rows of `passages`, in reading order; a repeated id counts once."""
    unique = {passage.id: passage for passage in reversed(passages)}
    ordered = [passage for passage in passages if unique.pop(passage.id, None) is not None]
    partition = partition_of(article.visibility, article.language)
    return [
        passage.model_dump(exclude={"path", "heading_path"})
        | {
            "path": article.path,
            "heading_path": json.dumps(passage.heading_path),
            "position": position,
            "partition": partition,
            "text_hash": text_hash(passage.embedded_text),
        }
        for position, passage in enumerate(ordered)
    ]


def to_stored_passage(row: Mapping[str, Any]) -> StoredPassage:
    """The passage of a row of `passages` joined with its article."""
    own = {name: row[name] for name in Passage.model_fields if name != "heading_path"}
    own["heading_path"] = tuple(json.loads(row["heading_path"]))
    shared = {name: row[name] for name in StoredPassage.model_fields if name in row}
    return StoredPassage.model_validate(
        {**shared, "passage": own, "revision": row["content_hash"]},
    )
