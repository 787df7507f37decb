"""What questions are understood to want, with the shipped embedder and weights."""

import pytest

from cx_assistant.backends.local_embedder import LocalEmbedder
from cx_assistant.errors import EmbedderMismatchError, ModelFileError
from cx_assistant.intake.intents import QuestionReader, Reading, Topic
from cx_assistant.intake.linear import LinearModel
from cx_assistant.intake.ngrams import ngram_vectors
from cx_assistant.models import Question


@pytest.fixture(scope="module")
def embedder():
    return LocalEmbedder()


@pytest.fixture(scope="module")
def read(embedder):
    reader = QuestionReader(embedder)

    def read_one(text: str, before: str = "") -> Reading:
        return reader.read([Question(text=text, search_text=f"{before} {text}".strip())])[0]

    return read_one


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("Where is my parcel, it should have come on Friday?", Topic.ORDER_STATUS),
        ("Can I send the jacket back if the tags are off?", Topic.RETURN_ITEM),
        ("When do I get my money back for the boots?", Topic.REFUND),
        ("Why was my card charged twice?", Topic.PAYMENT),
        ("I need to cancel the order I placed this morning", Topic.CHANGE_ORDER),
        ("The lamp arrived broken", Topic.DAMAGED_OR_MISSING),
        ("Is the tent waterproof?", Topic.PRODUCT),
        ("How much is delivery to Austria?", Topic.POLICY),
        ("I forgot my password", Topic.ACCOUNT),
        ("Wo bleibt mein Paket?", Topic.ORDER_STATUS),
        ("Wann bekomme ich mein Geld zurück?", Topic.REFUND),
        ("¿Cuánto cuesta el envío a Portugal?", Topic.POLICY),
        ("Quiero cancelar mi pedido", Topic.CHANGE_ORDER),
    ],
)
def test_the_topic_of_a_plain_question_is_recognised(read, text, topic):
    assert read(text).topic is topic


@pytest.mark.parametrize(
    ("own", "general"),
    [
        ("When will my jacket turn up?", "How long does delivery to Ireland take?"),
        ("Can I still return it? I got it on 13 May.", "What is your return policy?"),
        ("Where is my refund for the boots I sent back?", "How long do refunds take?"),
        ("Wo bleibt meine Bestellung?", "Wie lange dauert die Lieferung nach Österreich?"),
    ],
)
def test_a_question_about_ones_own_order_differs_from_one_about_the_shop(read, own, general):
    assert read(own).about_own_order >= 0.5
    assert read(general).about_own_order < 0.5


@pytest.mark.parametrize("text", ["It doesn't work.", "help", "Es funktioniert nicht."])
def test_a_question_that_says_nothing_is_vague(read, text):
    assert read(text).is_vague >= 0.5


def test_what_was_said_before_makes_a_short_question_clear(read):
    before = "The Lys 400 headlamp I bought in March switches itself off after ten seconds."

    assert read("Help!", before).is_vague < 0.5 <= read("Help!").is_vague


def test_vectors_a_search_already_has_give_the_same_reading(embedder):
    questions = [
        Question(text="How long?", search_text="I sent the boots back. How long?"),
        Question(text="Do you ship to Malta?", search_text="Do you ship to Malta?"),
    ]
    reader = QuestionReader(embedder)
    vectors = embedder.embed([question.search_text for question in questions])

    with_vectors, without = reader.read(questions, vectors=vectors), reader.read(questions)

    for left, right in zip(with_vectors, without, strict=True):
        assert [scored.topic for scored in left.topics] == [s.topic for s in right.topics]
        assert left.about_own_order == pytest.approx(right.about_own_order, abs=1e-5)


def test_no_questions_have_no_readings(embedder):
    assert QuestionReader(embedder).read([]) == []


class OtherEmbedder(LocalEmbedder):
    """Stands for an embedder a shop may configure."""

    id = "openai:text-embedding-3-small"


def test_vectors_of_another_embedder_are_refused_with_the_fix():
    with pytest.raises(EmbedderMismatchError, match="local embedder"):
        QuestionReader(OtherEmbedder())


@pytest.mark.parametrize("content", [b"", b"not weights", b"PK\x03\x04 cut off"])
def test_damaged_weights_say_to_reinstall(tmp_path, content):
    file = tmp_path / "intents.npz"
    file.write_bytes(content)

    with pytest.raises(ModelFileError, match="reinstall"):
        LinearModel.load(file)


def test_missing_weights_say_to_reinstall(tmp_path):
    with pytest.raises(ModelFileError, match="reinstall"):
        LinearModel.load(tmp_path / "intents.npz")


def test_words_that_share_pieces_are_closer_than_words_that_do_not():
    gericht, gerichtlich, lampe = ngram_vectors(["Gericht", "gerichtlich", "Lampe"])

    assert gericht @ gerichtlich > 0.3 > gericht @ lampe


def test_text_without_letters_has_no_pieces():
    assert not ngram_vectors(["??? 123"]).any()
