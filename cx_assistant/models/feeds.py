"""What a shop's system hands over, page by page, to keep a copy of its orders in step."""

from __future__ import annotations

from pydantic import AwareDatetime, Field

from cx_assistant.models.base import Model
from cx_assistant.models.orders import Customer, Order

SOURCE_ID = "source_id"  # in `Order.other`: the id that a shop's API and webhooks go by


class FeedPage(Model):
    """Some of what is new in a shop's system, and where to go on after it.

    A page is stored whole, together with its cursor, before the next one is asked for. The same
    page twice does no harm, and neither does a page that is older than what is stored.
    """

    orders: tuple[Order, ...] = ()
    customers: tuple[Customer, ...] = ()
    deleted_ids: tuple[str, ...] = Field(default=(), description="orders that are gone")
    cursor: str = Field(description="what `OrderFeed.pages` is given to go on after this page")
    as_of: AwareDatetime = Field(description="when the system said so; orders without as_of get it")
    problems: tuple[str, ...] = Field(
        default=(), description="what was left out and why, a sentence each, without customer text"
    )
