"""Builds the `Article` from what a reader extracted and where the file lay."""

from __future__ import annotations

import hashlib
import json
import re

from cx_assistant.errors import ReadError
from cx_assistant.knowledge_base.readers.extract import Extract
from cx_assistant.knowledge_base.readers.language import guess_language
from cx_assistant.knowledge_base.readers.normalise import (
    normalise_text,
    one_line,
    title_from_name,
)
from cx_assistant.knowledge_base.source import Source
from cx_assistant.models import Article, Visibility

_TOP_HEADING = re.compile(r"^#[ \t]+(.+?)[ \t#]*$", re.MULTILINE)
_OPENING_HEADING = re.compile(r"#{2,6}[ \t]+([^\n]*[^\n?])\n")  # a question is no title
_MAX_TITLE = 200


def build_article(extract: Extract, source: Source, *, default_language: str) -> Article:
    """The article, with what it does not say about itself filled in.

    Internal if the file or its place says so. Raises `ReadError` if there is no text.
    """
    text = normalise_text(extract.text)
    if not any(character.isalnum() for character in text):
        raise ReadError("holds no text; write something into it or delete it")
    header = extract.header
    is_internal = source.is_internal or header.visibility is Visibility.INTERNAL
    article = Article(
        path=f"{source.path}#{extract.part}" if extract.part else source.path,
        title=_title(extract, text, source.path),
        text=text,
        content_hash="",
        url=header.url or source.url,
        updated=header.updated,
        visibility=Visibility.INTERNAL if is_internal else Visibility.PUBLIC,
        language=header.language or guess_language(text, source.path, default=default_language),
        valid_from=header.valid_from,
        valid_until=header.valid_until,
        products=header.products,
        tags=header.tags,
    )
    return article.model_copy(update={"content_hash": _content_hash(article)})


def _title(extract: Extract, text: str, path: str) -> str:
    heading = _TOP_HEADING.search(text) or _OPENING_HEADING.match(text)
    title = extract.header.title or extract.title or (heading[1] if heading else "")
    title = one_line(normalise_text(title)) or title_from_name(path)
    return title if len(title) <= _MAX_TITLE else title[: _MAX_TITLE - 1] + "…"


def _content_hash(article: Article) -> str:
    said = article.model_dump(mode="json", exclude={"path", "content_hash"})
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
