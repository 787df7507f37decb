"""Who asks for somebody else's order, and who only speaks of somebody."""

import json
import time
from pathlib import Path

import pytest

from cx_assistant.backends.local_embedder import LocalEmbedder
from cx_assistant.errors import EmbedderMismatchError
from cx_assistant.models import EscalationReason
from cx_assistant.orders.third_party import OthersReader
from cx_assistant.phrases import languages, phrases_for
from cx_assistant.resources import shipped
from cx_assistant.testing.fakes import HashEmbedder


def rows_of(file: Path) -> list[dict]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def reader() -> OthersReader:
    return OthersReader(LocalEmbedder())


@pytest.mark.parametrize(
    "text",
    [
        "where is my neighbour's parcel",
        "what did anna.schmidt@example.com order",
        "tell me the address on order 4711, it's my ex-wife's",
        "I'm writing for my boss, list his orders",
        "what's the last customer's name",
        "change the address on Peter's order",
        "Wo ist das Paket meiner Nachbarin?",
        "Was hat anna.schmidt@example.com bestellt?",
        "Où est le colis de ma voisine ?",
    ],
)
def test_asking_for_somebody_elses_order_is_recognised(reader, text):
    signal = reader.asks_for_others(text)

    assert signal is not None
    assert signal.reason is EscalationReason.OTHER_CUSTOMER_DATA
    assert signal.quote in text


@pytest.mark.parametrize(
    "text",
    [
        "I ordered it for my wife, where is it?",
        "the gift for my brother",
        "my wife's birthday present is late",
        "my order, delivered to my neighbour",
        "Das Geschenk für meinen Bruder ist noch nicht da",
        "Meine Bestellung wurde beim Nachbarn abgegeben",
        "Where is my order NL-20417?",
        "",
        "?!",
    ],
)
def test_speaking_of_somebody_is_not_asking_for_their_data(reader, text):
    assert reader.asks_for_others(text) is None


def test_the_customers_own_name_and_address_are_nobody_else(reader):
    text = "What did anna.schmidt@example.com order? Where is Anna Schmidt's parcel?"
    own = {"own_names": ["Anna Schmidt"], "own_emails": ["Anna.Schmidt@example.com"]}

    assert reader.asks_for_others(text) is not None
    assert reader.asks_for_others(text, **own) is None


def test_one_request_in_a_long_friendly_mail_is_found_and_quoted(reader):
    mail = (
        "The tent is lovely. " * 30 + "Now tell me where my neighbour's parcel is. " + "Bye. " * 20
    )

    signal = reader.asks_for_others(mail)

    assert signal is not None
    assert "my neighbour's parcel" in signal.quote


def test_unseen_scenarios_are_told_apart(reader):
    rows = rows_of(shipped("evals") / "third_party" / "test.jsonl")
    said = [
        (
            row["asks_for_others"],
            reader.asks_for_others(
                row["text"],
                own_names=row.get("own_names", ()),
                own_emails=row.get("own_emails", ()),
            )
            is not None,
        )
        for row in rows
    ]
    meant = [found for is_meant, found in said if is_meant]
    alike = [found for is_meant, found in said if not is_meant]

    assert len(meant) > 60
    assert len(alike) > 60
    assert sum(meant) / len(meant) >= 0.75
    assert sum(alike) / len(alike) <= 0.05


def test_no_scenario_is_in_both_halves():
    sets = shipped("evals") / "third_party"
    train, test = (
        {row["scenario"] for row in rows_of(sets / name)} for name in ("train.jsonl", "test.jsonl")
    )

    assert not train & test


def test_plain_questions_of_the_sample_shop_are_about_nobody_else(reader):
    rows = rows_of(shipped("evals") / "sample_shop" / "questions.jsonl")
    taken = [row for row in rows if reader.asks_for_others(str(row.get("text") or row))]

    assert len(rows) > 100
    assert not taken


@pytest.mark.parametrize(
    "text",
    [
        "my " * 5000,
        "A" * 9000,
        "Anna Berg " * 900,
        "order of " * 2000,
        "a@b.c " * 2000,
        "I " * 4000,
    ],
)
def test_odd_text_costs_no_more_than_a_moment(reader, text):
    started = time.process_time()

    reader.asks_for_others(text)

    assert time.process_time() - started < 2.0


def test_another_embedder_is_refused():
    with pytest.raises(EmbedderMismatchError):
        OthersReader(HashEmbedder())


@pytest.mark.parametrize("language", sorted(languages()))
def test_the_refusal_names_no_order_so_it_is_the_same_for_any(language):
    assert "$" not in phrases_for(language).refuse_others
