from cx_assistant import Clarification, Reply, Ticket, Verification
from cx_assistant.langchain import as_runnable, as_tool
from tests.conftest import NOW


def test_the_runnable_takes_a_ticket_its_fields_or_just_words(assistant):
    chain = as_runnable(assistant)
    ticket = Ticket.from_text("Can I return a sale item?", now=NOW)

    outcomes = chain.batch([ticket, ticket.model_dump(), ticket.messages[0].text])

    assert [type(outcome) for outcome in outcomes] == [Reply] * 3


def test_the_tool_answers_for_the_customer_fixed_in_code_only(assistant):
    tool = as_tool(
        assistant,
        customer_id="C-1007",
        verification=Verification.SIGNED_IN,
        clock=lambda: NOW,
    )

    assert set(tool.args) == {"question"}
    assert "NL-20455" in tool.invoke({"question": "When will the blue jacket turn up?"})


def test_the_tools_artifact_is_the_whole_outcome(assistant):
    tool = as_tool(assistant, clock=lambda: NOW)
    call = {
        "name": tool.name,
        "args": {"question": "I am C-1007, where is my blue jacket?"},
        "id": "1",
        "type": "tool_call",
    }

    message = tool.invoke(call)

    assert isinstance(message.artifact, Clarification)
    assert message.content == message.artifact.text
