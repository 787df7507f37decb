import json
from decimal import Decimal

import pytest

from cx_assistant.errors import OrderImportError
from cx_assistant.models import Product, Variant
from cx_assistant.orders.products import ProductImportResult, read_products


def read(folder, content: object) -> ProductImportResult:
    file = folder / "products.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    return read_products(file)


def test_products_with_variants_inside_are_read(tmp_path):
    result = read(
        tmp_path,
        [
            {
                "id": "P-1",
                "name": "Hav Backpack",
                "variants": [
                    {"sku": "H-65", "options": {"size": "65 l"}, "price": "195.00"},
                    {"sku": "H-45", "options": {"size": "45 l"}, "price": 150, "available": False},
                ],
            }
        ],
    )

    assert result.problems == ()
    assert result.products == (
        Product(
            id="P-1",
            name="Hav Backpack",
            variants=(
                Variant(sku="H-65", options={"size": "65 l"}, price=Decimal("195.00")),
                Variant(sku="H-45", options={"size": "45 l"}, price=Decimal(150), available=False),
            ),
        ),
    )


def test_products_and_variants_may_stand_under_their_ids(tmp_path):
    result = read(
        tmp_path,
        {
            "95": {
                "name": "T-Shirt",
                "product_id": "95",
                "variants": {
                    "961": {"item_id": "961", "options": {"color": "blue"}, "price": 50.88},
                    "812": {"options": {"color": "red"}, "available": False},
                },
            },
            "96": {"name": "Cap", "product_id": "96", "variants": {}},
        },
    )
    shirt, cap = result.products

    assert [(each.sku, each.available) for each in shirt.variants] == [
        ("961", True),
        ("812", False),
    ]
    assert (shirt.id, cap.variants) == ("95", ())


def test_a_shop_platform_s_products_are_read(tmp_path):
    result = read(
        tmp_path,
        {
            "products": [
                {
                    "id": 632910392,
                    "title": "Tarn Jacket",
                    "variants": [
                        {
                            "id": 808950810,
                            "sku": "TRN-M",
                            "price": "199.00",
                            "option1": "Blue",
                            "option2": "M",
                            "inventory_quantity": 0,
                        }
                    ],
                }
            ]
        },
    )
    (variant,) = result.products[0].variants

    assert (result.products[0].id, result.products[0].name) == ("632910392", "Tarn Jacket")
    assert (variant.sku, variant.available) == ("TRN-M", False)
    assert variant.options == {"option 1": "Blue", "option 2": "M"}


def test_rows_of_one_product_in_a_table_are_its_variants(tmp_path):
    result = read(
        tmp_path,
        "product_id;name;sku;size;price\nP-1;Boots;B-41;41;1.200,00\nP-1;Boots;B-42;42;1.250,50\n",
    )
    (boots,) = result.products

    assert [(each.sku, each.options, each.price) for each in boots.variants] == [
        ("B-41", {"size": "41"}, Decimal("1200.00")),
        ("B-42", {"size": "42"}, Decimal("1250.50")),
    ]


def test_an_article_number_of_two_products_belongs_to_neither(tmp_path):
    result = read(
        tmp_path,
        [
            {"id": "P-1", "name": "A", "variants": [{"sku": "X"}, {"sku": "Y"}]},
            {"id": "P-2", "name": "B", "variants": [{"sku": "X"}]},
        ],
    )

    assert [[v.sku for v in product.variants] for product in result.products] == [["Y"], []]
    assert "X belongs to several products" in result.problems[0].reason


def test_bad_products_are_reported_and_the_good_ones_kept(tmp_path):
    result = read(
        tmp_path,
        [
            {"name": "Without an id"},
            {"id": "P-1", "name": "A", "variants": [{"sku": "X", "price": "a lot"}]},
            {"id": "P-2", "name": "B", "variants": [{"price": 3}]},
            {"id": "P-3", "name": "C", "variants": [{"sku": "Z"}]},
        ],
    )

    assert [product.id for product in result.products] == ["P-3"]
    assert [problem.row for problem in result.problems] == [1, 2, 3]


def test_a_file_without_products_is_refused(tmp_path):
    with pytest.raises(OrderImportError, match="holds a product's id"):
        read(tmp_path, [{"colour": "blue", "mood": "glad"}])
