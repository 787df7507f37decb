"""Writes the two binary articles of the sample shop: warranty terms (PDF), care guide (DOCX).

Run it after a change to the texts below: `python tools/build_sample_documents.py`. It needs
reportlab and python-docx to write them. The same text gives the same bytes.
"""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import docx
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.lib.units import cm
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

ARTICLES = Path(__file__).resolve().parent.parent / "knowledge" / "articles"
WARRANTY_PDF = ARTICLES / "warranty" / "warranty-terms.pdf"
WRITTEN = datetime(2026, 3, 9, tzinfo=UTC)
CARE_DOCX = ARTICLES / "products" / "care-guide.docx"

Section = tuple[str, list[str]]
Rows = list[list[str]]

WARRANTY_TITLE = "Nordlicht Warranty Terms"
WARRANTY_LEAD = (
    "Edition 4, in force for purchases since 1 January 2025. Nordlicht Outdoor GmbH, "
    "Speicherallee 14, 20457 Hamburg, Germany, gives the following warranty on products of its "
    "own brand."
)
WARRANTY_PERIODS: Rows = [
    ["Product group", "Warranty period", "Starts"],
    ["Clothing, hats and gloves", "3 years", "day of delivery"],
    ["Tents and backpacks", "5 years", "day of delivery"],
    ["Boots", "2 years", "day of delivery"],
    ["Headlamps, power banks, stoves", "2 years", "day of delivery"],
    ["Everything else of the Nordlicht brand", "2 years", "day of delivery"],
]
WARRANTY_TEXT = """
## 1. Your legal rights come first

This warranty is given in addition to your legal rights and does not limit them. In the European
Union you have at least 2 years of legal rights against the seller if goods are faulty. In the
United Kingdom the Consumer Rights Act 2015 applies. You can use these rights free of charge.

Sale items and personalised items carry the same warranty as all others.

## 2. What is covered

We cover faults of material and workmanship that appear in normal private use within the warranty
period: seams that open, zips that fail, coatings that peel within the period, poles that break
below the stated wind load, electronics that stop working.

For power banks we also cover loss of capacity: if the battery falls below 70% of its stated
capacity within 12 months of delivery, we replace it.

## 3. What is not covered

Normal wear, for example on soles, knees and cuffs. Cuts, tears, burns and bites.

Damage from washing or drying against the care label, from mould after storing wet, from solvents
or from insect repellent that contains DEET.

Damage from frost in water filters, and from opening electronics or stoves.

Use for hire, in commercial guiding or in expeditions above 6,000 m.

Products bought second-hand without the original invoice.

## 4. What we do in a warranty case

We repair the product free of charge. If a repair is not possible or not sensible, we replace it
with the same product. If that is no longer made, you choose between a product of equal value and
a gift card for the price you paid.

A repair under warranty takes up to 15 working days from arrival in our workshop. If it takes
longer, we lend you a comparable product on request, as far as we have one.

A repaired or replaced product keeps the rest of the first warranty period, and at least 6 months.

## 5. How to make a claim

Write to warranty@nordlicht-outdoor.example. Give the order number or attach the invoice, add one
photo of the whole product and one of the fault, and tell us briefly how it happened.

We answer within 2 working days. If we need to see the product, we e-mail you a free label. Please
clean and dry it; we send muddy or wet items back and charge the postage of €6.90 or £5.90.

Never post a stove that leaks or a battery that is damaged. Call the safety line on +49 30
23125112 or +44 1632 960112, every day from 08:00 to 20:00 German time.

## 6. Where the warranty applies

The warranty applies in all countries of the European Union, in the United Kingdom, in Switzerland
and in Norway. From Switzerland and Norway we refund the postage of a justified claim up to €25.

If you give the product to someone else, the warranty goes with it, together with the invoice.

## 7. Registration

Registration is not required. If you register a tent or a backpack within 60 days of delivery at
https://nordlicht-outdoor.example/register, we store the invoice for you and remind you of
re-proofing once a year.

## 8. Final provisions

German law applies. The mandatory consumer law of the country in which you live stays in force.

Questions are answered by customer care: help@nordlicht-outdoor.example, +49 30 23125140 or +44
1632 960140, Monday to Friday from 09:00 to 18:00 German time.
"""

