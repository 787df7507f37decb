"""Opening the citations of a reply, as a page for support agents would."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cx_assistant import Assistant, Reply, Ticket
from cx_assistant.knowledge_base.citations.folding import says_the_same
from cx_assistant.models import Citation, CitationStatus
from cx_assistant.resources import shipped
from tests.conftest import NOW


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A copy of the sample shop that may be changed."""
    return Path(shutil.copytree(shipped("knowledge"), tmp_path / "knowledge"))


def asked(assistant: Assistant, text: str) -> Reply:
    outcome = assistant.answer(Ticket.from_text(text, now=NOW))
    assert isinstance(outcome, Reply)
    return outcome


def test_every_citation_of_a_reply_opens_at_its_quote(assistant: Assistant) -> None:
    reply = asked(assistant, "How long does delivery to Ireland take and what does it cost?")

    assert reply.citations
    for citation in reply.citations:
        opened = assistant.open_citation(citation, now=NOW)
        assert opened.status is CitationStatus.CURRENT
        assert opened.found is not None
        assert opened.found.text == citation.quote


def test_a_reply_of_yesterday_shows_what_its_article_says_today(shop: Path, tmp_path: Path) -> None:
    with Assistant.from_config(shop / "cx.toml", data=tmp_path / "data") as assistant:
        assistant.prepare(now=NOW)
        reply = asked(assistant, "How long does delivery to Ireland take and what does it cost?")
        table = shop / "articles/delivery/delivery-times-and-costs.csv"
        table.write_text(table.read_text("utf-8").replace("8.90", "9.90"), "utf-8")
        assistant.prepare(now=NOW)

        opened = assistant.open_citation(reply.citations[0], now=NOW)

    assert opened.status is CitationStatus.CHANGED
    assert opened.cited is not None and opened.found is not None
    assert "€8.90" in opened.cited.text
    assert "€9.90" in opened.found.text


def test_internal_text_needs_the_word_internal(assistant: Assistant) -> None:
    source = "internal/goodwill-limits.md"
    text = (shipped("knowledge") / "articles" / source).read_text("utf-8")
    quote = max(text.split("\n"), key=len)
    citation = Citation(evidence_id="", source=source, quote=quote)

    public = assistant.open_citation(citation, now=NOW)
    staff = assistant.open_citation(citation, now=NOW, internal=True)

    assert public.status is CitationStatus.WITHHELD
    assert quote not in public.model_dump_json()
    assert staff.found is not None
    assert says_the_same(staff.found.text, quote)
