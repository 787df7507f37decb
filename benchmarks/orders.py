"""What the facts of an order cost as the shop grows.

    python benchmarks/orders.py [--orders 100000 1000000 5000000] [--asked 200]

Orders are made up, with documents of about 1 KB as real ones have. One customer has 10,000 of them,
the others about ten each. Rows are written straight into SQLite, past the embedder and the outbox:
what is measured is reading. Every size is filled and then asked by a process of its own, after five
questions to load what is loaded once. Asked for the customer of 10,000:

- facts: the newest 200 orders as far as they may be told, which of them a question means, and all
  facts of that one
- number, slip: one order by its number, or by a number with a typing slip, and all its facts
- others: the first again, for customers with about ten orders
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from statistics import median, quantiles

from sqlalchemy import insert

from cx_assistant.models import (
    Address,
    Order,
    OrderItem,
    OrderStatus,
    Payment,
    Shipment,
    Verification,
)
from cx_assistant.order_keys import key_of
from cx_assistant.orders.computed import computed_facts
from cx_assistant.orders.disclosure import view_of
from cx_assistant.orders.embedding import embedding_text
from cx_assistant.orders.facts import order_facts
from cx_assistant.orders.identity import VerifiedIdentity
from cx_assistant.orders.matching import match_orders
from cx_assistant.orders.policies import Policies
from cx_assistant.orders.sources import SqlOrderSource
from cx_assistant.protocols import OrderSource
from cx_assistant.settings.order_schema import DisclosureSettings
from cx_assistant.settings.policy_schema import PoliciesSettings
from cx_assistant.store.database import Database, open_database
from cx_assistant.store.order_rows import order_row
from cx_assistant.store.order_tables import order_keys
from cx_assistant.store.orders import OrderStore
from cx_assistant.store.tables import orders

NOW = datetime(2026, 6, 10, 10, tzinfo=UTC)
LARGE = "C-0"
OF_LARGE = 10_000
EACH = 10
AT_ONCE = 20_000
PATTERNS = 5000
NEWEST = 200
GOODS = ("Hav 65 Backpack", "Tarn Rain Jacket", "Fjell Boots", "Merino Socks", "Lykt Headlamp")
COLOURS = ("blue", "dark green", "black", "red")
HEADER = (
    "   orders   fill s   disk MB   facts p50 ms  p95   number p50  p95     slip p50  p95"
    "   others p50  p95   memory MB"
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--orders", type=int, nargs="+", default=[100_000, 1_000_000, 5_000_000])
    parser.add_argument("--asked", type=int, default=200)
    parser.add_argument("--step", choices=("fill", "ask"), help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step == "fill":
        print(fill(options.folder, options.orders[0]))
        return
    if options.step == "ask":
        print(ask(options.folder, options.orders[0], options.asked))
        return
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    print(HEADER, flush=True)
    for size in options.orders:
        with tempfile.TemporaryDirectory() as folder:
            told = [in_process(step, Path(folder), size, options) for step in ("fill", "ask")]
        print(f"{size:9}   {'   '.join(told)}", flush=True)


def in_process(step: str, folder: Path, size: int, options: argparse.Namespace) -> str:
    """What one step prints, run in a process of its own."""
    command = [sys.executable, __file__, "--step", step, "--folder", str(folder)]
    command += ["--orders", str(size), "--asked", str(options.asked)]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.strip("\n")


def fill(folder: Path, size: int) -> str:
    """Write that many orders; seconds and megabytes."""
    begun = time.perf_counter()
    database = open_database(None, folder)
    patterns = [made_up_pattern(number) for number in range(PATTERNS)]
    for start in range(0, size, AT_ONCE):
        write(database, patterns, range(start, min(start + AT_ONCE, size)), size)
    database.close()
    disk = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return f"{time.perf_counter() - begun:6.0f}   {disk / 1e6:7.0f}"


def write(
    database: Database, patterns: Sequence[Mapping[str, object]], numbers: range, size: int
) -> None:
    """As the store writes them, without what embedding and indexing would need."""
    rows, keys = [], []
    for number in numbers:
        own, parcel, who = order_id(number), f"00340434{number:012}", owner_of(number, size)
        pattern = patterns[number * 7919 % PATTERNS]
        document = str(pattern["document"]).replace("@ID", own).replace("@WHO", who)
        document = document.replace("@PARCEL", parcel)
        rows.append({**pattern, "id": own, "customer_id": who, "document": document})
        keys += [{"customer_id": who, "key": key, "order_id": own} for key in (key_of(own), parcel)]
    with database.write() as connection:
        connection.execute(insert(orders), rows)
        connection.execute(insert(order_keys), keys)


def made_up_pattern(number: int) -> Mapping[str, object]:
    """A row whose number, customer and parcel are to be filled in."""
    order = made_up_order(number, random.Random(number))
    return order_row(order, embedding_text(order))


def owner_of(number: int, size: int) -> str:
    every = max(size // OF_LARGE, 1)
    of_large = number % every == 0 and number // every < OF_LARGE
    return LARGE if of_large else f"C-{1 + number // EACH}"


def order_id(number: int) -> str:
    return f"NL-{number + 10_000_000}"


def made_up_order(number: int, chance: random.Random) -> Order:
    """About 1 KB of an ordinary order."""
    placed = NOW - timedelta(minutes=200 * number + chance.randrange(200))
    prices = [Decimal(chance.randrange(900, 30_000)) / 100 for _ in range(chance.randint(1, 4))]
    total = sum(prices, Decimal("4.90"))
    address = Address(
        name="Ada Berg", street=f"Seeweg {number % 300}", city="Berlin", postcode="10115"
    )
    return Order(
        id="@ID",
        customer_id="@WHO",
        placed=placed,
        status=OrderStatus.DELIVERED,
        items=tuple(made_up_item(price, chance) for price in prices),
        shipments=(made_up_parcel(placed),),
        payments=(Payment(method="credit_card", amount=total, at=placed),),
        shipping_address=address,
        billing_address=address,
        shipping_cost=Decimal("4.90"),
        total=total,
        as_of=NOW,
    )


def made_up_item(price: Decimal, chance: random.Random) -> OrderItem:
    colour = chance.choice(COLOURS)
    return OrderItem(
        sku=f"SKU-{chance.randrange(10_000)}",
        name=chance.choice(GOODS),
        options={"colour": colour, "size": chance.choice("SML")},
        price=price,
    )


def made_up_parcel(placed: datetime) -> Shipment:
    return Shipment(
        carrier="DHL",
        tracking_number="@PARCEL",
        shipped=placed + timedelta(days=1),
        estimated=placed + timedelta(days=3),
        delivered=placed + timedelta(days=3),
    )


def ask(folder: Path, size: int, asked: int) -> str:
    """Median and 95th percentile of each question, in milliseconds, and the memory it took."""
    database = open_database(None, folder)
    asker = Asker(SqlOrderSource(OrderStore(database)), size)
    theirs = [asker.of_large() for _ in range(asked)]
    others = [asker.of_another() for _ in range(asked)]
    for number in (*theirs[:5], *others[:5]):
        asker.newest_facts(number)
    figures = [
        timed([lambda n=n, q=question: q(n) for n in numbers])
        for question, numbers in (
            (asker.newest_facts, theirs),
            (asker.facts_by_number, theirs),
            (asker.facts_by_slip, theirs),
            (asker.newest_facts, others),
        )
    ]
    database.close()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    told = "   ".join(f"{median(each):8.2f}  {p95(each):6.2f}" for each in figures)
    return f"{told}   {memory:7.0f}"


class Asker:
    """Asks about orders at random."""

    def __init__(self, source: OrderSource, size: int) -> None:
        self._source = source
        self._size = size
        self._chance = random.Random(1)

    def of_large(self) -> int:
        """The number of an order of the customer with 10,000."""
        return max(self._size // OF_LARGE, 1) * self._chance.randrange(min(OF_LARGE, self._size))

    def of_another(self) -> int:
        """The number of an order of somebody else."""
        while owner_of(number := self._chance.randrange(self._size), self._size) == LARGE:
            continue
        return number

    def newest_facts(self, number: int) -> None:
        """What a ticket about one of the newest orders asks for."""
        identity = signed_in(owner_of(number, self._size))
        found = self._source.for_customer(identity, limit=NEWEST)
        question = f"Hi, where is my order {self._chance.choice(found).id}? Best, Ada"
        told = [view_of(order, identity, DisclosureSettings()).order for order in found]
        (meant,) = match_orders(question, told, now=NOW).matched
        tell(meant, identity)

    def facts_by_number(self, number: int) -> None:
        """An order by its number, however old it is."""
        identity = signed_in(owner_of(number, self._size))
        (found,) = self._source.find(identity, [key_of(order_id(number))])
        tell(found, identity)

    def facts_by_slip(self, number: int) -> None:
        """The same with a sign too many, which makes it nobody's number."""
        identity, key = signed_in(owner_of(number, self._size)), key_of(order_id(number))
        (found,) = self._source.find(identity, [f"{key[:5]}X{key[5:]}"])
        tell(found, identity)


def tell(order: Order, identity: VerifiedIdentity) -> None:
    """Every fact of one order."""
    view = view_of(order, identity, DisclosureSettings())
    policies = Policies.of(PoliciesSettings(), [])
    order_facts(view, language="en", now=NOW, zone=UTC)
    computed_facts(view, policies, language="en", now=NOW, zone=UTC)


def signed_in(customer_id: str) -> VerifiedIdentity:
    return VerifiedIdentity.from_helpdesk(customer_id, Verification.SIGNED_IN)


def timed(calls: Sequence[Callable[[], object]]) -> list[float]:
    """Milliseconds of each call."""
    taken = []
    for call in calls:
        begun = time.perf_counter()
        call()
        taken.append(1000 * (time.perf_counter() - begun))
    return taken


def p95(values: Sequence[float]) -> float:
    return quantiles(values, n=20)[-1]


if __name__ == "__main__":
    main()