CARE_TITLE = "Care guide: washing, proofing and storing your gear"
CARE_LEAD = (
    "Clean gear lasts longer and keeps you drier. "
    "The label in the product always has the last word."
)
CARE_TABLE: Rows = [
    ["Product", "Wash at", "Detergent", "Tumble dryer", "Proofing"],
    [
        "Skagen rain jacket",
        "30 °C, gentle",
        "liquid, no softener",
        "low, 20 minutes",
        "about every 10 washes",
    ],
    ["Varde down jacket", "30 °C, gentle", "down detergent", "low, 3 hours", "once a year"],
    ["Brisk base layer (merino)", "30 °C, wool", "wool detergent", "never", "not needed"],
    ["Drift sleeping bag", "30 °C, large drum", "down detergent", "low, 4–5 hours", "not needed"],
    ["Hav and Skog backpacks", "by hand, 30 °C", "mild soap", "never", "once a year"],
    ["Fjell tents", "sponge only", "clear water", "never", "every 2 years"],
]
CARE_TEXT = """
## Rain jackets

Close all zips, loosen the cords and turn the jacket right side out. Use half the amount of liquid
detergent and rinse twice.

Water no longer beads off? Then the outer fabric is soaked, not leaking. Tumble-dry it on low for
20 minutes: warmth wakes up the water repellent. If that does not help, use a PFAS-free spray on
the damp jacket.

Never iron a jacket with a membrane at more than 110 °C, and never dry-clean it.

## Down

Wash down at most twice a year. Wet down is heavy: carry it with both hands, or seams inside may
tear.

Dry it on low with two tennis balls and shake it every 30 minutes. It is dry when no lumps are
left, which takes about 3 hours for a jacket and 4–5 hours for a sleeping bag.

Store it loosely in the large cotton sack, not in the stuff sack.

## Boots

Brush off the mud, take out the insoles and let the boots dry for 24–48 hours at room temperature.
Not on a radiator: leather cracks above 40 °C and the sole may come off.

Wax leather about every 5 long hikes. Suede gets a spray instead of wax.

## Backpacks and tents

Never put a backpack into the machine: the coating comes off in flakes, and the warranty does not
cover it.

Dry a tent completely before you store it. Wet for more than 24 hours is enough for mould.

## Stains

Resin: put the fabric into the freezer for 1 hour and break it off. Blood: cold water and soap.
Sunscreen and oil: a drop of washing-up liquid, 15 minutes, then wash.

## When washing does not help

Our workshop renews the water repellent of a jacket for €18 or £16, return delivery included.
Register it at https://nordlicht-outdoor.example/repairs.
"""


def sections(text: str) -> list[Section]:
    """Headings of a text block, each with its paragraphs unwrapped."""
    found: list[Section] = []
    for block in text.strip().split("\n\n"):
        if block.startswith("## "):
            found.append((block.removeprefix("## "), []))
        else:
            found[-1][1].append(block.replace("\n", " "))
    return found


def build_warranty_pdf(target: Path) -> None:
    """The warranty terms as a PDF of two to three pages."""
    styles = getSampleStyleSheet()
    grid = TableStyle([("GRID", (0, 0), (-1, -1), 0.5, "black"), ("FONTSIZE", (0, 0), (-1, -1), 9)])
    story: list[Flowable] = [
        Paragraph(WARRANTY_TITLE, styles["Title"]),
        Paragraph(WARRANTY_LEAD, styles["BodyText"]),
        Spacer(1, 0.4 * cm),
        Table(WARRANTY_PERIODS, style=grid, hAlign="LEFT"),
    ]
    for heading, paragraphs in sections(WARRANTY_TEXT):
        story.append(Paragraph(heading, styles["Heading2"]))
        story += [Paragraph(text, styles["BodyText"]) for text in paragraphs]
    document = SimpleDocTemplate(
        str(target),
        pagesize=A4,
        title=WARRANTY_TITLE,
        author="Nordlicht Outdoor GmbH",
        leftMargin=3 * cm,
        rightMargin=3 * cm,
        topMargin=3 * cm,
        bottomMargin=3 * cm,
        invariant=1,  # no creation time, so that a rebuild does not change the file
    )
    document.build(story)


def build_care_docx(target: Path) -> None:
    """The care guide as a Word document with headings and a table."""
    document = docx.Document()
    document.core_properties.title = CARE_TITLE
    document.core_properties.author = "Nordlicht Outdoor GmbH"
    document.core_properties.language = "en"
    document.core_properties.created = WRITTEN
    document.core_properties.modified = WRITTEN
    document.add_heading(CARE_TITLE, level=1)
    document.add_paragraph(CARE_LEAD)
    document.add_heading("At a glance", level=2)
    table = document.add_table(rows=0, cols=len(CARE_TABLE[0]), style="Table Grid")
    for row in CARE_TABLE:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    for heading, paragraphs in sections(CARE_TEXT):
        document.add_heading(heading, level=2)
        for text in paragraphs:
            document.add_paragraph(text)
    buffer = io.BytesIO()
    document.save(buffer)
    target.write_bytes(_with_fixed_dates(buffer.getvalue()))


def _with_fixed_dates(archive: bytes) -> bytes:
    """The same zip archive without the time of its making."""
    rewritten = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(archive)) as source,
        zipfile.ZipFile(rewritten, "w", zipfile.ZIP_DEFLATED) as copy,
    ):
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, date_time=(2026, 3, 9, 0, 0, 0))
            copy.writestr(entry, source.read(name), zipfile.ZIP_DEFLATED)
    return rewritten.getvalue()


def main() -> None:
    build_warranty_pdf(WARRANTY_PDF)
    build_care_docx(CARE_DOCX)


if __name__ == "__main__":
    main()
