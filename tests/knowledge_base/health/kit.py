"""Articles for health checks, written as short as can be."""

from datetime import UTC, date, datetime

from cx_assistant.backends.local_embedder import LocalEmbedder
from cx_assistant.knowledge_base.health.contradictions import find_contradictions
from cx_assistant.knowledge_base.health.findings import Finding
from cx_assistant.models import Article

TODAY = date(2026, 6, 10)
NOW = datetime(2026, 6, 10, 8, tzinfo=UTC)
EMBEDDER = LocalEmbedder()
# Other articles, so that words are weighed as in a knowledge base and not as in two sentences.
OTHERS = (
    ("Contact", "Write to us by e-mail or call our shop. We answer in English and German."),
    ("Tracking", "The shipping e-mail holds a link that shows where your parcel is."),
    ("Password", "Choose a new password on the sign-in page. The link in our e-mail works once."),
    ("Size chart", "Measure your chest with a tape and compare it with the table on each page."),
    ("Care", "Wash jackets at 30 °C without softener and let them dry in the shade."),
)


def article(text: str, *, title: str = "", path: str = "", **more: object) -> Article:
    title = title or text.strip().split("\n")[0][:40]
    values = {"path": path or title, "title": title, "text": text, "content_hash": "h", **more}
    return Article.model_validate(values)


def contradictions(*articles: Article) -> list[Finding]:
    """What is found among these and a few articles about other things."""
    others = [article(text, title=title) for title, text in OTHERS]
    return find_contradictions(
        [*others, *articles], EMBEDDER, today=TODAY, on_progress=lambda _step, _done, _total: None
    )


def between(
    one: str, other: str, *, titles: tuple[str, str] = ("Good to know", "Questions")
) -> int:
    """How many contradictions there are between two texts."""
    first, second = (
        article(text, title=title) for text, title in zip((one, other), titles, strict=True)
    )
    return len(contradictions(first, second))
