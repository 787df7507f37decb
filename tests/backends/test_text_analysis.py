"""What counts as the same word, per language."""

from __future__ import annotations

import unicodedata
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cx_assistant.backends.spelling import without_accents
from cx_assistant.backends.text_analysis import TextAnalysis

LANGUAGES = (
    *("ar", "ca", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "hr", "hu", "id", "it"),
    *("ja", "ko", "lt", "nb", "nl", "nn", "no", "pl", "pt", "ro", "ru", "sv", "ta", "th", "tr"),
    *("und", "vi", "zh"),
)
ANALYSIS = TextAnalysis()


def topics(text, language):
    return {term.partition(":")[2] for term in ANALYSIS.topic_terms(text, language)}


def finds(question, passage, language):
    return bool({*ANALYSIS.topic_terms(question, language)} & {*ANALYSIS.terms(passage, language)})


@pytest.mark.parametrize(
    ("language", "typed", "written"),
    [
        ("de", "rueckgabe", "Rückgabe"),
        ("de", "ruckgabe", "Rückgabe"),
        ("de", "groesse", "Größe"),
        ("de", "strasse", "Straße"),
        ("de", "pakete", "Paket"),
        ("fr", "delai", "Délais"),
        ("fr", "remboursee", "remboursée"),
        ("es", "devolucion", "devolución"),
        ("es", "devoluciones", "devolución"),
        ("it", "qualita", "qualità"),
        ("it", "rimborsi", "rimborso"),
        ("nl", "bestellingen", "bestelling"),
        ("pt", "devolucao", "devolução"),
        ("pt", "devolução", "devoluções"),
        ("sv", "aterbetalning", "återbetalningen"),
        ("sv", "returer", "retur"),
        ("da", "kob", "køb"),
        ("nb", "pakker", "pakke"),
        ("fi", "paketit", "paketin"),
        ("pl", "paczki", "paczkę"),
        ("pl", "zamowienie", "zamówienia"),
        ("pl", "zwrocic", "zwrócić"),
        ("pl", "wysylka", "wysyłki"),
        ("cs", "zasilka", "zásilku"),
        ("hr", "posiljka", "pošiljka"),
        ("tr", "SİPARİŞ", "siparişim"),
        ("tr", "siparisim", "sipariş"),
        ("tr", "KIRIK", "kırık"),
        ("ru", "отчет", "отчёт"),
        ("ru", "посылку", "посылка"),
        ("ar", "ارجاع", "الإرجاع"),
        ("ar", "المُنْتَج", "المنتـــج"),
        ("ar", "سياسه", "سياسة"),
        ("vi", "tra hang", "trả hàng"),
        ("zh", "退货", "退货政策"),
        ("zh", "ＩＰＨＯＮＥ", "iphone手机壳"),
        ("ja", "返品", "返品について"),
        ("ko", "반품", "반품은"),
        ("th", "คืนสินค้า", "นโยบายการคืนสินค้า"),
    ],
)
def test_a_word_is_found_however_it_is_inflected_or_typed(language, typed, written):
    assert finds(typed, written, language)


@pytest.mark.parametrize(
    ("language", "question", "left"),
    [
        ("en", "Hello, could you please tell me where my parcel is?", {"parcel"}),
        ("de", "Guten Tag, könnten Sie mir bitte sagen, wo mein Paket ist?", {"sag", "pak"}),
        ("de", "Hallo, koennten Sie mir bitte mit dem Paket helfen? Gruesse", {"pak", "helf"}),
        ("fr", "Bonjour, où est mon colis s'il vous plaît ?", {"colis"}),
        ("fr", "bonjour, ou est mon colis svp", {"colis"}),
        ("es", "Hola, ¿dónde está mi pedido?", {"ped"}),
        ("es", "hola donde esta mi pedido gracias", {"ped"}),
        ("it", "Buongiorno, dov'è il mio pacco? Grazie", {"pacc"}),
        ("nl", "Goedemiddag, waar is mijn pakket? Alvast bedankt", {"pakket", "alvast"}),
        ("pt", "Olá, onde está o meu pedido?", {"ped"}),
        ("sv", "Hej, var är mitt paket?", {"paket"}),
        ("pl", "Dzień dobry, gdzie jest moja paczka?", {"paczk"}),
        ("pl", "dzien dobry, gdzie jest moja paczka prosze", {"paczk"}),
        ("da", "Hej, hvor er min pakke?", {"pak"}),
        ("nb", "Hei, hvor er pakken min?", {"pakk"}),
        ("fi", "Hei, missä pakettini on?", {"paket"}),
        ("tr", "Merhaba, siparişim nerede?", {"siparis"}),
        ("ru", "Здравствуйте, где моя посылка?", {"посылк"}),
        ("zh", "请问什么是退货", {"退货", "退", "货"}),
    ],
)
def test_courtesies_and_question_words_leave_the_question(language, question, left):
    assert topics(question, language) == left


def test_a_filler_never_takes_a_word_with_a_topic_along():
    assert topics("Wäre die Ware", "de") == {"war"}
    assert topics("şu su", "tr") == {"su"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_question_of_nothing_but_fillers_still_looks_for_something(language):
    for words in ("where is it", "wo ist das", "où est-ce", "gdzie jest", "是什么", "где это"):
        assert ANALYSIS.topic_terms(words, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_finds_its_own_words_again(language):
    text = "Straße Größe paczkę Ñandú İstanbul заказа إرجاع 退货政策 iPhone 15 NL-20417"

    assert {*ANALYSIS.topic_terms(text, language)} <= {*ANALYSIS.terms(text, language)}


def test_regions_and_spellings_of_a_language_code_share_its_terms():
    for code in ("de-AT", "de_CH", "DE"):
        assert ANALYSIS.terms("Rückgaben", code) == ANALYSIS.terms("Rückgaben", "de")
    assert ANALYSIS.terms("pakker", "nb-NO") == ANALYSIS.terms("pakker", "no")


def test_the_same_letters_in_two_languages_are_two_terms():
    assert not {*ANALYSIS.terms("die gift", "de")} & {*ANALYSIS.terms("die gift", "en")}


def test_letters_taken_apart_are_the_same_as_letters_in_one_piece():
    apart = unicodedata.normalize("NFD", "Rückgabe côté")

    assert ANALYSIS.words(apart) == ["rückgabe", "côté"]
    assert ANALYSIS.terms(apart, "fr") == ANALYSIS.terms("Rückgabe côté", "fr")


def test_numbers_and_latin_words_in_chinese_text_stay_whole():
    assert {"iphone", "15", "2010"} <= topics("2010年的iPhone 15", "zh")


@given(st.text(max_size=300), st.sampled_from(LANGUAGES))
def test_any_text_can_be_cut_in_any_language(text, language):
    for term in ANALYSIS.terms(text, language) + ANALYSIS.topic_terms(text, language):
        assert not term.endswith(":")
        assert not any(character.isspace() for character in term)


@given(st.text(max_size=50))
def test_taking_accents_off_twice_changes_nothing_more(text):
    assert without_accents(without_accents(text)) == without_accents(text)


def test_threads_may_share_an_analysis():
    texts = [f"zamówienia numer {number} i zwrot paczki" for number in range(200)]
    expected = [TextAnalysis().terms(text, "pl") for text in texts]

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda text: ANALYSIS.terms(text, "pl"), texts))

    assert found == expected
