"""Hybrid search over a real store with real indexes."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from cx_assistant.errors import BackendError
from cx_assistant.knowledge_base.exact_terms import exact_terms
from cx_assistant.models import Author, Message, Visibility
from cx_assistant.testing.fakes import HashEmbedder
from tests.knowledge_base.index_kit import NOW, Shop
from tests.store.builders import article

BOTH = frozenset(Visibility)


@pytest.fixture
def shop(tmp_path):
    opened = Shop(tmp_path)
    opened.start()
    yield opened
    opened.close()


def stock(shop, *articles):
    shop.save(*articles)
    shop.indexes.apply_pending()


def find(shop, question, *, now=NOW, language="en", limit=5, **options):
    zone = options.pop("zone", "UTC")
    return shop.search(zone=zone).find(question, now=now, language=language, limit=limit, **options)


def paths(found):
    return [each.source for each in found]


def test_the_best_passage_comes_first_with_its_way_back_to_the_source(shop):
    stock(
        shop,
        article("post.md", "Parcels arrive in three days.", title="Delivery"),
        article("returns.md", "Boots come back free.", "Shoes can be returned within 30 days."),
    )

    best = find(shop, "Can I return my shoes?")[0]

    assert best.text == "Shoes can be returned within 30 days."
    stored = shop.articles.article("returns.md")
    assert stored.text[best.span.start : best.span.end] == best.text
    assert best.span.revision == stored.content_hash
    assert best.heading_path == ("Returns", "Part")
    assert 0 < best.similarity <= 1


def test_scores_fall_and_every_passage_has_its_cosine(shop):
    stock(shop, *(article(f"a{n}.md", f"Rule {n} about shoes and parcels.") for n in range(9)))
    question = "which rule about shoes is number 4"

    found = find(shop, question, limit=9)

    assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)
    for each in found:
        vector = shop.embedder.embed_query(f"{each.title}\n{each.text}")
        cosine = float(vector @ shop.embedder.embed_query(question))
        assert each.similarity == pytest.approx(cosine, abs=1e-4)


def test_internal_articles_are_for_those_who_may_see_them(shop):
    stock(
        shop,
        article("secret.md", "Goodwill up to 50 euros.", visibility=Visibility.INTERNAL),
        article("open.md", "Ask us for goodwill."),
    )

    assert paths(find(shop, "goodwill euros")) == ["open.md"]
    assert set(paths(find(shop, "goodwill euros", visibility=BOTH))) == {"open.md", "secret.md"}


def test_an_index_that_was_not_brought_up_to_date_still_leaks_nothing(shop):
    stock(shop, article("a.md", "Goodwill up to 50 euros."))
    shop.save(article("a.md", "Goodwill up to 50 euros.", visibility=Visibility.INTERNAL))

    assert find(shop, "goodwill euros") == []


def test_the_customers_language_comes_before_the_shops(shop):
    stock(
        shop,
        article("en.md", "Versand costs nothing: free shipping.", title="Versand"),
        article("de.md", "Der Versand ist kostenlos.", title="Versand", language="de"),
        article("fr.md", "Versand gratuit.", title="Versand", language="fr"),
    )

    assert paths(find(shop, "Versand", language="de")) == ["de.md", "en.md"]
    assert paths(find(shop, "Versand", language="de-AT")) == ["de.md", "en.md"]
    assert paths(find(shop, "Versand", language="en")) == ["en.md"]


@pytest.mark.parametrize(
    ("of_article", "of_customer"),
    [("de-AT", "de"), ("de", "de-CH"), ("pt_BR", "pt"), ("zh-Hant", "zh"), ("nb", "no")],
)
def test_a_region_keeps_nobody_from_an_article(shop, of_article, of_customer):
    stock(shop, article("a.md", "Versand 4711", language=of_article))

    assert paths(find(shop, "4711", language=of_customer)) == ["a.md"]


@pytest.mark.parametrize(
    ("now", "zone", "expected"),
    [
        (datetime(2026, 6, 30, 23, 30, tzinfo=UTC), "UTC", ["june.md"]),
        (datetime(2026, 6, 30, 23, 30, tzinfo=UTC), "Europe/Berlin", ["july.md"]),
        (datetime(2026, 7, 1, 3, 0, tzinfo=UTC), "America/New_York", ["june.md"]),
        (datetime(2026, 8, 1, 12, 0, tzinfo=UTC), "UTC", []),
    ],
)
def test_articles_hold_on_the_shops_own_days(shop, now, zone, expected):
    june, july = date(2026, 6, 30), date(2026, 7, 1)
    stock(
        shop,
        article("june.md", "Shipping costs 4 euros.", valid_until=june),
        article(
            "july.md", "Shipping costs 5 euros.", valid_from=july, valid_until=date(2026, 7, 31)
        ),
    )

    assert paths(find(shop, "shipping costs", now=now, zone=zone)) == expected


def test_expired_articles_do_not_use_up_the_places_of_valid_ones(shop):
    old = [
        article(f"old{n}.md", f"Shipping costs {n} euros.", valid_until=date(2025, 1, 1))
        for n in range(60)
    ]
    new = [article(f"new{n}.md", f"About page {n}: shipping.") for n in range(5)]
    stock(shop, *old, *new)

    found = find(shop, "what do shipping costs in euros", limit=5)

    assert sorted(paths(found)) == [f"new{n}.md" for n in range(5)]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("My lamp shows ERR-4711, what now? The lamp is dark.", "code.md"),
        ('It says "tap firmly closed" on the lamp, is the lamp broken?', "phrase.md"),
        ("The lamp NL-LYS400 is dark, why is the lamp dark?", "sku.md"),
    ],
)
def test_codes_and_quoted_phrases_come_first(shop, question, expected):
    lamps = [article(f"lamp{n}.md", f"Why is the lamp {n} dark or broken?") for n in range(8)]
    stock(
        shop,
        *lamps,
        article("code.md", "ERR-4711 means that water got in."),
        article("phrase.md", "Keep the tap firmly closed in winter."),
        article("sku.md", "NL-LYS400 was sold in 2024."),
    )

    assert find(shop, question)[0].source == expected


def test_a_code_that_stands_everywhere_decides_nothing(shop):
    boiler = [article(f"b{n}.md", f"Form A-1234 page {n} of the terms.") for n in range(30)]
    stock(shop, *boiler, article("answer.md", "Refunds for broken lamps take a week."))

    assert find(shop, "form A-1234: when do I get refunds for broken lamps")[0].source == (
        "answer.md"
    )


def test_a_copy_of_a_passage_is_left_out(shop):
    stock(
        shop,
        article("one.md", "Shoes can be returned within 30 days."),
        article("two.md", "Shoes can be  returned within 30 days."),
        article("three.md", "Shoes can be returned within 90 days."),
    )

    found = find(shop, "return shoes days")

    assert len(found) == 2
    assert {"30", "90"} == {each.text.split()[-2] for each in found}


def test_words_answer_alone_while_the_vector_index_is_out_of_service(shop):
    stock(shop, article("returns.md", "Shoes can be returned."), article("x.md", "Other."))
    shop.indexes.vector_side.distrust("its graph is broken")
    search = shop.search()

    found = search.find("shoes", now=NOW, language="en", limit=5)

    assert paths(found) == ["returns.md"]
    assert found[0].similarity == 0.0
    assert "its graph is broken" in search.degraded


def test_words_answer_alone_when_the_embedder_fails(shop, monkeypatch):
    stock(shop, article("returns.md", "Shoes can be returned."))

    def unreachable(self, text):
        raise BackendError("no answer from the provider")

    monkeypatch.setattr(HashEmbedder, "embed_query", unreachable)

    assert paths(find(shop, "shoes")) == ["returns.md"]


@pytest.mark.parametrize("question", ["", "   ", "?!", "\0", "shoes " * 5000, "😀"])
def test_any_text_can_be_asked(shop, question):
    stock(shop, article("returns.md", "Shoes can be returned."))

    assert len(find(shop, question)) <= 1


def test_an_empty_shop_finds_nothing(shop):
    assert find(shop, "shoes") == []


def test_a_given_vector_is_used_and_nothing_embedded(shop):
    stock(shop, article("a.md", "Shoes can be returned."), article("b.md", "Hats cannot."))
    embedded = shop.embedder.embed_query("Returns\nHats cannot.")

    assert find(shop, "zzz", query_vector=embedded)[0].source == "b.md"


@pytest.mark.parametrize(
    ("question", "terms"),
    [
        ("Where is NL-20417?", ["NL-20417"]),
        ("Order #1003452 and error 0x80070005.", ["1003452", "0x80070005"]),
        ("It says “invalid voucher code”, why?", ["invalid voucher code"]),
        ("ERR_CONN_RESET again", ["ERR_CONN_RESET"]),
        ("I paid 1200.50 EUR on 2026-05-03 at 10:30 for 2kg, the 21st", []),
        ("Refund in 14 days? 20% off? 3-5 days?", []),
        ("see https://shop.example/a1b2c3", []),
    ],
)
def test_codes_are_told_from_amounts_and_dates(question, terms):
    assert exact_terms(question) == terms


def said(*texts):
    """A talk that the customer began, each turn by the other side."""
    authors = (Author.CUSTOMER, Author.STAFF)
    return tuple(Message(author=authors[n % 2], text=text) for n, text in enumerate(texts))


def test_what_a_question_leaves_out_is_taken_from_the_talk_before_it(shop):
    stock(
        shop,
        article("lamp.md", "The lamp has a warranty of two years.", title="Warranty of lamps"),
        article("tent.md", "The tent has a warranty of five years.", title="Warranty of tents"),
    )
    talk = said("do you sell a tent for the alps", "Yes, the tent Fjell is made for the alps.")

    assert find(shop, "and how long is the warranty?", history=talk)[0].source == "tent.md"


def test_articles_about_what_the_talk_has_named_come_first(shop):
    stock(
        shop,
        *(
            article(f"{name}.md", f"Sizes run from small to large, version {n}.", title=name)
            for n, name in enumerate(("Varde Jacket", "Storm Jacket", "Fjell Jacket"))
        ),
    )
    talk = said("I like the storm jacket", "Good choice, the Storm Jacket is warm.")

    assert find(shop, "which sizes are there?", history=talk)[0].source == "Storm Jacket.md"


def test_the_talk_does_not_drown_a_question_that_stands_alone(shop):
    stock(
        shop,
        article("tent.md", "The tent has a warranty of five years.", title="Tents"),
        article("gift.md", "A voucher never expires and pays for all goods.", title="Vouchers"),
    )
    talk = said("how long is the warranty of the tent", "The tent has five years of warranty.")

    question = "when does a gift voucher expire, and does it pay for all goods?"
    assert find(shop, question, history=talk)[0].source == "gift.md"


def test_the_talk_helps_by_its_words_when_the_embedder_fails(shop, monkeypatch):
    stock(
        shop,
        article("lamp.md", "The lamp has a warranty of two years."),
        article("tent.md", "The tent has a warranty of five years."),
    )

    def unreachable(self, texts):
        raise BackendError("no answer from the provider")

    monkeypatch.setattr(HashEmbedder, "embed", unreachable)
    talk = said("my tent is torn")

    assert find(shop, "what about the warranty", history=talk)[0].source == "tent.md"


def test_words_that_stand_together_count_more_than_words_apart(shop):
    stock(
        shop,
        article("apart.md", "Wear a jacket. Rain falls. A shell egg is down there, Jacket: rain."),
        article("together.md", "The rain jacket is for a walk."),
    )

    assert find(shop, "rain jacket")[0].source == "together.md"


def test_scores_stay_between_nothing_and_one_without_codes(shop):
    stock(shop, *(article(f"a{n}.md", f"Rule {n} about shoes and parcels.") for n in range(9)))
    talk = said("what about shoes", "There is a rule about shoes.")

    for history in ((), talk):
        found = find(shop, "rule about shoes and parcels", history=history, limit=9)
        assert all(0 <= each.score <= 1 for each in found)
