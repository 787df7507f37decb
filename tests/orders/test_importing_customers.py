import json
from decimal import Decimal

from cx_assistant.models import Address, Customer, Payment, PaymentMethod
from cx_assistant.orders.importing import read_customers
from tests.orders.builders import imported

MIRA = {
    "user_id": "mira_holm_21",
    "name": {"first_name": "Mira", "last_name": "Holm"},
    "address": {
        "address1": "9 Larch Road",
        "address2": "Flat 3",
        "city": "Denver",
        "state": "CO",
        "zip": "80279",
        "country": "USA",
    },
    "email": "Mira@example.com",
    "payment_methods": {
        "card_7": {"source": "credit_card", "id": "card_7", "brand": "visa", "last_four": "9212"},
        "gift_1": {"source": "gift_card", "id": "gift_1", "balance": 61.5},
        "paypal_5": {"source": "paypal"},
    },
    "loyalty_points": 320,
}


def customers(folder, *rows: object) -> tuple[Customer, ...]:
    file = folder / "customers.json"
    file.write_text(json.dumps(rows), "utf-8")
    result = read_customers(file)
    assert result.problems == ()
    return result.customers


def test_a_customer_keeps_address_ways_to_pay_and_points(tmp_path):
    (mira,) = customers(tmp_path, MIRA)

    assert (mira.id, mira.name, mira.loyalty_points) == ("mira_holm_21", "Mira Holm", 320)
    assert mira.address == Address(
        street="9 Larch Road, Flat 3", city="Denver", region="CO", postcode="80279", country="USA"
    )
    assert mira.payment_methods == (
        PaymentMethod(id="card_7", kind="credit_card", label="visa ending in 9212"),
        PaymentMethod(id="gift_1", kind="gift_card", balance=Decimal("61.5")),
        PaymentMethod(id="paypal_5", kind="paypal"),
    )
    assert mira.other == {}


def test_a_card_number_is_never_kept(tmp_path):
    number = "4111 1111 1111 1111"
    methods = [
        {"id": "c1", "type": "credit_card", "number": number, "last4": number, "label": number},
        {"id": "c2", "type": "credit_card", "cvc": "737", "label": "My 4111111111111111 card"},
    ]
    (mira,) = customers(tmp_path, {**MIRA, "payment_methods": methods})

    assert [each.label for each in mira.payment_methods] == ["", ""]
    assert "1111" not in mira.model_dump_json()
    assert "737" not in mira.model_dump_json()


def test_a_table_of_customers_holds_their_address_in_columns(tmp_path):
    file = tmp_path / "customers.csv"
    file.write_text(
        "Customer ID,First Name,Last Name,Default Address Address1,Default Address City,"
        "Default Address Zip,Default Address Province Code,State\n"
        "C-1,Ann,Lee,7 Mill Lane,Cork,T12,CO,enabled\n"
        "C-2,Bo,Li,,,,,disabled\n"
    )
    ann, bo = read_customers(file).customers

    assert ann.address == Address(street="7 Mill Lane", city="Cork", postcode="T12", region="CO")
    assert bo.address is None
    assert ann.other == {"State": "enabled"}


def test_points_that_are_no_whole_number_are_kept_as_they_are_written(tmp_path):
    whole, odd = customers(
        tmp_path, {"id": "C-1", "points": "320.0"}, {"id": "C-2", "points": "about 300"}
    )

    assert whole.loyalty_points == 320
    assert odd.loyalty_points is None
    assert odd.other == {"points": "about 300"}


def test_an_order_says_which_product_parcel_and_way_to_pay_belong_together(tmp_path):
    result = imported(
        tmp_path,
        [
            {
                "order_id": "#W2611340",
                "user_id": "mira_holm_21",
                "address": {"address1": "9 Larch Road", "state": "CO", "zip": "80279"},
                "items": [
                    {
                        "name": "Water Bottle",
                        "product_id": "8310926033",
                        "item_id": "6469567736",
                        "price": 47.84,
                        "options": {"capacity": "1000ml"},
                    }
                ],
                "status": "processed",
                "fulfillments": [{"tracking_id": ["357962501027"], "item_ids": ["6469567736"]}],
                "payment_history": [
                    {
                        "transaction_type": "payment",
                        "amount": 47.84,
                        "payment_method_id": "gift_1",
                    },
                    {"transaction_type": "refund", "amount": 7.84, "payment_method_id": "gift_1"},
                ],
                "points_earned": 47,
            }
        ],
    )
    (order,) = result.orders

    assert result.problems == ()
    assert (order.items[0].product, order.items[0].sku) == ("8310926033", "6469567736")
    assert order.shipments[0].tracking_number == "357962501027"
    assert order.shipments[0].skus == ("6469567736",)
    assert order.payments == (Payment(method_id="gift_1", amount=Decimal("47.84")),)
    assert (order.refunds[0].amount, order.refunds[0].method) == (Decimal("7.84"), "gift_1")
    assert order.shipping_address == Address(street="9 Larch Road", postcode="80279", region="CO")
    assert order.loyalty_points == 47
