"""Later turns are searched with what was said before; several questions are answered apart."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal

import pytest

from cx_assistant import Assistant, Message, Reply, Ticket
from cx_assistant.models import Author, Outcome
from cx_assistant.resources import shipped
from cx_assistant.testing.openai_server import Hang, OpenAIServer, RecordedRequest, Refusal, Success
from tests.conftest import NOW

IRELAND = (
    ("customer", "How much is standard delivery to Ireland?"),
    ("assistant", "Standard delivery to Ireland costs €8.90."),
)
REWRITTEN = "How much is standard delivery to Portugal?"


def thread(*turns: tuple[str, str], customer_id: str | None = None) -> Ticket:
    return Ticket(
        id="t",
        now=NOW,
        channel="chat",
        messages=tuple(Message(author=Author(who), text=text) for who, text in turns),
        customer_id=customer_id,
        verification="signed_in" if customer_id else "none",
    )


def one_message(text: str) -> Ticket:
    return Ticket.from_text(text, now=NOW)


def cited(outcome: Outcome) -> list[list[str]]:
    """The sources that each answering sentence cites."""
    assert isinstance(outcome, Reply)
    return [sorted({c.source for c in s.citations}) for s in outcome.sentences if s.citations]


def test_a_later_turn_is_searched_with_what_it_leaves_out(assistant):
    alone = assistant.answer(one_message("and to Portugal?"))
    outcome = assistant.answer(thread(*IRELAND, ("customer", "and to Portugal?")))

    assert "€9.90" not in alone.model_dump_json(include={"text"})
    assert cited(outcome) == [["delivery/delivery-times-and-costs.csv"]]
    assert "€9.90" in outcome.text
    assert "Ireland" not in outcome.text


def test_a_new_topic_is_not_answered_from_the_old_one(assistant):
    outcome = assistant.answer(thread(*IRELAND, ("customer", "How do I clean my down jacket?")))

    assert isinstance(outcome, Reply)
    assert not any("delivery" in source for sources in cited(outcome) for source in sources)


def test_an_old_turn_about_one_order_does_not_change_which_order_is_meant(assistant):
    before = (("customer", "Where is my order NL-20438?"), ("assistant", "It is on its way."))
    asked = ("customer", "And where is NL-20380?")

    outcome = assistant.answer(thread(*before, asked, customer_id="C-1020"))

    assert isinstance(outcome, Reply)
    assert "NL-20380" in outcome.text
    assert "NL-20438" not in outcome.text


def test_an_old_turn_about_somebody_elses_order_changes_nothing(assistant):
    before = (("customer", "Where is NL-20436?"), ("assistant", "I cannot find that order."))
    asked = ("customer", "And where is NL-20380?")

    with_it = assistant.answer(thread(*before, asked, customer_id="C-1020"))
    without = assistant.answer(thread(asked, customer_id="C-1020"))

    assert with_it.trace.signals == without.trace.signals
    assert with_it.text == without.text


def test_two_questions_get_two_answers_each_from_its_own_article(assistant):
    text = "How much is standard delivery to Ireland? And what does it cost to repair a zip?"

    outcome = assistant.answer(one_message(text))

    first, *rest = cited(outcome)
    assert first == ["delivery/delivery-times-and-costs.csv"]
    assert {source for sources in rest for source in sources} == {"warranty/repairs.md"}
    assert (
        outcome.text.index("€8.90")
        < outcome.text.index("repair a zip?")
        < outcome.text.index("€9;")
    )


def test_a_question_nothing_answers_is_named_open_and_not_answered_from_the_first(assistant):
    text = "How much is standard delivery to Ireland? Do you sell kayaks from Thornbeck?"

    outcome = assistant.answer(one_message(text))

    assert cited(outcome) == [["delivery/delivery-times-and-costs.csv"]]
    assert "“Do you sell kayaks from Thornbeck”" in outcome.text.replace("?”", "”")
    assert any("left open" in rule for rule in outcome.trace.decided_by)


def test_questions_beyond_the_sixth_are_named_open_in_the_reply(assistant):
    places = ("Ireland", "Portugal", "Austria", "Spain", "Italy", "France", "Norway", "Denmark")
    text = "\n".join(f"- How much is standard delivery to {place}?" for place in places)

    outcome = assistant.answer(one_message(text))

    assert isinstance(outcome, Reply)
    for place in ("Norway", "Denmark"):
        assert f"How much is standard delivery to {place}" in outcome.text
    assert outcome.confidence == 0
    assert "2 question(s) beyond the first 6 left open" in outcome.trace.notes


@pytest.fixture
def answering(shop_data, tmp_path, monkeypatch) -> Callable[..., object]:
    """The sample shop with a model behind this server."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-loopback")
    data = tmp_path / "data"
    shutil.copytree(shop_data, data)

    @contextmanager
    def opened(server: OpenAIServer, *, more: str = "", timeout: float = 20) -> Iterator[Assistant]:
        config = tmp_path / "cx.toml"
        model = f"""
[model]
chat = "openai:gpt-test"
base_url = "{server.base_url}"
timeout_seconds = {timeout}
retries = 0
input_cost_per_million = "2"
output_cost_per_million = "8"
"""
        shop = (shipped("knowledge") / "cx.toml").read_text("utf-8")
        config.write_text(shop + model + more, "utf-8")
        with Assistant.from_config(config, data=data) as assistant:
            yield assistant

    return opened


