"""Several shops in one installation: one file that lists them, each with a `cx.toml` of its own."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, ValidationError

from cx_assistant.errors import ConfigError
from cx_assistant.models import Model
from cx_assistant.settings.loading import DEFAULT_FILE, load_settings
from cx_assistant.settings.schema import Settings, StorageSettings

ShopKey = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,30}$")]


class ShopsFile(Model):
    """`[shops]`: key = the shop's `cx.toml`; `[storage]`: what they share."""

    shops: dict[ShopKey, str] = Field(min_length=1)
    storage: StorageSettings | None = None


def load_shops(
    path: Path | str | None = None, *, environment: Mapping[str, str] | None = None
) -> dict[str, Settings]:
    """The settings of every shop by its key; a file without `[shops]` is one shop's.

    Raises `ConfigError` where `load_settings` does, and if two shops would share their data.
    """
    file = Path(path) if path is not None else Path(DEFAULT_FILE)
    file = file / DEFAULT_FILE if file.is_dir() else file
    values = _values(file)
    if "shops" not in values:
        settings = load_settings(path, environment=environment)
        return {settings.shop.key: settings}
    listed = _listed(values, file)
    return {
        key: _shop(key, file.resolve().parent / own, listed.storage, environment)
        for key, own in listed.shops.items()
    }


def _values(file: Path) -> dict[str, Any]:
    """What stands in the file; whatever is wrong with it, `load_settings` will say."""
    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError):
        return {}


def _listed(values: dict[str, Any], file: Path) -> ShopsFile:
    try:
        listed = ShopsFile.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        message = f"{file}: {place}: {first['msg']}; beside [shops] only [storage] may stand here"
        raise ConfigError(message) from error
    if listed.storage is not None:
        folder = file.resolve().parent / listed.storage.data
        storage = listed.storage.model_copy(update={"data": str(folder)})
        listed = listed.model_copy(update={"storage": storage})
    return listed


def _shop(
    key: str, file: Path, shared: StorageSettings | None, environment: Mapping[str, str] | None
) -> Settings:
    settings = load_settings(file, environment=environment)
    if settings.shop.key not in {"", key}:
        message = f"{file}: shop.key is {settings.shop.key!r}, but [shops] calls it {key!r}"
        raise ConfigError(f"{message}; write the same in both")
    update: dict[str, object] = {"shop": settings.shop.model_copy(update={"key": key})}
    if shared is not None:
        update["storage"] = shared
    return settings.model_copy(update=update)
