"""Connects the systems that `[[orders.sources]]` names, with the secrets of the environment."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from cx_assistant.errors import ConfigError
from cx_assistant.orders.vendor_feed import Clock, now_utc
from cx_assistant.settings.schema import Settings
from cx_assistant.settings.source_schema import SourceKind, SourceSettings

if TYPE_CHECKING:
    from cx_assistant.backends.shop_database import ShopDatabase
    from cx_assistant.orders.sql_reading import ShopReading
    from cx_assistant.orders.sql_source import ShopTables
    from cx_assistant.protocols import OrderFeed, OrderSource
    from cx_assistant.settings.workspace import Workspace

Closing = Callable[[Callable[[], object]], object]  # takes what is to be called at the end


def left_open(_close: Callable[[], object]) -> None:
    """For callers whose process ends with the connections."""


def order_source(
    workspace: Workspace,
    *,
    environment: Mapping[str, str] | None = None,
    clock: Clock = now_utc,
) -> OrderSource:
    """Where the orders of this shop come from: the store, and every system asked live."""
    from cx_assistant.orders.joined_source import JoinedOrderSource
    from cx_assistant.orders.sources import SqlOrderSource

    settings = workspace.settings
    live = [each for each in settings.orders.sources if each.is_asked_live]
    if not live:
        return SqlOrderSource(workspace.orders)
    secrets = _environment(environment)
    asked = [_live_source(each, workspace, secrets, clock) for each in live]
    if _fills_the_store(settings):
        asked.append(SqlOrderSource(workspace.orders))
    return asked[0] if len(asked) == 1 else JoinedOrderSource(asked)


def order_feeds(
    settings: Settings,
    names: Sequence[str] = (),
    *,
    environment: Mapping[str, str] | None = None,
    clock: Clock = now_utc,
    closing: Closing = left_open,
) -> list[OrderFeed]:
    """What `orders sync` copies: these sources, else every one that is not asked live.

    `closing` is given what closes their connections, e.g. `ExitStack.callback`.
    """
    wanted = _named(settings, names)
    live = [each for each in wanted if each.is_asked_live]
    if names and live:
        message = f"{live[0].name} is asked live and needs no copy; set live = false to copy it"
        raise ConfigError(message)
    return [
        feed_of(each, settings, environment=environment, clock=clock, closing=closing)
        for each in wanted
        if not each.is_asked_live
    ]


def checked_feeds(
    settings: Settings, names: Sequence[str] = (), *, closing: Closing = left_open
) -> list[OrderFeed]:
    """These sources, else all, whether they are copied or asked live; to try them."""
    return [feed_of(each, settings, closing=closing) for each in _named(settings, names)]


def feed_of(
    source: SourceSettings,
    settings: Settings,
    *,
    environment: Mapping[str, str] | None = None,
    clock: Clock = now_utc,
    closing: Closing = left_open,
) -> OrderFeed:
    """The source, to be read page by page."""
    secrets = _environment(environment)
    if source.kind is SourceKind.SHOPIFY:
        from cx_assistant.backends.shopify import ShopifyApi
        from cx_assistant.orders.shopify_feed import ShopifyFeed

        token = _secret(source, "token_env", secrets)
        shopify = ShopifyApi.connect(source.name, _url(source, secrets), token)
        closing(shopify.close)
        return ShopifyFeed(source.name, shopify, clock=clock)
    if source.kind is SourceKind.WOOCOMMERCE:
        from cx_assistant.backends.woocommerce import WooCommerceApi
        from cx_assistant.orders.woocommerce_feed import WooCommerceFeed

        keys = (_secret(source, "token_env", secrets), _secret(source, "secret_env", secrets))
        woocommerce = WooCommerceApi.connect(source.name, _url(source, secrets), keys)
        closing(woocommerce.close)
        return WooCommerceFeed(source.name, woocommerce, clock=clock)
    from cx_assistant.orders.sql_feed import FollowedTables, SqlTableFeed

    database = _database(source, secrets)
    closing(database.close)
    return SqlTableFeed(
        database,
        FollowedTables(_tables(source), source.updated_column),
        _reading(source, settings),
        clock=clock,
    )


def _named(settings: Settings, names: Sequence[str]) -> list[SourceSettings]:
    sources = settings.orders.sources
    unknown = sorted(set(names) - {each.name for each in sources})
    if unknown:
        known = ", ".join(each.name for each in sources) or "none"
        message = f"[[orders.sources]] has no {unknown[0]!r}; it has: {known}"
        raise ConfigError(message)
    return [each for each in sources if each.name in names] if names else list(sources)


def _live_source(
    source: SourceSettings, workspace: Workspace, secrets: Mapping[str, str], clock: Clock
) -> OrderSource:
    from cx_assistant.orders.sql_source import SqlTableSource

    database = _database(source, secrets)
    workspace.close_with(database.close)
    reading = _reading(source, workspace.settings)
    return SqlTableSource(database, _tables(source), reading, clock=clock)


def _database(source: SourceSettings, secrets: Mapping[str, str]) -> ShopDatabase:
    from cx_assistant.backends.shop_database import ShopDatabase

    return ShopDatabase(
        _url(source, secrets), name=source.name, timeout_seconds=source.timeout_seconds
    )


def _tables(source: SourceSettings) -> ShopTables:
    from cx_assistant.orders.sql_source import ShopTables

    if not source.orders_table:
        message = f"[[orders.sources]] {source.name} needs orders_table, a table or view of orders"
        raise ConfigError(message)
    return ShopTables(source.orders_table, source.customers_table)


def _reading(source: SourceSettings, settings: Settings) -> ShopReading:
    from cx_assistant.orders.sql_columns import Mapped
    from cx_assistant.orders.sql_reading import ShopReading

    return ShopReading(
        zone=settings.shop.zone,
        currency=settings.shop.currency,
        mapped=Mapped.of(source.fields),
        deleted=source.deleted_column,
    )


def _fills_the_store(settings: Settings) -> bool:
    """True if orders come into the store as well, from files or by copying."""
    copied = any(not each.is_asked_live for each in settings.orders.sources)
    return copied or bool(settings.orders.paths)


def _url(source: SourceSettings, secrets: Mapping[str, str]) -> str:
    if source.url_env:
        return _secret(source, "url_env", secrets)
    if not source.url:
        message = f"[[orders.sources]] {source.name} needs url, or url_env if it has a password"
        raise ConfigError(message)
    if source.kind is SourceKind.SQL and "@" in source.url and ":" in _user_part(source.url):
        message = (
            f"[[orders.sources]] {source.name}: url holds a password; keep the URL in an "
            "environment variable and name that in url_env"
        )
        raise ConfigError(message)
    return source.url


def _user_part(url: str) -> str:
    return url.partition("://")[2].rpartition("@")[0]


def _secret(source: SourceSettings, key: str, secrets: Mapping[str, str]) -> str:
    variable = str(getattr(source, key))
    if not variable:
        message = f"[[orders.sources]] {source.name} needs {key}, the variable with that secret"
        raise ConfigError(message)
    value = secrets.get(variable, "")
    if not value:
        message = f"the environment variable {variable} of {source.name} is empty; set it"
        raise ConfigError(message)
    return value


def _environment(environment: Mapping[str, str] | None) -> Mapping[str, str]:
    return os.environ if environment is None else environment
