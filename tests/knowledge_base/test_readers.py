from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cx_assistant.errors import ReadError
from cx_assistant.models import Visibility
from tests.knowledge_base.reading import read_all, read_one

GERMAN = (
    "Sie können jeden Artikel innerhalb von dreißig Tagen zurückgeben, wenn er unbenutzt ist "
    "und in der Originalverpackung liegt. Die Kosten für den Versand tragen wir."
)


def test_front_matter_says_everything_an_article_can_know_about_itself() -> None:
    article = read_one(
        "a.md",
        """---
title: "Returns: the rules"
url: https://shop.example/returns
updated: 2026-05-02
visibility: Internal
language: de-AT
valid_from: 2026-01-01
valid_until: 2026-12-31
products: [Tent, Boots]
tags: returns, sale
layout: ignored
---
# Something else

Text.
""",
    )

    assert article.title == "Returns: the rules"
    assert article.url == "https://shop.example/returns"
    assert article.updated == datetime(2026, 5, 2, tzinfo=UTC)
    assert article.visibility is Visibility.INTERNAL
    assert article.language == "de"
    assert (article.valid_from, article.valid_until) == (date(2026, 1, 1), date(2026, 12, 31))
    assert article.products == ("Tent", "Boots")
    assert article.tags == ("returns", "sale")
    assert article.text == "# Something else\n\nText."


@pytest.mark.parametrize(
    ("front_matter", "expected"),
    [
        ("title: Returns: the rules", "line 2"),
        ("title: ok\nvisibility: secret", "public or internal"),
        ("visibilty: internal", "write 'visibility'"),
        ("valid_until: soon", "a date such as"),
        ("updated: 2026-13-45", "front matter"),
        ("language: English", "language code"),
        ("- a\n- b", "key: value"),
        ("valid_from: 2026-02-01\nvalid_until: 2026-01-01", "before its valid_from"),
        ("tags: [[deep]]", "a list of names"),
        ("a: " + "[" * 5000, "front matter"),
    ],
)
def test_bad_front_matter_is_an_error_that_says_what_to_write(
    front_matter: str, expected: str
) -> None:
    with pytest.raises(ReadError, match=expected):
        read_one("a.md", f"---\n{front_matter}\n---\nText.")


def test_front_matter_that_is_never_closed_is_not_published_as_text() -> None:
    with pytest.raises(ReadError, match="closing line"):
        read_one("a.md", "---\nvisibility: internal\n\nSecret text.")


def test_a_rule_at_the_top_is_no_front_matter() -> None:
    assert read_one("a.md", "---\n\nJust text here.").text == "Just text here."


def test_an_article_is_internal_if_its_place_or_its_front_matter_says_so() -> None:
    by_place = read_one("a.md", "---\nvisibility: public\n---\nText.", is_internal=True)
    by_header = read_one("a.md", "---\nvisibility: internal\n---\nText.")
    neither = read_one("a.md", "Text.")

    assert by_place.visibility is Visibility.INTERNAL
    assert by_header.visibility is Visibility.INTERNAL
    assert neither.visibility is Visibility.PUBLIC


def test_inline_marks_are_resolved_and_structure_stays() -> None:
    article = read_one(
        "a.md",
        """Returns
=======

You have **30 days** and _not_ one more. See [the portal](https://x.example/r "t"),
[terms][1] or <mailto:help@x.example>; keep snake_case_names and 5 * 3 * 2.
<!-- hidden note -->
![photo](a.png)

| Item | Days |
|:--|--:|
| **Tent** | 30 |

1. Open `Account > *Orders*`.
2. Press *Return*,
   then wait.

[1]: https://x.example/terms
""",
    )

    assert article.title == "Returns"
    assert article.text == (
        "# Returns\n\n"
        "You have 30 days and not one more. See the portal (https://x.example/r),"
        " terms (https://x.example/terms) or help@x.example;"
        " keep snake_case_names and 5 * 3 * 2.\n"
        "\nphoto\n\n"
        "| Item | Days |\n|:--|--:|\n| Tent | 30 |\n\n"
        "1. Open Account > *Orders*.\n2. Press Return, then wait."
    )


def test_code_blocks_keep_their_lines() -> None:
    code = "```toml\n[shop]\nname = '**x**'\n\n# comment\n```"

    assert code in read_one("a.md", f"# Setup\n\nDo this:\n\n{code}\n").text


def test_a_section_of_nothing_but_links_is_left_out() -> None:
    text = "# A\n\nText.\n\n## See also\n\n- [B](b.md)\n- [C](https://x.example/c)\n"

    assert read_one("a.md", text).text == "# A\n\nText."


def test_plain_text_gets_its_headings_questions_and_lines_back() -> None:
    article = read_one(
        "lockers.txt",
        """PARCEL LOCKERS

Can it go to a locker?
Yes, within Germany. Enter the number of the locker as the street and your customer number
in the second line of the address.

Sizes
-----
- up to 75 cm
- up to 10 kg
""",
    )

    assert article.title == "Parcel lockers"
    assert article.text == (
        "# Parcel lockers\n\n## Can it go to a locker?\n\n"
        "Yes, within Germany. Enter the number of the locker as the street and your customer"
        " number in the second line of the address.\n\n"
        "## Sizes\n\n- up to 75 cm\n- up to 10 kg"
    )


