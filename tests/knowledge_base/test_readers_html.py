from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from cx_assistant.errors import ReadError
from cx_assistant.models import Visibility
from tests.knowledge_base.reading import read_one

PAGE = """<!doctype html><html lang="en-GB"><head>
<title>How to return – Shop Help centre</title>
<meta property="og:site_name" content="Shop Help centre">
<link rel="canonical" href="https://shop.example/help/returns/how">
<meta name="visibility" content="internal"><meta name="updated" content="2026-05-02">
<meta name="valid-until" content="2026-12-31"><meta name="tags" content="a, b">
<script>var x = "<p>script</p>";</script></head>
<body class="has-sidebar">
<div id="cookie-banner"><p>We use cookies.</p><button>Accept</button></div>
<header><nav><a href="/a">Orders</a><a href="/b">Basket</a></nav></header>
<div class="breadcrumbs"><a href="/">Home</a> » Returns</div>
<main><article>
<h1>How to return</h1>
<p>Open the <a href="/portal">portal</a>.<br>Press <b>Return</b> or mail
<a href="mailto:help@shop.example">help@shop.example</a>.</p>
<aside class="note">Keep the receipt.</aside>
<h2>Steps</h2><ol start="3"><li>Pack it<ul><li>with tags</li></ul></li><li>Post it</li></ol>
<dl><dt>In transit</dt><dd>On its way.</dd></dl>
<table><caption>Costs</caption><tr><th>Country</th><th>Price</th></tr>
<tr><td rowspan="2">Germany</td><td>5 €</td></tr><tr><td>free over 60 €</td></tr></table>
<details><summary>And gifts?</summary><p>A gift card.</p></details>
<pre>x = 1
y = 2</pre>
</article>
<div class="article-votes">Was this helpful? <button>Yes</button></div>
<aside><h2>Related</h2><ul><li><a href="/x">Exchange</a></li></ul></aside>
</main><footer>© Shop</footer></body></html>"""


def test_the_article_comes_out_without_the_page_around_it() -> None:
    assert read_one("how.html", PAGE).text == (
        "# How to return\n\n"
        "Open the portal (https://shop.example/portal).\n"
        "Press Return or mail help@shop.example.\n\n"
        "Keep the receipt.\n\n"
        "## Steps\n\n3. Pack it\n   - with tags\n4. Post it\n\n"
        "- In transit: On its way.\n\n"
        "Costs\n\n"
        "| Country | Price |\n|---|---|\n| Germany | 5 € |\n| Germany | free over 60 € |\n\n"
        "#### And gifts?\n\nA gift card.\n\n"
        "```\nx = 1\ny = 2\n```"
    )


def test_the_head_of_a_page_describes_the_article() -> None:
    article = read_one("how.html", PAGE)

    assert article.title == "How to return"
    assert article.url == "https://shop.example/help/returns/how"
    assert article.language == "en"
    assert article.visibility is Visibility.INTERNAL
    assert article.updated == datetime(2026, 5, 2, tzinfo=UTC)
    assert article.valid_until == date(2026, 12, 31)
    assert article.tags == ("a", "b")


@pytest.mark.parametrize(
    "meta", ['name="visibility" content="staff"', 'name="visibilty" content="internal"']
)
def test_a_visibility_that_cannot_be_read_is_an_error_not_public(meta: str) -> None:
    with pytest.raises(ReadError, match="visibility"):
        read_one("a.html", f"<head><meta {meta}></head><p>Secret.</p>")


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("<title>Sizes | Shop</title>", "Sizes"),
        ("<title>Sizes</title>", "Sizes"),
        ("<title>Sizes - women - Shop</title>", "Sizes - women"),
        ('<meta property="og:title" content="Our sizes"><title>x | y</title>', "Our sizes"),
    ],
)
def test_the_title_loses_the_name_of_the_site(head: str, title: str) -> None:
    assert read_one("a.html", f"<head>{head}</head><p>Some text.</p>").title == title


def test_an_old_page_of_divs_is_cleaned_too() -> None:
    page = """<body><div id="header"><div id="logo">Shop</div>
    <div class="menu"><a href=a>A</a> | <a href=b>B</a> | <a href=c>C</a></div></div>
    <div id="content"><h1>Boots</h1><p>They should fit well.</p></div>
    <div class="footer">Imprint | Terms</div></body>"""

    assert read_one("a.html", page).text == "# Boots\n\nThey should fit well."


def test_a_page_whose_wrapper_is_named_like_a_menu_keeps_its_text() -> None:
    page = """<form class="nav-wrapper"><div class="page-menu-content"><h1>Boots</h1>
    <p>They should fit well.</p></div></form>"""

    assert "They should fit well." in read_one("a.html", page).text


def test_an_overview_of_many_articles_is_kept_whole() -> None:
    cards = "".join(
        f"<article><h2>Topic {n}</h2><p>Text about {n}.</p></article>" for n in range(5)
    )

    text = read_one("a.html", f"<main><h1>All</h1>{cards}</main>").text

    assert all(f"Text about {n}." in text for n in range(5))


def test_lists_of_links_go_but_links_in_sentences_stay() -> None:
    page = """<main><h1>Post</h1><p>See <a href="https://x.example/a">A</a> first.</p>
    <h2>More</h2>
    <ul><li><a href=1>One</a></li><li><a href=2>Two</a></li><li><a href=3>Three</a></li></ul>
    <p>You can choose:</p>
    <ul><li><a href=1>DHL</a></li><li><a href=2>DPD</a></li><li><a href=3>UPS</a></li></ul>
    </main>"""

    assert read_one("a.html", page).text == (
        "# Post\n\nSee A (https://x.example/a) first.\n\nYou can choose:\n\n- DHL\n- DPD\n- UPS"
    )


def test_a_table_that_lays_out_the_page_is_read_as_text() -> None:
    page = "<table><tr><td><h1>Boots</h1><p>One.</p></td><td><p>Two.</p></td></tr></table>"

    assert read_one("a.html", page).text == "# Boots\n\nOne.\n\nTwo."


def test_links_are_resolved_against_the_address_the_page_came_from() -> None:
    article = read_one("x", '<p>See <a href="b">the rest</a> now.</p>', url="https://x.example/a")

    assert "the rest (https://x.example/b)" in article.text
    assert article.url == "https://x.example/a"


def test_relative_links_without_an_address_keep_only_their_text() -> None:
    assert read_one("x.html", '<p>See <a href="b">the rest</a>.</p>').text == "See the rest."


@pytest.mark.parametrize(
    "page",
    [
        "<html><body><nav>Only a menu</nav></body></html>",
        "<html></html>",
        "<script>alert(1)</script>",
    ],
)
def test_a_page_without_an_article_is_an_error(page: str) -> None:
    with pytest.raises(ReadError, match="no text"):
        read_one("a.html", page)


@pytest.mark.parametrize("tag", ["div", "b", "ul><li", "table><tr><td", "blockquote"])
def test_pages_nested_beyond_reason_do_not_crash(tag: str) -> None:
    opening = f"<{tag}>" * 10_000

    try:
        article = read_one("a.html", f"<body><p>Before it.</p>{opening}deep text")
    except ReadError:
        return
    assert "Before it." in article.text


def test_entities_do_not_multiply() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><p>Hello &b;&b;.</p>'

    assert len(read_one("a.html", bomb).text) < 200


def test_a_declared_encoding_is_believed() -> None:
    page = '<head><meta charset="iso-8859-2"></head><p>Zażółć gęślą jaźń.</p>'

    assert read_one("a.html", page.encode("iso-8859-2")).text == "Zażółć gęślą jaźń."