def is_rewriting(request: RecordedRequest) -> bool:
    return "<<<conversation>>>" in request.text


def rewriting(text: str) -> Callable[[RecordedRequest], object]:
    """A model that rewrites a question and refuses to draft."""

    def respond(request: RecordedRequest):
        return Success(text, tokens_in=300, tokens_out=10) if is_rewriting(request) else Refusal()

    return respond


LATER = thread(*IRELAND, ("customer", "and to Portugal?"))


def test_with_a_model_a_later_turn_is_rewritten_for_the_search_alone(answering):
    with OpenAIServer(script=[rewriting(REWRITTEN)]) as server, answering(server) as assistant:
        outcome = assistant.answer(LATER)
        rewrites = [request for request in server.requests if is_rewriting(request)]
        drafts = [request for request in server.requests if not is_rewriting(request)]

    assert len(rewrites) == 1
    assert isinstance(outcome, Reply)
    assert "€9.90" in outcome.text
    assert REWRITTEN not in outcome.text
    assert not any(REWRITTEN in draft.text for draft in drafts)
    assert "search: a question was rewritten by gpt-test" in outcome.trace.notes


def test_what_a_rewrite_used_is_in_the_trace(answering):
    with OpenAIServer(script=[rewriting(REWRITTEN)]) as server, answering(server) as assistant:
        trace = assistant.answer(LATER).trace

    assert trace.model == "gpt-test"
    assert trace.tokens_in == 300 + 100  # the refused draft is paid for as well
    assert trace.cost == Decimal(trace.tokens_in * 2 + trace.tokens_out * 8) / 1_000_000


@pytest.mark.parametrize(
    "ticket",
    [
        one_message("and to Portugal?"),
        thread(*IRELAND, ("customer", "How do I clean a muddy down jacket at home?")),
    ],
    ids=["nothing before it", "stands alone"],
)
def test_a_question_that_needs_nothing_from_before_is_not_rewritten(answering, ticket):
    with OpenAIServer(script=[rewriting(REWRITTEN)]) as server, answering(server) as assistant:
        assistant.answer(ticket)

        assert not any(is_rewriting(request) for request in server.requests)


def test_rewriting_can_be_switched_off(answering):
    off = "\n[search]\nrewrite = false\n"
    with OpenAIServer(script=[Refusal()]) as server, answering(server, more=off) as assistant:
        outcome = assistant.answer(LATER)

        assert not any(is_rewriting(request) for request in server.requests)
    assert "€9.90" in outcome.text


@pytest.mark.parametrize(
    ("behaviour", "note"),
    [
        (Refusal(), "refused"),
        (Success(""), "empty"),
        (Success("Where is order NL-99999?"), "nobody wrote"),
        (Hang(), "did not rewrite the question within 0.4 s"),
    ],
    ids=["refusal", "empty", "foreign order", "hangs"],
)
def test_without_a_usable_rewrite_the_search_goes_on_and_says_so(answering, behaviour, note):
    with OpenAIServer(script=[behaviour]) as server, answering(server, timeout=0.4) as assistant:
        outcome = assistant.answer(LATER)

    assert isinstance(outcome, Reply)
    assert "€9.90" in outcome.text
    assert any(text.startswith("search: ") and note in text for text in outcome.trace.notes)


def test_after_one_failure_the_model_is_not_asked_for_the_next_question(answering):
    ticket = thread(*IRELAND, ("customer", "and to Portugal? and to Austria?"))
    with OpenAIServer(script=[Refusal()]) as server, answering(server) as assistant:
        assistant.answer(ticket)

        assert sum(map(is_rewriting, server.requests)) == 1


def test_a_rewrite_has_no_say_in_which_order_is_told(answering):
    before = (("customer", "Where is my order NL-20438?"), ("assistant", "It is on its way."))
    ticket = thread(*before, ("customer", "And where is NL-20380?"), customer_id="C-1020")
    evil = rewriting("Where is my order NL-20438?")
    with OpenAIServer(script=[evil]) as server, answering(server) as assistant:
        outcome = assistant.answer(ticket)
        assert sum(map(is_rewriting, server.requests)) == 1

    assert "NL-20380" in outcome.text
    assert "NL-20438" not in outcome.text
