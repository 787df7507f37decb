import json
from datetime import UTC, datetime
from decimal import Decimal

from cx_assistant.models import OrderStatus
from cx_assistant.orders.importing import read_customers, read_orders
from tests.orders.builders import BERLIN, SHOP, at, imported

SHOPIFY = """\
Name,Email,Financial Status,Paid at,Fulfillment Status,Currency,Shipping,Total,Lineitem quantity,\
Lineitem name,Lineitem price,Lineitem sku,Shipping Name,Shipping Street,Shipping Zip,\
Payment Method,Created at,Refunded Amount,Vendor,Id,Notes
#1001,Ann@Example.com,paid,2026-05-01 10:00:00 +0200,fulfilled,EUR,4.90,84.80,2,Blue Mug,19.95,\
MUG-B,Ann Lee,7 Mill Lane,'50667,Visa,2026-05-01 09:58:00 +0200,0.00,Acme,4501,Ring twice
#1001,Ann@Example.com,,,,,,,1,"Hat, green",40.00,HAT-G,,,,,,,Hatters,,
#1002,bob@example.com,refunded,2026-05-02 10:00:00 +0200,,EUR,0.00,30.00,1,Scarf,30.00,SCF,Bob,\
2 Oak Road,50667,PayPal,2026-05-02 09:00:00 +0200,30.00,Acme,4502,
"""


def test_a_shopify_table_becomes_orders(tmp_path):
    result = imported(tmp_path, SHOPIFY)
    first, second = result.orders

    assert result.problems == ()
    assert (first.id, first.customer_id) == ("#1001", "ann@example.com")
    assert [(i.sku, i.quantity, i.price) for i in first.items] == [
        ("MUG-B", 2, Decimal("19.95")),
        ("HAT-G", 1, Decimal("40.00")),
    ]
    assert (first.total, first.shipping_cost) == (Decimal("84.80"), Decimal("4.90"))
    assert first.status is OrderStatus.SHIPPED
    assert first.payments[0].method == "Visa"
    assert first.payments[0].amount == Decimal("84.80")
    assert first.placed == datetime(2026, 5, 1, 7, 58, tzinfo=UTC)
    assert first.shipping_address is not None
    assert first.shipping_address.street == "7 Mill Lane"
    assert first.shipping_address.postcode == "50667"
    assert first.notes == ("Ring twice",)
    assert second.status is OrderStatus.REFUNDED
    assert second.refunds[0].amount == Decimal("30.00")


def test_columns_nobody_knows_are_kept_and_reported(tmp_path):
    result = imported(tmp_path, SHOPIFY)

    assert "Vendor" in result.unmapped
    assert result.orders[0].other["Vendor"] == "Acme"
    assert "Hatters" in result.orders[0].other.values()
    assert result.orders[0].other["Id"] == "4501"


def test_a_shopify_json_export_becomes_orders(tmp_path):
    exported = {
        "orders": [
            {
                "id": 450789469,
                "name": "#1001",
                "order_number": 1001,
                "email": "ann@example.com",
                "customer": {"id": 207119551, "first_name": "Ann"},
                "created_at": "2026-05-01T09:58:00+02:00",
                "financial_status": "partially_refunded",
                "fulfillment_status": "fulfilled",
                "currency": "USD",
                "total_price": "199.00",
                "total_shipping_price_set": {"shop_money": {"amount": "5.00"}},
                "line_items": [
                    {"title": "IPod", "variant_title": "8GB", "quantity": 1, "price": "199.00",
                     "properties": [{"name": "Engraving", "value": "Happy"}], "vendor": "Apple"}
                ],
                "fulfillments": [
                    {"tracking_company": "USPS",
                     "tracking_numbers": ["111111111111", "222222222222"],
                     "created_at": "2026-05-02T10:00:00+02:00", "shipment_status": "delivered"}
                ],
                "payment_gateway_names": ["visa"],
                "refunds": [
                    {"created_at": "2026-05-09T10:00:00+02:00", "note": "wrong size",
                     "transactions": [{"kind": "refund", "amount": "41.94"}]}
                ],
                "tags": "vip, gift",
            }
        ]
    }  # fmt: skip
    result = imported(tmp_path, json.dumps(exported))
    found = result.orders[0]

    assert (found.id, found.customer_id, found.currency) == ("1001", "207119551", "USD")
    assert found.items[0].options == {"Engraving": "Happy", "variant": "8GB"}
    assert [s.tracking_number for s in found.shipments] == ["111111111111", "222222222222"]
    assert found.refunds[0].amount == Decimal("41.94")
    assert found.shipping_cost == Decimal("5.00")
    assert found.status is OrderStatus.PARTIALLY_REFUNDED
    assert found.other["customer.first_name"] == "Ann"
    assert found.other["line_items[1].vendor"] == "Apple"
    assert {found.other["id"], found.other["tags"]} == {"450789469", "vip, gift"}


