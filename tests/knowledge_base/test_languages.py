"""Search in the languages of customers: their own articles, and those of other languages."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from langchain_core.embeddings import Embeddings

from cx_assistant.backends.langchain_embeddings import LangChainEmbedder
from cx_assistant.backends.local_embedder import LocalEmbedder
from cx_assistant.knowledge_base.meaning_weight import (
    cross_language_weight,
    cross_language_words_weight,
    meaning_weight,
)
from cx_assistant.testing.fakes import HashEmbedder
from tests.knowledge_base.index_kit import Shop
from tests.store.builders import article

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
# Ours: what a multilingual model does for whole sentences, this does for a few words.
CONCEPTS = {
    "return": "rückgabe zurückschicken devolver devolución zwrot zwrócić iade returned returns",
    "parcel": "paket pedido paczka kargo parcels delivery",
    "warranty": "garantie garantía gwarancja garanti",
    "gift": "geschenk regalo prezent hediye gifts voucher",
}


class BilingualEmbeddings(Embeddings):
    """Maps translations to the same vectors, through the seam any LangChain model uses."""

    def __init__(self):
        self._words = HashEmbedder()
        self._meaning = {
            word: concept
            for concept, translations in CONCEPTS.items()
            for word in (concept, *translations.split())
        }

    def embed_documents(self, texts):
        return [self.embed_query(text) for text in texts]

    def embed_query(self, text):
        words = re.findall(r"\w+", text.lower())
        meant = [self._meaning[word] for word in words if word in self._meaning]
        return self._words.embed_query(" ".join(meant) or "nothing").tolist()


@pytest.fixture
def shop(tmp_path):
    opened = Shop(tmp_path)
    opened.start()
    yield opened
    opened.close()


@pytest.fixture
def multilingual_shop(tmp_path):
    opened = Shop(tmp_path)
    opened.embedder = LangChainEmbedder(BilingualEmbeddings(), "test:bilingual")
    opened.start()
    yield opened
    opened.close()


def stock(shop, *articles):
    shop.save(*articles)
    shop.indexes.apply_pending()


def found(shop, question, *, language, default="en", words_only=False):
    evidence = shop.search(default_language=default).find(
        question, now=NOW, language=language, limit=5, words_only=words_only
    )
    return [each.source for each in evidence]


@pytest.mark.parametrize(
    ("language", "right", "wrong", "question"),
    [
        ("de", "Die Rückgabe ist kostenlos.", "Wir liefern nach Malta.", "rueckgaben moeglich?"),
        ("fr", "Le délai est de 30 jours.", "Nous livrons à Malte.", "quel delai svp"),
        ("es", "La devolución es gratis.", "Enviamos a Malta.", "cuanto cuesta una devolucion"),
        ("it", "La restituzione è gratuita.", "Spediamo a Malta.", "restituzioni gratuite?"),
        ("nl", "Bestellingen kunt u annuleren.", "Wij leveren op Malta.", "bestelling annuleren"),
        ("pt", "A devolução é grátis.", "Enviamos para Malta.", "devolucao gratis"),
        ("sv", "Returer är gratis.", "Vi skickar till Malta.", "kostar en retur"),
        ("pl", "Zwrot zamówienia jest darmowy.", "Wysyłamy na Maltę.", "zwroty zamowien"),
        ("el", "Οι επιστροφές είναι δωρεάν.", "Στέλνουμε στη Μάλτα.", "επιστροφή"),
        ("ro", "Returul este gratuit.", "Livrăm în Malta.", "retururi gratuite"),
        ("tr", "İADE ücretsizdir.", "Malta'ya gönderiyoruz.", "iade nasil yapilir"),
        ("ru", "Возврат посылки бесплатный.", "Мы доставляем на Мальту.", "возврата посылок"),
        ("ar", "الإرجاع مجاني.", "نشحن إلى مالطا.", "كيف ارجاع"),
        ("zh", "退货是免费的。", "我们发货到马耳他。", "请问怎么退货"),
        ("ja", "返品は無料です。", "マルタへ発送します。", "返品したい"),
        ("ko", "반품은 무료입니다.", "몰타로 배송합니다.", "반품 하고 싶어요"),
        ("vi", "Trả hàng miễn phí.", "Chúng tôi gửi đến Malta.", "tra hang the nao"),
    ],
)
def test_words_find_the_article_in_every_language(shop, language, right, wrong, question):
    stock(
        shop,
        article("right.md", right, title="A", language=language),
        article("wrong.md", wrong, title="B", language=language),
    )

    assert found(shop, question, language=language, words_only=True)[:1] == ["right.md"]


@pytest.mark.parametrize("customer", ["de", "de-AT", "de-DE"])
def test_articles_without_a_region_are_for_every_region(shop, customer):
    stock(shop, article("de.md", "Die Rückgabe ist kostenlos.", language="de"))

    assert found(shop, "Rückgabe", language=customer) == ["de.md"]


def test_articles_of_a_region_are_found_by_its_customers(shop):
    stock(shop, article("at.md", "Die Rückgabe ist kostenlos.", language="de-AT"))

    assert found(shop, "Rückgabe", language="de-AT") == ["at.md"]


def test_a_customer_of_another_language_finds_the_shops_articles(multilingual_shop):
    stock(
        multilingual_shop,
        article("returns.md", "Shoes can be returned.", title="Returns"),
        article("warranty.md", "Two years of warranty.", title="Warranty"),
        article("gifts.md", "A gift comes with a ribbon.", title="Gifts"),
    )

    for language, question in (
        ("de", "Wie kann ich etwas zurückschicken?"),
        ("es", "¿Cómo puedo devolver algo?"),
        ("pl", "Jak mogę to zwrócić?"),
        ("tr", "iade nasıl yapılır?"),
    ):
        assert found(multilingual_shop, question, language=language)[0] == "returns.md"


def test_only_the_shipped_embedder_is_distrusted_and_only_outside_english():
    shipped = LocalEmbedder().id

    assert meaning_weight(shipped, "en-GB") == 1.0
    assert 1.0 > meaning_weight(shipped, "de_AT") > meaning_weight(shipped, "ar") > 0.0
    assert cross_language_weight(shipped, "es") > cross_language_weight(shipped, "tr")
    for language in ("en", "de", "ar", "zh"):
        assert meaning_weight("openai:text-embedding-3-small", language) == 1.0
        assert cross_language_weight("openai:text-embedding-3-small", language) == 1.0


def test_shared_words_count_little_across_languages_for_a_model_that_reads_both():
    assert cross_language_words_weight(LocalEmbedder().id) == 1.0
    assert cross_language_words_weight("openai:text-embedding-3-small") < 0.5
