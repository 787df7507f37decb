"""Puts an assistant together from settings; the only place that picks its parts."""

from __future__ import annotations

from cx_assistant.assistant import Assistant, Parts
from cx_assistant.drafting.llm import LLMDrafter
from cx_assistant.drafting.offline import OfflineDrafter
from cx_assistant.drafting.selecting import AnswerPicker
from cx_assistant.drafting.tone import Tone
from cx_assistant.drafting.writer import ReplyWriter
from cx_assistant.settings.schema import Settings
from cx_assistant.settings.workspace import Workspace