def test_a_woocommerce_export_becomes_orders(tmp_path):
    exported = [
        {
            "id": 727, "number": "727", "status": "processing", "currency": "EUR",
            "date_created": "2026-03-22T16:28:02", "total": "29.35", "total_tax": "1.35",
            "shipping_total": "10.00", "customer_id": 0, "payment_method": "bacs",
            "payment_method_title": "Direct Bank Transfer", "date_paid": "2026-03-22T16:28:08",
            "billing": {"first_name": "John", "last_name": "Doe", "address_1": "969 Market",
                        "postcode": "94103", "email": "John.Doe@example.com"},
            "shipping": {"first_name": "John", "last_name": "Doe", "address_1": "969 Market",
                         "address_2": "Floor 2", "city": "San Francisco", "country": "US"},
            "line_items": [{"name": "Woo Single", "quantity": 2, "total": "6.00", "sku": ""}],
            "shipping_lines": [{"method_title": "Flat Rate", "total": "10.00"}],
            "refunds": [{"id": 9, "reason": "", "total": "-10.00"}],
        }
    ]  # fmt: skip
    found = imported(tmp_path, exported).orders[0]

    assert (found.id, found.customer_id) == ("727", "john.doe@example.com")
    assert found.placed == at("2026-03-22T16:28:02")
    assert found.items[0].price == Decimal("3.00")
    assert found.refunds[0].amount == Decimal("10.00")
    assert found.payments[0].amount == Decimal("29.35")
    assert found.shipping_address is not None
    assert found.shipping_address.name == "John Doe"
    assert found.shipping_address.street == "969 Market, Floor 2"
    assert "Flat Rate" in found.other["shipping_lines"]


def test_a_magento_export_becomes_orders(tmp_path):
    exported = {
        "items": [
            {
                "entity_id": 7, "increment_id": "000000042", "customer_id": 3, "state": "complete",
                "grand_total": 50.5, "order_currency_code": "EUR",
                "created_at": "2026-01-05 10:00:00",
                "items": [{"name": "Bag", "sku": "24-MB01", "qty_ordered": 2, "price": 20.25}],
                "payment": {"method": "checkmo", "amount_paid": 50.5},
            }
        ],
        "search_criteria": {}, "total_count": 1,
    }  # fmt: skip
    found = imported(tmp_path, json.dumps(exported)).orders[0]

    assert (found.id, found.customer_id, found.status) == ("000000042", "3", OrderStatus.SHIPPED)
    assert (found.items[0].quantity, found.items[0].price) == (2, Decimal("20.25"))
    assert found.total == Decimal("50.5")


def test_the_sample_shop_is_taken_in_without_loss():
    exported = json.loads((SHOP / "orders/orders.json").read_text(encoding="utf-8"))
    result = read_orders(SHOP / "orders/orders.json", zone=BERLIN)

    assert (len(result.orders), result.problems, result.unmapped) == (100, (), ())
    for raw, found in zip(exported, result.orders, strict=True):
        assert (found.id, found.status, found.other) == (raw["id"], raw["status"], {})
        assert [item.model_dump(mode="json") for item in found.items] == [
            {"tags": [], "product": ""} | item for item in raw["items"]
        ]
        assert [s.delivered for s in found.shipments] == [
            datetime.fromisoformat(s["delivered"]) if s["delivered"] else None
            for s in raw["shipments"]
        ]
        assert [str(p.amount) for p in found.payments] == [p["amount"] for p in raw["payments"]]
        assert [r.reason for r in found.refunds] == [r["reason"] for r in raw["refunds"]]
        assert list(found.notes) == raw["notes"]
        assert found.shipping_address is not None
        assert found.shipping_address.model_dump() == {"region": ""} | raw["addresses"]["shipping"]


def test_the_sample_shops_old_table_is_taken_in_without_loss():
    result = read_orders(SHOP / "orders/legacy_orders.csv", zone=BERLIN)
    by_id = {found.id: found for found in result.orders}

    assert (len(by_id), result.problems, result.unmapped) == (6, (), ())
    assert [item.sku for item in by_id["NL-18590"].items] == ["BSL-BRK", "LMP-L40", "DRB-003"]
    assert by_id["NL-18204"].status is OrderStatus.DELIVERED
    assert by_id["NL-19230"].status is OrderStatus.CANCELLED
    assert by_id["NL-19230"].payments == ()
    assert "bank_transfer" in by_id["NL-19230"].other.values()


def test_the_sample_shops_customers_are_taken_in_without_loss():
    result = read_customers(SHOP / "orders/customers.csv")

    assert (len(result.customers), result.problems, result.unmapped) == (40, (), ())
    katrin = next(each for each in result.customers if each.id == "C-1006")
    assert (katrin.language, katrin.tags) == ("de", ("vip",))
