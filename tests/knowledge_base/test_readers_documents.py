from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import docx
import pytest
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from cx_assistant.errors import ReadError
from tests.knowledge_base.reading import read_one

Run = tuple[float, float, float, str, str]  # x, y, size, font, text


def pdf(*pages: list[Run], title: str = "", password: str = "") -> bytes:
    """A PDF with these runs of text on its pages; fonts are F1 (regular) and F2 (bold)."""
    writer = PdfWriter()
    for runs in pages:
        page = writer.add_blank_page(width=595, height=842)
        stream = DecodedStreamObject()
        drawn = "\n".join(
            f"BT /{font} {size} Tf 1 0 0 1 {x} {y} Tm ({text}) Tj ET"
            for x, y, size, font, text in runs
        )
        stream.set_data(drawn.encode("cp1252"))
        page[NameObject("/Contents")] = writer._add_object(stream)
        fonts = {NameObject("/F1"): _font("Helvetica"), NameObject("/F2"): _font("Helvetica-Bold")}
        page[NameObject("/Resources")] = DictionaryObject(
            {NameObject("/Font"): DictionaryObject(fonts)}
        )
    if title:
        writer.add_metadata({"/Title": title})
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    stream_out = io.BytesIO()
    writer.write(stream_out)
    return stream_out.getvalue()


def _font(name: str) -> DictionaryObject:
    values = {"Type": "Font", "Subtype": "Type1", "BaseFont": name, "Encoding": "WinAnsiEncoding"}
    return DictionaryObject(
        {NameObject(f"/{key}"): NameObject(f"/{value}") for key, value in values.items()}
    )


def body(*lines: str, top: float = 700) -> list[Run]:
    return [(60, top - 14 * number, 11, "F1", line) for number, line in enumerate(lines)]


def test_lines_of_a_pdf_become_paragraphs_under_headings() -> None:
    page = [
        (60, 760, 20, "F2", "Warranty terms"),
        *body("This warranty covers faults that appear in normal use of the pro-", "duct at home."),
        (60, 640, 11, "F2", "1. What is covered"),
        *body("Seams that open, zips that fail.", top=610),
        *body("- tents", "- boots, also those", "with a new sole", top=570),
    ]

    article = read_one("w.pdf", pdf(page))

    assert article.title == "Warranty terms"
    assert article.text == (
        "# Warranty terms\n\n"
        "This warranty covers faults that appear in normal use of the product at home.\n\n"
        "## 1. What is covered\n\n"
        "Seams that open, zips that fail.\n\n"
        "- tents\n- boots, also those with a new sole"
    )


def test_running_heads_and_page_numbers_of_a_pdf_go_and_sentences_go_on() -> None:
    pages = [
        [
            (60, 800, 9, "F1", "Shop handbook 2026"),
            *body(
                f"Page {number} says a lot of things about what is", f"sold in shop {number} and"
            ),
            (300, 30, 9, "F1", f"{number} / 3"),
        ]
        for number in (1, 2, 3)
    ]

    text = read_one("w.pdf", pdf(*pages)).text

    assert "handbook" not in text
    assert "/ 3" not in text
    assert text.count("says a lot of things about what is sold in shop") == 3


def test_a_table_in_a_pdf_becomes_a_table() -> None:
    cells = [("Group", "Years"), ("Tents", "5"), ("Boots", "2"), ("Stoves", "2")]
    rows = [
        (x, 700 - 16 * number, 10, "F1", text)
        for number, row in enumerate(cells)
        for x, text in zip((60, 200), row, strict=True)
    ]

    text = read_one("w.pdf", pdf([(60, 740, 18, "F2", "Periods"), *rows])).text

    assert "| Group | Years |\n|---|---|\n| Tents | 5 |\n| Boots | 2 |\n| Stoves | 2 |" in text


def test_a_pdf_is_recognised_whatever_it_is_called() -> None:
    content = pdf(body("A page that was served without an extension."))

    assert "without an extension" in read_one("download", content).text
    assert "without an extension" in read_one("wrong.md", content).text


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (pdf([]), "only images"),
        (pdf(body("secret text in here"), password="x"), "encrypted"),
        (pdf(body("some text"))[:200], "damaged|only images"),
        (b"%PDF-1.7\n" + b"\xff\x00garbage" * 50, "damaged"),
    ],
)
def test_a_pdf_that_cannot_be_read_is_an_error_with_the_reason(content: bytes, reason: str) -> None:
    with pytest.raises(ReadError, match=reason):
        read_one("w.pdf", content)


def word(build: Callable[[Any], None]) -> bytes:
    document = docx.Document()
    build(document)
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def test_a_word_document_is_read_in_the_order_it_stands() -> None:
    def build(document: Any) -> None:
        document.add_heading("Care guide", level=1)
        document.add_paragraph("The label has the last word.")
        document.add_heading("At a glance", level=2)
        table = document.add_table(rows=2, cols=2)
        for cell, text in zip(
            [*table.rows[0].cells, *table.rows[1].cells],
            ["Item", "Wash", "Tent", "by\nhand"],
            strict=True,
        ):
            cell.text = text
        document.add_paragraph("Then:")
        document.add_paragraph("Rinse.", style="List Number")
        document.add_paragraph("Dry.", style="List Number")
        document.add_paragraph("slowly", style="List Bullet")

    article = read_one("care.docx", word(build))

    assert article.title == "Care guide"
    assert article.text == (
        "# Care guide\n\nThe label has the last word.\n\n## At a glance\n\n"
        "| Item | Wash |\n|---|---|\n| Tent | by hand |\n\n"
        "Then:\n\n1. Rinse.\n2. Dry.\n- slowly"
    )


def test_bold_lines_are_headings_where_a_word_document_has_no_other() -> None:
    def build(document: Any) -> None:
        document.add_paragraph().add_run("Washing").bold = True
        document.add_paragraph("Wash it at 30 degrees.")

    assert read_one("a.docx", word(build)).text == "## Washing\n\nWash it at 30 degrees."


def zipped(**members: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (zipped(**{"xl/workbook.xml": b"<x/>"}), "no Word document"),
        (zipped(**{"word/document.xml": b"<broken"}), "damaged"),
        (word(lambda document: None)[:500], "damaged"),
        (word(lambda document: None), "no text"),
        (zipped(**{"word/document.xml": b"0" * 220_000_000}), "200 MB"),
    ],
)
def test_a_word_document_that_cannot_be_read_is_an_error_with_the_reason(
    content: bytes, reason: str
) -> None:
    with pytest.raises(ReadError, match=reason):
        read_one("a.docx", content)
