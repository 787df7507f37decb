"""What the shop sells, found by product or by article number."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, delete, func, select

from cx_assistant.models import Product
from cx_assistant.store.database import Database
from cx_assistant.store.order_changes import UpsertCounts
from cx_assistant.store.order_tables import products, variants
from cx_assistant.store.statements import batches, insert_rows, upsert_rows

_AT_ONCE = 500


class ProductStore:
    """The shop's products; it is a `Catalogue`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def upsert(self, new_products: Sequence[Product]) -> UpsertCounts:
        """Add or replace products with all their variants. All are stored, or none.

        A variant that another product had belongs to the new one only.
        """
        unique = list({product.id: product for product in new_products}.values())
        counts = UpsertCounts()
        with self._database.write() as connection:
            for some in batches(unique, _AT_ONCE):
                counts += _write(connection, some)
        return counts

    def product(self, product_id: str) -> Product | None:
        """The product with its variants, or None."""
        query = select(products.c.document).where(products.c.id == product_id)
        with self._database.read() as connection:
            document = connection.scalar(query)
        return None if document is None else Product.model_validate_json(document)

    def product_of(self, sku: str) -> Product | None:
        """The product this variant belongs to, or None."""
        query = select(variants.c.product_id).where(variants.c.sku == sku)
        with self._database.read() as connection:
            product_id = connection.scalar(query)
        return None if product_id is None else self.product(product_id)

    def count(self) -> int:
        """How many products there are."""
        with self._database.read() as connection:
            return connection.scalar(select(func.count()).select_from(products)) or 0


def _write(connection: Connection, some: Sequence[Product]) -> UpsertCounts:
    ids = [product.id for product in some]
    query = select(products.c.id, products.c.document).where(products.c.id.in_(ids))
    before = {row.id: row.document for row in connection.execute(query)}
    changed = [each for each in some if before.get(each.id) != each.model_dump_json()]
    _take_over(connection, changed)
    _replace(connection, changed)
    known = sum(each.id in before for each in changed)
    return UpsertCounts(
        added=len(changed) - known, changed=known, unchanged=len(some) - len(changed)
    )


def _replace(connection: Connection, changed: Sequence[Product]) -> None:
    rows = [{"id": each.id, "document": each.model_dump_json()} for each in changed]
    upsert_rows(connection, products, rows)
    ids = [each.id for each in changed]
    connection.execute(delete(variants).where(variants.c.product_id.in_(ids)))
    owned = {variant.sku: each.id for each in changed for variant in each.variants}
    insert_rows(
        connection, variants, [{"sku": sku, "product_id": owner} for sku, owner in owned.items()]
    )


def _take_over(connection: Connection, changed: Sequence[Product]) -> None:
    """Take variants from products that had them, so that no article number has two products."""
    ids = {each.id for each in changed}
    skus = [variant.sku for each in changed for variant in each.variants]
    for some in batches(skus):
        query = (
            select(products.c.document)
            .join(variants, variants.c.product_id == products.c.id)
            .where(variants.c.sku.in_(some), products.c.id.not_in(ids))
        )
        documents = sorted(set(connection.scalars(query)))
        others = [Product.model_validate_json(document) for document in documents]
        _replace(connection, [_without(each, set(some)) for each in others])


def _without(product: Product, skus: set[str]) -> Product:
    kept = tuple(variant for variant in product.variants if variant.sku not in skus)
    return product.model_copy(update={"variants": kept})
