"""Reads a model's message: the text of a finished answer, or why it is none."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from cx_assistant.drafting.failures import FailureReason, ModelFailedError

if TYPE_CHECKING:
    from langchain_core.messages import AIMessage, AIMessageChunk

# Providers name the field and its values differently; compared in lower case.
_FINISH_FIELDS = ("finish_reason", "stop_reason", "done_reason", "stopReason", "status")
_FINISHED = {"stop", "end_turn", "completed", "complete", "eos"}
_CALLED_TOOL = {"tool_calls", "tool_use", "function_call"}
_LENGTH = {"length", "max_tokens", "max_output_tokens", "model_length", "incomplete"}
_FILTERED = {
    "content_filter",
    "content_filtered",
    "safety",
    "recitation",
    "blocklist",
    "prohibited_content",
    "spii",
    "guardrail_intervened",
}
_REFUSED = {"refusal"}


def answer_text(message: AIMessage) -> str:
    """The whole text of an answer that the model says it finished.

    Raises `ModelFailedError` if the model refused, was stopped, or did not say that it finished.
    """
    structured = _tool_arguments(message)
    text = structured or str(message.text)
    if message.additional_kwargs.get("refusal"):
        raise ModelFailedError("the model refused to answer", FailureReason.REFUSED)
    _require_finish(_finish(message), called_tool=bool(structured))
    return text


def piece_text(chunk: AIMessageChunk) -> str:
    """What this piece of a stream adds to the answer."""
    arguments = "".join(call["args"] or "" for call in chunk.tool_call_chunks)
    return arguments or str(chunk.text)


def _tool_arguments(message: AIMessage) -> str:
    """The answer of providers that return structured output as a tool call."""
    return json.dumps(message.tool_calls[0]["args"]) if message.tool_calls else ""


def _finish(message: AIMessage) -> str:
    values = (message.response_metadata.get(field) for field in _FINISH_FIELDS)
    return next((value.lower() for value in values if isinstance(value, str) and value), "")


def _require_finish(finish: str, *, called_tool: bool) -> None:
    if finish in _FINISHED or (called_tool and finish in _CALLED_TOOL):
        return
    if finish in _LENGTH:
        message = "the model ran out of tokens; raise model.max_output_tokens"
        raise ModelFailedError(message, FailureReason.LENGTH)
    if finish in _FILTERED:
        message = "the provider's content filter stopped the model"
        raise ModelFailedError(message, FailureReason.CONTENT_FILTER)
    if finish in _REFUSED:
        raise ModelFailedError("the model refused to answer", FailureReason.REFUSED)
    message = f"the model's answer was cut off (finish reason: {finish or 'none'}); try again"
    raise ModelFailedError(message, FailureReason.UNFINISHED)