def test_the_title_falls_back_to_the_file_name() -> None:
    assert read_one("help/delivery-times_and-costs.txt", "No headings here.").title == (
        "Delivery times and costs"
    )


def test_questions_and_answers_in_a_csv_become_sections() -> None:
    text = 'Frage;Antwort\n"Wie groß;\nschwer?";"Nur ""klein"".\nUnd leicht."\nLeer?;\n'

    article = read_one("de/produkt-faq.csv", text)

    assert article.title == "Produkt FAQ"
    assert article.text == '## Wie groß; schwer?\n\nNur "klein".\nUnd leicht.'


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_any_other_table_becomes_a_markdown_table(mark: str) -> None:
    text = "\n".join(mark.join(row) for row in [("Land", "Tage"), ("DE", "2"), ("AT", "3")])

    article = read_one("times.csv", text)

    assert article.text == "| Land | Tage |\n|---|---|\n| DE | 2 |\n| AT | 3 |"


def test_ragged_rows_are_fitted_and_reported(caplog: pytest.LogCaptureFixture) -> None:
    article = read_one("t.csv", "question,answer\nHow?,Slowly, then quickly.\nOnly\nWhy?,So.,,\n")

    assert article.text == "## How?\n\nSlowly, then quickly.\n\n## Why?\n\nSo."
    assert "rows 2, 3, 4" in caplog.text


def test_internal_rows_of_a_table_never_share_an_article_with_public_ones() -> None:
    text = "question,answer,visibility\nA?,Open.,public\nB?,Secret.,internal\nC?,Open too.,\n"

    articles = {article.path: article for article in read_all("faq.csv", text)}

    hidden = articles["faq.csv#internal"]
    assert hidden.visibility is Visibility.INTERNAL
    assert "Secret" in hidden.text
    public = [article for path, article in articles.items() if path != "faq.csv#internal"]
    assert all(article.visibility is Visibility.PUBLIC for article in public)
    assert not any("Secret" in article.text for article in public)
    assert len(articles) == 3 or len(articles) == 2


@pytest.mark.parametrize("text", ["only one column\nrow", "a,b\n", 'a,b\n"never closed,1\n'])
def test_a_csv_that_is_no_table_is_an_error(text: str) -> None:
    with pytest.raises(ReadError):
        read_one("t.csv", text)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_the_encodings_people_use_are_read(encoding: str) -> None:
    assert (
        "Rücksendung für 5 €" in read_one("a.txt", "Die Rücksendung für 5 €.".encode(encoding)).text
    )


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b" \n\t ", "empty"),
        (b"---\ntitle: x\n---\n", "no text"),
        (b"## !!! ...", "no text"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0", "not text"),
        (bytes(range(1, 32)) * 10, "not text"),
        ("Grüße ".encode() + b"\xff\xfe broken", "line 1"),
        ("привет мир это не та кодировка".encode("koi8-r"), "save it as UTF-8"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 100, "Office"),
    ],
)
def test_what_is_no_text_is_an_error_with_the_reason(content: bytes, reason: str) -> None:
    with pytest.raises(ReadError, match=reason):
        read_one("a.md", content)


def test_what_looks_alike_is_spelled_alike() -> None:
    decomposed = "Ru\u0308ckgabe\u00a0in 30\u202fTa\u00adgen\u200b.\r\nGut.\u202e\U000e0041"

    assert read_one("a.txt", decomposed).text == "Rückgabe in 30 Tagen.\nGut."


@pytest.mark.parametrize(
    ("name", "text", "language"),
    [
        ("de/a.md", "Hi.", "de"),
        ("help/pt-BR/a.md", "Hi.", "pt"),
        ("faq.fr.md", "Hi.", "fr"),
        ("a.md", GERMAN, "de"),
        ("it/vpn.md", "You can connect to the network with the app on your phone, please.", "en"),
        ("a.md", "Short.", "en"),
        ("de/a.md", "---\nlanguage: nl\n---\nHi.", "nl"),
    ],
)
def test_the_language_comes_from_the_header_the_folder_or_the_text(
    name: str, text: str, language: str
) -> None:
    assert read_one(name, text).language == language


def test_the_hash_changes_with_everything_an_article_says_and_with_nothing_else() -> None:
    text = "---\ntitle: A\nvalid_until: 2026-01-01\n---\nText."
    same = {
        read_one("a.md", text).content_hash,
        read_one("b.md", text.replace("\n", "\r\n")).content_hash,
    }
    others = {
        read_one("a.md", text.replace("Text", "Test")).content_hash,
        read_one("a.md", text.replace("2026", "2027")).content_hash,
        read_one("a.md", text, is_internal=True).content_hash,
        read_one("a.md", text.replace("title: A", "title: B")).content_hash,
    }

    assert len(same) == 1
    assert len(same | others) == 5


@given(
    st.binary(max_size=400),
    st.sampled_from(["a.md", "a.html", "a.csv", "a.txt", "a.pdf", "a.docx"]),
)
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_read_or_refused(content: bytes, name: str) -> None:
    try:
        articles = read_all(name, content)
    except ReadError as error:
        assert str(error)
    else:
        assert all(article.text.strip() for article in articles)


@given(st.text(max_size=300), st.sampled_from(["a.md", "a.html", "a.csv", "a.txt"]))
@settings(max_examples=300, deadline=None)
def test_reading_is_stable(text: str, name: str) -> None:
    try:
        first = read_all(name, text)
    except ReadError:
        return
    assert read_all(name, text) == first
