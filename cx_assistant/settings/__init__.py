"""`cx.toml` and the environment become settings, and settings become an assistant."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cx_assistant.settings.installation import load_shops
from cx_assistant.settings.loading import load_settings
from cx_assistant.settings.schema import Settings

if TYPE_CHECKING:
    from cx_assistant.assistant import Parts
    from cx_assistant.protocols import Embedder, OrderSource
    from cx_assistant.settings.filling import Prepared
    from cx_assistant.settings.workspace import Workspace

__all__ = ["Settings", "load_settings", "load_shops", "open_parts", "prepare", "with_data"]


def with_data(settings: Settings, data: Path | str | None) -> Settings:
    """The same settings with another data folder, if one is given."""
    if data is None:
        return settings
    storage = settings.storage.model_copy(update={"data": str(Path(data).resolve())})
    return settings.model_copy(update={"storage": storage})


def open_parts(
    settings: Settings,
    *,
    data: Path | str | None = None,
    orders: OrderSource | None = None,
    local_embedder: Embedder | None = None,
) -> Parts:
    """Open the data folder and put the parts of an assistant together.

    `orders` takes the place of the shop's imported orders; `local_embedder` is one that is loaded
    already.
    """
    from cx_assistant.settings.build import parts_of
    from cx_assistant.settings.workspace import Workspace

    workspace = Workspace(with_data(settings, data), local_embedder=local_embedder)
    try:
        return parts_of(workspace, orders=orders)
    except BaseException:
        workspace.close()
        raise


def prepare(workspace: Workspace, *, now: datetime | None = None) -> Prepared:
    """Bring articles and orders up to date with the files the configuration names."""
    from cx_assistant.settings import filling

    return filling.prepare(workspace, now=now)
