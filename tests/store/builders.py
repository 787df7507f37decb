"""Small articles and orders for the store's tests."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

from cx_assistant.models import Article, Order, OrderItem, Passage, Visibility
from cx_assistant.store.rows import KnownSource, SourceContent


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def article(path: str, *paragraphs: str, title: str = "Returns", **fields: object) -> Article:
    text = "\n\n".join(paragraphs)
    return Article.model_validate(
        {"path": path, "title": title, "text": text, "content_hash": sha(title + text), **fields}
    )


def split(source: Article) -> list[Passage]:
    """One passage per paragraph."""
    passages, start = [], 0
    for paragraph in source.text.split("\n\n"):
        passages.append(
            Passage(
                id=sha(f"{source.path}\n{paragraph}")[:24],
                path=source.path,
                heading_path=(source.title, "Part"),
                text=paragraph,
                embedded_text=f"{source.title}\n{paragraph}",
                start=start,
                end=start + len(paragraph),
            )
        )
        start += len(paragraph) + 2
    return passages


def content(
    *articles: Article, location: str | None = None, reader: str = "reader-1"
) -> SourceContent:
    path = articles[0].path
    source = KnownSource(
        location=location or f"/kb/{path}",
        path=path,
        root="/kb",
        source_hash=sha("".join(each.text for each in articles)),
        reader=reader,
    )
    return SourceContent(source, [(each, split(each)) for each in articles])


def order(number: int, customer: str = "C-1", **fields: object) -> Order:
    placed = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=number)
    item = OrderItem(name=f"Jacket {number}", quantity=1)
    values = {"id": f"NL-{number}", "customer_id": customer, "placed": placed, "items": (item,)}
    return Order.model_validate(values | fields)


INTERNAL = Visibility.INTERNAL
