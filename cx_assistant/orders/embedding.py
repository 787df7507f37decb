"""What an order is found by when the customer describes it in words."""

from __future__ import annotations

from cx_assistant.models import Order, OrderItem
from cx_assistant.orders.goods import goods

_LONGEST_NAME = 200


def embedding_text(order: Order) -> str:
    """What was ordered, and in which month: names, options and article numbers of the goods.

    No names, addresses, prices or notes: the text of a vector index needs none of them.
    """
    lines = [_described(item) for item in goods(order)]
    if order.placed is not None:
        lines.append(f"ordered in {order.placed:%B %Y}")
    return "\n".join(lines)


def _described(item: OrderItem) -> str:
    options = ", ".join(f"{name} {value}" for name, value in item.options.items())
    parts = (item.name[:_LONGEST_NAME], options[:_LONGEST_NAME], item.sku, " ".join(item.tags))
    return ", ".join(part for part in parts if part)
