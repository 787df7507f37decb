"""Builds the chat model that `[model]` names, and asks it for structured output."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any

from cx_assistant.drafting.parsing import WrittenReply
from cx_assistant.errors import ConfigError
from cx_assistant.settings.schema import ModelSettings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel, LanguageModelInput
    from langchain_core.messages import AIMessage
    from langchain_core.runnables import Runnable

    Askable = Runnable[LanguageModelInput, AIMessage]

KEY_VARIABLES = {
    "anthropic": ("ANTHROPIC_API_KEY",),
    "azure_openai": ("AZURE_OPENAI_API_KEY",),
    "cohere": ("COHERE_API_KEY",),
    "deepseek": ("DEEPSEEK_API_KEY",),
    "fireworks": ("FIREWORKS_API_KEY",),
    "google_genai": ("GOOGLE_API_KEY", "GEMINI_API_KEY"),
    "groq": ("GROQ_API_KEY",),
    "mistralai": ("MISTRAL_API_KEY",),
    "nvidia": ("NVIDIA_API_KEY",),
    "openai": ("OPENAI_API_KEY",),
    "openrouter": ("OPENROUTER_API_KEY",),
    "perplexity": ("PPLX_API_KEY", "PERPLEXITY_API_KEY"),
    "together": ("TOGETHER_API_KEY",),
    "xai": ("XAI_API_KEY",),
}

# Their clients take `timeout` with a single call; others would reject the argument.
_TIMEOUT_PER_CALL = ("langchain_openai.", "langchain_anthropic.")


def build_chat_model(settings: ModelSettings) -> BaseChatModel:
    """The model of `model.chat`, without retries of its own; nothing is sent yet.

    Raises `ConfigError` if its key, its package or its name is missing.
    """
    from langchain.chat_models import init_chat_model

    provider = settings.chat.partition(":")[0]
    _require_key(provider)
    _refuse_rerouting(settings)
    try:
        model: BaseChatModel = init_chat_model(settings.chat, **_options(provider, settings))
    except ImportError as error:
        raise ConfigError(_missing_package(settings.chat, error)) from error
    except (ValueError, TypeError) as error:
        message = (
            f"model.chat = {settings.chat!r} cannot be set up; "
            "write provider:model, e.g. openai:gpt-4.1-mini, and check the other [model] keys"
        )
        raise ConfigError(message) from error
    return model


def _options(provider: str, settings: ModelSettings) -> dict[str, Any]:
    options: dict[str, Any] = {
        "max_retries": 0,  # ours is the only retry layer
        "timeout": settings.timeout_seconds,
        "max_tokens": settings.max_output_tokens,
    }
    if settings.temperature is not None:
        options["temperature"] = settings.temperature
    if settings.base_url:
        options["base_url"] = settings.base_url
    if provider == "openai":
        options["stream_usage"] = True
    return options


def _require_key(provider: str) -> None:
    variables = KEY_VARIABLES.get(provider, ())
    if variables and not any(os.environ.get(name) for name in variables):
        message = (
            f"the environment variable {variables[0]} is not set, and model.chat needs it; "
            "set it, or remove model.chat to draft without a model"
        )
        raise ConfigError(message)


def _refuse_rerouting(settings: ModelSettings) -> None:
    """LangChain sends everything through this gateway, unseen, if nobody objects."""
    gateway = os.environ.get("LANGSMITH_GATEWAY", "").lower()
    if gateway not in ("", "false", "0", "no") and not settings.base_url:
        message = (
            "LANGSMITH_GATEWAY would send customer text through another company; "
            "unset it, or name the server to use in model.base_url"
        )
        raise ConfigError(message)


def _missing_package(chat: str, error: ImportError) -> str:
    package = re.search(r"pip install ([\w-]+)", str(error))
    name = package[1] if package else "langchain-" + chat.partition(":")[0].replace("_", "-")
    return f"model.chat = {chat!r} needs a package that is missing; run: pip install {name}"


def with_schema(model: BaseChatModel) -> Askable | None:
    """The model bound to the reply's JSON schema; None if it has no structured output."""
    from langchain_core.runnables import RunnableSequence

    schema = WrittenReply.model_json_schema()
    strict = {"strict": True} if _is_from(model, ("langchain_openai.",)) else {}
    try:
        structured = model.with_structured_output(schema, method="json_schema", **strict)
    except (NotImplementedError, ValueError, TypeError):
        return None
    # The parser behind it drops the finish reason and refusals; ours reads the message itself.
    return structured.first if isinstance(structured, RunnableSequence) else None


def takes_timeout(model: BaseChatModel) -> bool:
    """True if a single call of this model can be given its own timeout."""
    return _is_from(model, _TIMEOUT_PER_CALL)


def _is_from(model: BaseChatModel, modules: tuple[str, ...]) -> bool:
    return any(f"{kind.__module__}.".startswith(modules) for kind in type(model).__mro__)
