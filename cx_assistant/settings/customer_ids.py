"""Remembers whose customer ids a store goes by, so that another shop's are never mixed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cx_assistant.errors import ConfigError

if TYPE_CHECKING:
    from cx_assistant.settings.source_schema import SourceSettings
    from cx_assistant.settings.workspace import Workspace

_CLAIM = "orders.customer_ids"


def claim_customer_ids(workspace: Workspace, source: SourceSettings) -> None:
    """Let this source's customers in; raises `ConfigError` if the store has another system's.

    Configured one after the other, two systems give one id to two people as they do side by side.
    """
    if not source.has_own_ids:
        return
    claim = f"{source.kind} {source.url or source.url_env}".rstrip("/")
    if workspace.state.get(_CLAIM) == claim:
        return
    is_empty = not (workspace.orders.order_count() or workspace.orders.customer_count())
    if not is_empty and not source.shares_customer_ids:
        message = (
            f"{workspace.folder} holds customers of another system, whose ids may be other people "
            f"in {source.name}; give {source.name} a data folder or a [shop] key of its own, or "
            "set shares_customer_ids = true in it if the ids are the same"
        )
        raise ConfigError(message)
    workspace.state.set(_CLAIM, claim)
