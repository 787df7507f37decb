"""Reads `cx.toml` and the environment into `Settings`; every error names the key and the fix."""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from cx_assistant.errors import ConfigError
from cx_assistant.settings.schema import Settings

DEFAULT_FILE = "cx.toml"

# A database URL holds a password, so it may come from the environment only.
_FROM_ENVIRONMENT = {
    "CX_DATA": ("storage", "data"),
    "CX_DATABASE_URL": ("storage", "database"),
    "CX_MODEL": ("model", "chat"),
    "CX_EMBEDDINGS": ("storage", "embeddings"),
}


def load_settings(
    path: Path | str | None = None, *, environment: Mapping[str, str] | None = None
) -> Settings:
    """Settings from this file; without a path, from `cx.toml` here, else the defaults.

    Raises `ConfigError` if the file is missing, is not TOML, or holds a wrong key or value.
    """
    file = Path(path) if path is not None else Path(DEFAULT_FILE)
    if path is None and not file.exists():
        return _validated({}, file, environment)
    if file.is_dir():
        file = file / DEFAULT_FILE
    return _validated(_read_toml(file), file, environment)


def _read_toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        message = f"there is no {file}; write one with `cx-assistant init`"
        raise ConfigError(message) from error
    except tomllib.TOMLDecodeError as error:
        message = f"{file} is not valid TOML: {error}; mend that line"
        raise ConfigError(message) from error
    except (OSError, UnicodeDecodeError) as error:
        message = f"{file} cannot be read ({error}); check that it is a UTF-8 text file"
        raise ConfigError(message) from error


def _validated(
    values: dict[str, Any], file: Path, environment: Mapping[str, str] | None
) -> Settings:
    if "database" in values.get("storage", {}) and "@" in str(values["storage"]["database"]):
        message = f"{file}: storage.database holds a password; set CX_DATABASE_URL instead"
        raise ConfigError(message)
    if "folder" in values:
        message = f"{file}: unknown key 'folder'; remove it"
        raise ConfigError(message)
    merged = _with_environment(values, os.environ if environment is None else environment)
    try:
        return Settings.model_validate({**merged, "folder": file.resolve().parent})
    except ValidationError as error:
        message = f"{file}: " + "; ".join(_explained(problem) for problem in error.errors())
        raise ConfigError(message) from error


def _with_environment(values: dict[str, Any], environment: Mapping[str, str]) -> dict[str, Any]:
    merged = dict(values)
    for variable, (section, key) in _FROM_ENVIRONMENT.items():
        if environment.get(variable):
            merged[section] = {**merged.get(section, {}), key: environment[variable]}
    return merged


def _explained(problem: Any) -> str:
    location = tuple(problem["loc"])
    key = ".".join(str(part) for part in location)
    if problem["type"] == "extra_forbidden":
        return f"unknown key '{key}'{_suggestion(location)}"
    given = f" (given: {problem['input']!r})" if _is_short(problem["input"]) else ""
    text = str(problem["msg"]).removeprefix("Value error, ")
    return f"{key}: {text}{given}" if key else text


def _is_short(value: object) -> bool:
    return isinstance(value, str | int | float | bool) and len(repr(value)) < 60


def _suggestion(location: tuple[int | str, ...]) -> str:
    known = _known_keys(location[:-1])
    close = difflib.get_close_matches(str(location[-1]), known, n=1)
    if close:
        return f"; did you mean '{close[0]}'?"
    return f"; known here: {', '.join(known)}" if known else "; remove it"


def _known_keys(location: tuple[int | str, ...]) -> list[str]:
    model: type[BaseModel] | None = Settings
    for part in location:
        if isinstance(part, str) and model is not None:
            model = _model_in(model.model_fields[part].annotation)
    if model is None:
        return []
    return [name for name in model.model_fields if not (model is Settings and name == "folder")]


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The model inside `X`, `X | None` or `tuple[X, ...]`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inner = (_model_in(argument) for argument in getattr(annotation, "__args__", ()))
    return next((model for model in inner if model is not None), None)
