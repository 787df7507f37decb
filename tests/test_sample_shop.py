"""The sample shop holds what the demo needs and does not contradict itself."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import docx
import pypdf
import pytest
import yaml
from bs4 import BeautifulSoup

from cx_assistant.knowledge_base.reading import reading
from cx_assistant.knowledge_base.source import Source
from cx_assistant.models import (
    Article,
    EscalationReason,
    Evidence,
    EvidenceKind,
    OrderStatus,
    Ticket,
    Visibility,
)
from cx_assistant.models.knowledge import holds_on
from cx_assistant.orders.policies import Policies
from cx_assistant.settings.loading import load_settings
from cx_assistant.settings.policy_schema import PoliciesSettings

SHOP = Path(__file__).resolve().parent.parent / "knowledge"
ARTICLES = SHOP / "articles"
HOST = "https://nordlicht-outdoor.example"
NOW = datetime.fromisoformat("2026-06-10T10:00:00+02:00")
FRONT_MATTER_KEYS = {
    *("title", "url", "updated", "visibility", "language"),
    *("valid_from", "valid_until", "products", "tags"),
}
# Pages of the shop that are not articles of the help centre.
SHOP_PAGES = {"", "/returns", "/track", "/repairs", "/spares", "/students", "/register"}

FILES = sorted(path for path in ARTICLES.rglob("*") if path.is_file())
MARKDOWN = [path for path in FILES if path.suffix == ".md"]
HTML = [path for path in FILES if path.suffix == ".html"]
READABLE = [path for path in FILES if path.suffix in {".md", ".html", ".csv", ".txt"}]


def front_matter(path: Path) -> dict[str, Any]:
    match = re.match(r"---\n(.*?)\n---\n", path.read_text(encoding="utf-8"), re.DOTALL)
    return yaml.safe_load(match[1]) if match else {}


def relative(path: Path) -> str:
    return path.relative_to(ARTICLES).as_posix()


def orders() -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = json.loads((SHOP / "orders/orders.json").read_text("utf-8"))
    return loaded


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def customer_ids() -> set[str]:
    return {row["id"] for row in rows(SHOP / "orders/customers.csv")}


def tickets() -> list[Ticket]:
    lines = (SHOP / "tickets.jsonl").read_text("utf-8").splitlines()
    return [Ticket.model_validate_json(line) for line in lines]


def goods_and_delivery(order: dict[str, Any]) -> Decimal:
    return sum((Decimal(i["price"]) * i["quantity"] for i in order["items"]), Decimal(0))


def moments(order: dict[str, Any]) -> Iterator[str]:
    yield order["placed"]
    for shipment in order["shipments"]:
        yield from (shipment[key] for key in ("shipped", "delivered") if shipment[key])
    yield from (entry["at"] for key in ("payments", "refunds") for entry in order[key])


def test_the_help_centre_is_large_enough_and_has_every_format() -> None:
    formats = Counter(path.suffix for path in FILES)

    assert len(FILES) >= 44
    assert formats[".md"] > len(FILES) / 2
    assert formats[".html"] >= 5
    assert formats[".csv"] >= 3
    assert formats[".txt"] >= 2
    assert (formats[".pdf"], formats[".docx"]) == (1, 1)


@pytest.mark.parametrize("path", MARKDOWN, ids=relative)
def test_front_matter_parses_and_names_only_known_keys(path: Path) -> None:
    found = front_matter(path)

    assert set(found) <= FRONT_MATTER_KEYS
    assert isinstance(found["title"], str)
    days = [found[key] for key in ("updated", "valid_from", "valid_until") if key in found]
    assert all(isinstance(day, date) for day in days)
    assert found.get("visibility", "public") in {"public", "internal"}


def test_internal_articles_lie_in_the_internal_folder_and_one_outside_it() -> None:
    marked = [path for path in MARKDOWN if front_matter(path).get("visibility") == "internal"]

    assert len([path for path in FILES if "internal" in path.parts]) >= 4
    assert len([path for path in marked if "internal" not in path.parts]) == 1


def test_two_articles_are_past_their_validity_and_one_is_not_yet_valid() -> None:
    until = [front_matter(path).get("valid_until") for path in MARKDOWN]
    since = [front_matter(path).get("valid_from") for path in MARKDOWN]

    assert len([day for day in until if day and day < NOW.date()]) == 2
    assert len([day for day in since if day and day > NOW.date()]) == 1


def test_ten_articles_and_more_are_german_and_say_so() -> None:
    german = [path for path in FILES if path.parent.name == "de"]

    assert len(german) >= 10
    assert all(front_matter(path)["language"] == "de" for path in german if path.suffix == ".md")


@pytest.mark.parametrize("path", HTML, ids=relative)
def test_html_pages_carry_the_clutter_of_a_real_help_centre(path: Path) -> None:
    page = BeautifulSoup(path.read_text("utf-8"), "html.parser")

    clutter = page.find_all(["nav", "footer", "aside"]) or page.select("#menu, #footer, #sidebar")
    assert len(clutter) >= 3
    assert "ookie" in page.get_text()
    assert page.find("h1") is not None


def test_the_pdf_and_the_docx_hold_readable_text() -> None:
    pdf = pypdf.PdfReader(ARTICLES / "warranty/warranty-terms.pdf")
    guide = docx.Document(str(ARTICLES / "products/care-guide.docx"))

    assert 2 <= len(pdf.pages) <= 3
    assert "5 years" in pdf.pages[0].extract_text()
    assert any("Heading" in str(p.style and p.style.name) for p in guide.paragraphs)
    assert guide.tables[0].cell(1, 0).text == "Skagen rain jacket"


@pytest.mark.parametrize("path", READABLE, ids=relative)
def test_links_of_an_article_lead_to_an_article_or_a_shop_page(path: Path) -> None:
    articles = {f"/help/{relative(file.with_suffix(''))}" for file in FILES}
    sections = {f"/help/{folder}" for folder in ("search", "delivery", "orders", "returns")}
    sections |= {f"/help/{folder}" for folder in ("payments", "warranty", "products", "account")}
    text = path.read_text("utf-8")
    links = re.findall(rf"{HOST}([\w/.-]*)", text) + re.findall(r'href="(/[^"]*)"', text)
    known = articles | sections | SHOP_PAGES | {"/help", "/help/de", "/cart", "/"}

    assert [link for link in links if link.rstrip(".") not in known] == []
    assert set(re.findall(r"https?://([^/\s)\"<>]+)", text)) <= {"nordlicht-outdoor.example"}


@pytest.mark.parametrize("path", READABLE, ids=relative)
def test_an_address_in_the_front_matter_matches_the_files_place(path: Path) -> None:
    url = front_matter(path).get("url")

    assert url in {None, f"{HOST}/help/{relative(path.with_suffix(''))}"}


@pytest.mark.parametrize("path", READABLE, ids=relative)
def test_mail_addresses_and_phone_numbers_belong_to_nobody(path: Path) -> None:
    text = path.read_text("utf-8")

    assert set(re.findall(r"@([\w.-]+\w)", text)) <= {"nordlicht-outdoor.example"}
    for number in re.findall(r"\+\d[\d ]{8,}", text):
        assert number.startswith(("+44 1632 960", "+49 30 23125"))


def test_the_german_delivery_table_agrees_with_the_english_one() -> None:
    table = {
        row["Country"]: row for row in rows(ARTICLES / "delivery/delivery-times-and-costs.csv")
    }
    german = (ARTICLES / "de/versand.md").read_text("utf-8")
    names = {"Deutschland": "Germany", "Österreich": "Austria", "Schweiz": "Switzerland"}
    names |= {"Irland": "Ireland", "Dänemark": "Denmark", "Niederlande": "Netherlands"}

    for line in re.findall(r"^\| (\w.*) \|$", german, re.MULTILINE)[1:]:
        cells = [cell.strip() for cell in line.split("|")]
        row = table[names[cells[0].split(",")[0]]]
        euro = [f"€{cell.removesuffix(' €').replace(',', '.')}" for cell in cells]
        days = [re.sub(r"Werktage?", "working days", cell) for cell in cells]
        assert euro[2:4] == [row["Standard delivery cost"], row["Free standard delivery from"]]
        assert days[1] == row["Standard delivery time"]
        assert euro[5] == row["Express delivery cost"]


def test_there_are_forty_customers_two_of_them_with_similar_names() -> None:
    customers = rows(SHOP / "orders/customers.csv")
    emails = [row["email"] for row in customers]

    assert len(customers) == len(customer_ids()) == len(set(emails)) == 40
    assert {"Anna Schmidt", "Anna Schmitt"} <= {row["name"] for row in customers}
    assert all(re.search(r"@example\.(com|org|net)$", email) for email in emails)
    assert {row["language"] for row in customers} == {"en", "de"}


def test_there_are_a_hundred_orders_in_every_state_each_of_a_known_customer() -> None:
    found = orders()
    numbers = [int(order["id"].removeprefix("NL-")) for order in found]

    assert len(set(numbers)) == 100
    assert any(later - earlier > 1 for earlier, later in pairwise(numbers))
    assert {order["status"] for order in found} == set(OrderStatus) - {OrderStatus.UNKNOWN}
    assert {order["customer_id"] for order in found} <= customer_ids()


@pytest.mark.parametrize("order", orders(), ids=lambda order: order["id"])
def test_the_money_and_the_dates_of_an_order_add_up(order: dict[str, Any]) -> None:
    total = goods_and_delivery(order)
    paid = sum((Decimal(payment["amount"]) for payment in order["payments"]), Decimal(0))
    refunded = sum((Decimal(refund["amount"]) for refund in order["refunds"]), Decimal(0))

    unpaid = order["status"] in {"pending", "on_hold", "cancelled"}
    assert paid == total or (unpaid and paid == 0)
    assert refunded <= paid
    assert (refunded > 0) == (order["status"] in {"refunded", "partially_refunded"}) or unpaid
    times = [datetime.fromisoformat(moment) for moment in moments(order)]
    assert all(time.tzinfo is not None for time in times)
    assert min(times) == times[0]
    assert max(times) <= NOW


def test_orders_paid_the_delivery_cost_that_the_table_names() -> None:
    table = {
        row["Country"]: row for row in rows(ARTICLES / "delivery/delivery-times-and-costs.csv")
    }

    for order in orders():
        address, fee = order["addresses"]["shipping"], order["items"][-1]
        country = address["country"]
        if country == "United Kingdom":
            special = {"BT": "Northern Ireland", "IV": "Scottish Highlands and Islands"}
            country = special.get(address["postcode"][:2], "United Kingdom (mainland)")
        column = {"SHP-STD": "Standard delivery cost", "SHP-EXP": "Express delivery cost"}
        if fee["sku"] in column and Decimal(fee["price"]) > 0:
            assert fee["price"] == table[country][column[fee["sku"]]].lstrip("€£"), order["id"]


def test_legacy_orders_add_up_and_name_their_own_columns_once() -> None:
    legacy = rows(SHOP / "orders/legacy_orders.csv")
    first = {row["order_number"]: row for row in legacy if row["customer_id"]}

    assert len(first) == len({row["order_number"] for row in legacy}) == 6
    assert len(legacy) > 6
    assert {row["customer_id"] for row in first.values()} <= customer_ids()
    assert not set(first) & {order["id"] for order in orders()}
    for number, own in first.items():
        items = [row for row in legacy if row["order_number"] == number]
        goods = sum(Decimal(r["lineitem_price"]) * int(r["lineitem_quantity"]) for r in items)
        assert goods + Decimal(own["shipping"]) == Decimal(own["total"])


def test_tickets_are_valid_and_speak_of_things_that_exist() -> None:
    found = tickets()
    known = {order["id"]: order["customer_id"] for order in orders()}

    assert len({ticket.id for ticket in found}) == len(found) == 14
    assert {ticket.now for ticket in found} == {NOW}
    assert {ticket.customer_id for ticket in found} - {None} <= customer_ids()
    for ticket in found:
        named = set(re.findall(r"NL-\d{5}", ticket.messages[-1].text))
        assert named <= set(known)
        owners = {known[number] for number in named}
        assert (owners <= {ticket.customer_id}) == (ticket.id != "someone-elses-order")


def public_passages() -> Iterator[Evidence]:
    """Every public article of the shop that holds now, one passage each."""
    how = reading(load_settings(SHOP / "cx.toml", environment={}).knowledge)
    for source in how.find([ARTICLES]):
        assert isinstance(source, Source)
        for article in how.read(source):
            assert isinstance(article, Article)
            if article.visibility is Visibility.PUBLIC and holds_on(article, NOW.date()):
                yield Evidence(
                    id=article.path,
                    kind=EvidenceKind.ARTICLE,
                    source=article.path,
                    title=article.title,
                    text=article.text,
                )


def test_every_rule_of_the_configuration_is_read_from_its_article() -> None:
    settings = load_settings(SHOP / "cx.toml", environment={}).policies
    policies = Policies.of(settings, list(public_passages()))

    assert policies.conflicts == ()
    for key, rule in (
        ("return_window_days", policies.return_window),
        ("sale_return_window_days", policies.sale_return_window),
        ("exchange_window_days", policies.exchange_window),
        ("refund_days", policies.refund),
        ("warranty_months", policies.warranty),
        ("cancel", policies.cancel),
        ("loyalty", policies.loyalty),
    ):
        assert rule is not None, key
        assert rule.source == getattr(settings, key).article
        assert rule.quote, key


def test_the_articles_alone_state_the_rules_of_the_shop() -> None:
    policies = Policies.of(PoliciesSettings(), list(public_passages()))

    assert policies.conflicts == ()
    assert policies.return_window is not None
    assert policies.sale_return_window is not None
    assert policies.refund is not None
    assert (policies.return_window.days, policies.sale_return_window.days) == (30, 14)
    assert (policies.refund.days, policies.refund.working_days) == (5, True)
    to_poland = policies.delivery_to("PL")
    assert to_poland is not None
    assert (to_poland.min_days, to_poland.max_days) == (3, 4)


def test_the_configuration_says_what_the_articles_say() -> None:
    settings = load_settings(SHOP / "cx.toml", environment={})
    rules = settings.policies
    asked = [
        rules.return_window_days,
        rules.sale_return_window_days,
        rules.exchange_window_days,
        rules.refund_days,
    ]

    for rule in asked:
        assert rule is not None
        text = (ARTICLES / rule.article).read_text("utf-8")
        assert re.search(rf"\b{rule.days} (working )?days\b", text)
    covered = {reason for team in settings.teams for reason in team.reasons}
    ours = {EscalationReason.UNSUPPORTED_LANGUAGE, EscalationReason.STAFF_ACTIVE}
    assert set(EscalationReason) - covered == ours | {EscalationReason.SYSTEM_FAILURE}
