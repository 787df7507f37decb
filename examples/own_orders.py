"""Your own order source: anything with `for_customer` and `customer` will do."""

import tempfile
from datetime import datetime
from decimal import Decimal

from cx_assistant import Assistant, Reply, Ticket
from cx_assistant.models import Customer, Order, OrderItem, Shipment
from cx_assistant.orders.identity import VerifiedIdentity
from cx_assistant.resources import shipped
from cx_assistant.settings import load_settings, open_parts

NOW = datetime.fromisoformat("2026-06-10T10:00:00+02:00")
ORDER = Order(
    id="WEB-7001",
    customer_id="ada",
    placed=NOW.replace(month=5, day=28),
    status="in_transit",
    items=(OrderItem(name="Field notebook", price=Decimal("12.50")),),
    shipments=(Shipment(carrier="DHL", estimated=NOW.replace(day=12)),),
)


class WarehouseOrders:
    """Asks the warehouse. It is given a verified identity and never answers for anyone else."""

    def for_customer(self, identity: VerifiedIdentity, *, limit: int = 50) -> list[Order]:
        return [order for order in [ORDER] if order.customer_id == identity.customer_id][:limit]

    def customer(self, identity: VerifiedIdentity) -> Customer | None:
        return Customer(id=identity.customer_id, name="Ada Byron")


def main() -> None:
    settings = load_settings(shipped("knowledge") / "cx.toml")
    with tempfile.TemporaryDirectory() as data:
        parts = open_parts(settings, data=data, orders=WarehouseOrders())
        with Assistant(parts) as assistant:
            ticket = Ticket.from_text(
                "When will my notebook arrive?",
                customer_id="ada",
                verification="signed_in",  # your helpdesk's word for it, never the ticket's
                now=NOW,
            )
            outcome = assistant.answer(ticket)
    assert isinstance(outcome, Reply)
    print(outcome.text)


if __name__ == "__main__":
    main()
