from __future__ import annotations

import pytest

from cx_assistant.models import Product, Variant
from cx_assistant.protocols import Catalogue
from cx_assistant.store.database import Database
from cx_assistant.store.orders import UpsertCounts
from cx_assistant.store.products import ProductStore


@pytest.fixture
def store(database: Database) -> ProductStore:
    return ProductStore(database)


def product(product_id: str, *skus: str) -> Product:
    return Product(id=product_id, name="Boots", variants=tuple(Variant(sku=sku) for sku in skus))


def test_a_product_is_found_by_its_id_and_by_each_of_its_variants(store: ProductStore) -> None:
    boots, caps = product("P-1", "B-41", "B-42"), product("P-2", "C-1")
    catalogue: Catalogue = store

    assert store.upsert([boots, caps]) == UpsertCounts(added=2)
    assert catalogue.product("P-1") == boots
    assert catalogue.product_of("B-42") == boots
    assert catalogue.product_of("C-1") == caps
    assert catalogue.product("P-3") is None
    assert catalogue.product_of("b-42") is None


def test_a_variant_that_is_no_longer_sold_leads_nowhere(store: ProductStore) -> None:
    store.upsert([product("P-1", "B-41", "B-42")])

    assert store.upsert([product("P-1", "B-42")]) == UpsertCounts(changed=1)
    assert store.upsert([product("P-1", "B-42")]) == UpsertCounts(unchanged=1)
    assert store.product_of("B-41") is None
    assert store.count() == 1


def test_a_variant_that_moves_to_another_product_leaves_the_first(store: ProductStore) -> None:
    store.upsert([product("P-1", "B-41", "B-42")])
    store.upsert([product("P-2", "B-41")])

    assert store.product("P-1") == product("P-1", "B-42")
    assert store.product_of("B-41") == product("P-2", "B-41")
