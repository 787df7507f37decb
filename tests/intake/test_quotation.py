import pytest
from hypothesis import given
from hypothesis import strategies as st

from cx_assistant.intake.quotation import split_quotation

ATTRIBUTIONS = [
    "On Mon, 1 Jun 2026 at 10:00, Shop <help@shop.example> wrote:",
    "Am Mo., 1. Juni 2026 um 10:00 Uhr schrieb Shop <help@shop.example>:",
    "Le lun. 1 juin 2026 à 10:00, Shop <help@shop.example> a écrit :",
    "El lun, 1 jun 2026 a las 10:00, Shop (<help@shop.example>) escribió:",
    "Il giorno lun 1 giu 2026 alle ore 10:00 Shop <help@shop.example> ha scritto:",
    "Op ma 1 jun 2026 om 10:00 schreef Shop <help@shop.example>:",
    "Em seg., 1 de jun. de 2026 às 10:00, Shop <help@shop.example> escreveu:",
    "pon., 1 cze 2026 o 10:00 Shop <help@shop.example> napisał(a):",
    "-----Original Message-----",
    "---------- Forwarded message ---------",
    "-----Ursprüngliche Nachricht-----",
    "From: Shop\nSent: Monday\nTo: Me\nSubject: Hello",
    "Von: Shop\nGesendet: Montag\nAn: Ich\nBetreff: Hallo",
]


@pytest.mark.parametrize("attribution", ATTRIBUTIONS)
@pytest.mark.parametrize("mark", ["> ", ""])
def test_the_thread_below_is_cut_in_every_clients_language(attribution, mark):
    split = split_quotation(f"Where is it?\n\n{attribution}\n\n{mark}We refund within 90 days.")

    assert split.own == "Where is it?"
    assert "90 days" in split.quoted


def test_answers_between_quoted_lines_are_kept():
    split = split_quotation("> Which colour?\nThe blue one.\n> And the size?\nMedium.")

    assert split.own == "The blue one.\nMedium."


def test_words_below_a_quoted_thread_are_kept():
    split = split_quotation("On 1 Jun 2026, Shop <a@b.example> wrote:\n> Hello\n> you\n\nAnd now?")

    assert split.own == "And now?"


def test_only_a_quoted_thread_leaves_nothing():
    split = split_quotation("On 1 Jun 2026, Shop <a@b.example> wrote:\n> We refund in 90 days.")

    assert split.own == ""


def test_a_forwarded_message_on_its_own_is_read():
    split = split_quotation("From: Me\nTo: You\nSubject: order\n\nIt came broken.")

    assert split.own == "It came broken."


@pytest.mark.parametrize("signature", ["-- \nAna\nTel. 123", "Sent from my iPhone", "--\nAna"])
def test_signatures_go(signature):
    assert split_quotation(f"Can I return it?\n\n{signature}").own == "Can I return it?"


@pytest.mark.parametrize(
    "text",
    [
        "I wrote: please cancel it, and nobody answered.",
        "From: me to you, with love.",
        "The parcel was sent from the wrong address.",
        "Sent from the warehouse yesterday, it says.",
        "To: be delivered on Friday.",
    ],
)
def test_plain_sentences_that_look_like_mail_headers_stay(text):
    assert split_quotation(text).own == text


@given(st.text(alphabet="abc >|:-@.\n0123456789", max_size=300))
def test_nothing_is_lost_and_nothing_is_invented(text):
    split = split_quotation(text)

    kept = sorted((split.own + split.quoted).replace("\n", "").replace(" ", ""))
    assert kept == sorted(text.replace("\n", "").replace(" ", ""))
