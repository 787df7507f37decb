"""Links that lead nowhere inside the knowledge base."""

import pytest

from cx_assistant.knowledge_base.health.links import LinkTargets, find_broken_links
from tests.knowledge_base.health.kit import article

SITE = "https://shop.example/help"
DELIVERY = article(
    "# Delivery\n\n## How much it costs\n\nText.", path="delivery/costs.md", url=f"{SITE}/costs"
)
RETURNS = article("# Returns\n\nText.", path="returns.md", url=f"{SITE}/returns")
FILES = {name: f"/kb/{name}" for name in ("delivery/costs.md", "returns.md", "page.html")}


def dead(source: str, *, path: str = "returns.md", text: str = "Text.") -> list[str]:
    articles = [DELIVERY, RETURNS.model_copy(update={"path": path, "text": text})]
    found = find_broken_links(
        articles,
        LinkTargets(articles, FILES),
        lambda name: source if name == path else "",
        hosts=frozenset({"shop.example"}),
    )
    return [finding.message for finding in found]


@pytest.mark.parametrize(
    "link",
    [
        "delivery/costs.md",
        "delivery/costs.md#how-much-it-costs",
        "./delivery/../delivery/costs.md",
        "#returns",
        "https://elsewhere.example/x",
        "mailto:help@shop.example",
        "/contact",
        "delivery/costs.md?from=returns",
    ],
)
def test_a_link_with_a_target_or_out_of_the_knowledge_base_is_left_alone(link):
    assert dead(f"See [this]({link}).") == []


@pytest.mark.parametrize(
    ("link", "why"),
    [
        ("delivery/prices.md", "no such file"),
        ("../outside.md", "no such file"),
        ("delivery/costs.md#how-long-it-takes", "no such heading"),
        ("#refunds", "no such heading"),
    ],
)
def test_a_relative_link_without_a_target_is_broken(link, why):
    (message,) = dead(f"See [this]({link}).")

    assert link in message and why in message


def test_links_in_code_and_pictures_are_not_followed():
    assert dead("`[x](gone.md)`\n\n```\n[y](gone.md)\n```\n\n![picture](gone.png)") == []


def test_links_of_html_pages_are_checked_too():
    source = '<h2 id="top">T</h2><a href="#top">up</a> <a href="gone.html">x</a>'

    (message,) = dead(source, path="page.html")

    assert "gone.html" in message


def test_an_address_among_the_shops_articles_that_is_none_of_them_is_broken():
    alive = dead(
        "",
        text=f"See costs ({SITE}/costs) and {SITE}/costs#how and the shop (https://shop.example/cart).",
    )
    broken = dead("", text=f"See prices ({SITE}/prices).")

    assert alive == []
    assert [f"{SITE}/prices" in message for message in broken] == [True]
