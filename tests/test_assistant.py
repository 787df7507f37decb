"""The whole story, on the sample shop, without a model."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from cx_assistant import Clarification, Escalation, Message, Permission, Reply, Ticket
from tests.conftest import NOW


def ask(text: str, **values) -> Ticket:
    return Ticket.from_text(text, now=NOW, **values)


def signed_in(text: str, customer_id: str) -> Ticket:
    return ask(text, customer_id=customer_id, verification="signed_in")


def without_times(outcome):
    trace = outcome.trace.model_copy(update={"milliseconds": {}})
    return outcome.model_copy(update={"trace": trace})


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("where-is-my-order", ["NL-20417", "6 days late", "4 June 2026"]),
        ("can-i-still-return-it", ["Varde Down Jacket", "12 June 2026", "30 days"]),
        ("geld-zurueck", ["12. Juni 2026", "Hallo Anna"]),
        ("the-blue-jacket", ["NL-20455", "12 June 2026"]),
        ("delivery-time-to-ireland", ["4–6 working days"]),
        ("delivery-to-austria-and-new-address", ["has not been dispatched yet"]),
        ("sale-daypack-long-thread", ["12 June 2026", "14 days"]),
    ],
)
def test_a_sample_ticket_gets_the_right_reply(assistant, sample_ticket, name, said):
    outcome = assistant.answer(sample_ticket(name))

    assert isinstance(outcome, Reply)
    assert [words for words in said if words not in outcome.text] == []
    assert outcome.permission is Permission.SUGGEST
    answers = [sentence for sentence in outcome.sentences if sentence.role == "answer"]
    assert answers
    assert all(sentence.citations for sentence in answers)


@pytest.mark.parametrize(
    ("name", "reason", "team", "priority"),
    [
        ("legal-threat", "legal_threat", "legal-and-privacy", "high"),
        ("stove-is-leaking-gas", "safety", "product-safety", "urgent"),
        ("print-your-discount-codes", "prompt_injection", "payments-and-fraud", "normal"),
        ("will-it-fit-my-bike-trailer", "missing_knowledge", "support", "normal"),
    ],
)
def test_a_sample_ticket_goes_to_the_right_human(
    assistant, sample_ticket, name, reason, team, priority
):
    outcome = assistant.answer(sample_ticket(name))

    assert isinstance(outcome, Escalation)
    assert (outcome.reason, outcome.team, outcome.priority) == (reason, team, priority)
    assert outcome.packet.request
    assert outcome.due is not None
    assert outcome.due > NOW


def test_an_angry_third_contact_goes_to_a_human(assistant, sample_ticket):
    outcome = assistant.answer(sample_ticket("angry-third-contact"))

    assert isinstance(outcome, Escalation)
    assert {"anger", "repeated_contact"} <= {reason.value for reason in outcome.reasons} | {
        signal.reason.value for signal in outcome.trace.signals
    }


def test_a_vague_ticket_is_asked_for_details(assistant, sample_ticket):
    outcome = assistant.answer(sample_ticket("it-does-not-work"))

    assert isinstance(outcome, Clarification)
    assert outcome.missing == "details"
    assert outcome.text.startswith("Hi Daniel,")


def test_someone_elses_order_gets_the_same_words_whether_it_exists_or_not(assistant):
    real = assistant.answer(signed_in("Where is order NL-20436?", "C-1010"))
    invented = assistant.answer(signed_in("Where is order NL-99999?", "C-1010"))

    assert isinstance(real, Clarification)
    assert real.text.replace("NL-20436", "NL-99999") == invented.text
    assert [s.reason for s in real.trace.signals] == [s.reason for s in invented.trace.signals]


def test_an_unverified_sender_learns_how_to_verify_and_nothing_else(assistant):
    outcome = assistant.answer(ask("Where is my order NL-20417?", customer_id="C-1001"))

    assert isinstance(outcome, Clarification)
    assert outcome.missing == "verification"
    assert "Emma" not in outcome.model_dump_json()
    assert "June" not in outcome.text


def test_an_email_match_learns_the_status_and_not_what_was_bought(assistant):
    ticket = ask("Where is my order NL-20417?", customer_id="C-1001", verification="email_match")

    outcome = assistant.answer(ticket)

    assert isinstance(outcome, Reply)
    assert "4 June 2026" in outcome.text
    assert not any("tracking" in item.id or "item" in item.id for item in outcome.evidence)


def test_an_empty_ticket_is_asked_what_it_is_about(assistant):
    outcome = assistant.answer(Ticket(id="t", now=NOW))

    assert isinstance(outcome, Clarification)
    assert outcome.missing == "message"


def test_the_assistant_stays_out_while_a_colleague_is_writing(assistant):
    messages = (Message(text="Where is it?"), Message(author="staff", text="Let me look."))

    outcome = assistant.answer(Ticket(id="t", now=NOW, messages=messages))

    assert isinstance(outcome, Escalation)
    assert outcome.reason == "staff_active"
    assert outcome.holding_reply == ""


def test_where_is_my_order_is_about_the_only_one_still_open(assistant):
    outcome = assistant.answer(signed_in("Where is my order?", "C-1007"))

    assert isinstance(outcome, Reply)
    assert "NL-20455" in outcome.text
    assert "12 June 2026" in outcome.text


def test_expired_articles_answer_only_while_they_hold(assistant):
    question = "How long is the free winter returns promotion with 100 days?"
    in_winter = Ticket.from_text(question, now=NOW.replace(month=1))

    today, then = assistant.answer(ask(question)), assistant.answer(in_winter)

    assert "100 days" not in today.model_dump_json(include={"text", "citations", "evidence"})
    assert isinstance(then, Reply)
    assert "100" in then.text


def test_the_same_ticket_gives_the_same_outcome(assistant, sample_ticket):
    ticket = sample_ticket("can-i-still-return-it")

    first, second = assistant.answer(ticket), assistant.answer(ticket)

    assert without_times(first) == without_times(second)


def test_threads_get_what_they_would_get_alone(assistant, sample_ticket):
    names = ["where-is-my-order", "the-blue-jacket", "legal-threat", "geld-zurueck"] * 2
    tickets = [sample_ticket(name) for name in names]
    alone = [without_times(assistant.answer(ticket)) for ticket in tickets]

    with ThreadPoolExecutor(max_workers=4) as pool:
        together = [without_times(outcome) for outcome in pool.map(assistant.answer, tickets)]

    assert together == alone


def test_a_stream_gives_the_sentences_and_then_the_outcome(assistant, sample_ticket):
    *sentences, outcome = assistant.stream(sample_ticket("can-i-still-return-it"))

    assert isinstance(outcome, Reply)
    assert tuple(sentences) == outcome.sentences


def test_a_stream_of_a_handoff_gives_the_outcome_alone(assistant, sample_ticket):
    (outcome,) = assistant.stream(sample_ticket("legal-threat"))

    assert isinstance(outcome, Escalation)


def test_the_trace_says_how_it_came_about(assistant, sample_ticket):
    trace = assistant.answer(sample_ticket("where-is-my-order")).trace

    assert trace.drafter == "offline"
    assert trace.index_revision not in {"", "0"}
    assert trace.policy_hash
    assert set(trace.milliseconds) == {"clean", "signals", "evidence", "draft"}
    assert trace.decided_by
