"""What a file of sentences about orders must hold."""

from __future__ import annotations

from cx_assistant.models import Model, OrderStatus


class Counted(Model):
    """A phrase for one thing, for several and, where a language tells them apart, for a few."""

    one: str
    few: str = ""
    many: str


class WhenWording(Model):
    """A day as people say it: the nearness first, then the date."""

    far: str
    today: str
    tomorrow: str
    yesterday: str
    ahead: Counted
    ago: Counted


class FactWording(Model):
    """Sentences about an order as it stands. `$…` marks what is filled in."""

    title: str
    delivered_on: str
    parcels_delivered: Counted
    placed: str
    item_count: Counted
    item: str
    items: str
    goods: str
    item_without_price: str
    item_sale: str
    item_personalised: str
    parcel: str
    parcel_of: str
    contents: str
    unsent: str
    sent: str
    sent_undated: str
    tracking: str
    tracking_without_carrier: str
    tracking_link: str
    expected: str
    was_expected: str
    arrived: str
    paid: str
    refunded: str
    refunded_items: str
    refund_due: str
    by_method: str
    to_method: str
    total: str
    items_total: str
    shipping_cost: str
    discount: str
    tax: str
    shipping_address: str
    billing_address: str
    points: Counted
    loyalty: str
    loyalty_balance: str


class ComputedWording(Model):
    """Sentences about what follows from an order and a rule."""

    order: str
    goods: str
    sale_goods: str
    regular_goods: str
    no_return: str
    return_until: str
    return_over: str
    exchange_until: str
    exchange_over: str
    last_day: str
    warranty_until: str
    warranty_over: str
    since_delivery: str
    since_order: str
    late: str
    arrived_late: str
    expected_between: str
    expected_by: str
    expected_over: str
    refund_by: str
    refund_overdue: str
    holidays_ignored: str
    holidays_counted: str
    placed_ago: str
    not_dispatched: str
    dispatched: str
    cancel_until: str
    cancel_until_and_undispatched: str
    cancel_undispatched: str
    cancel_over: str
    cancel_dispatched: str
    cancel_dispatched_on: str
    refunded_part: str
    refunded_all: str
    refunds_sum: str
    paid_sum: str
    paid_together: str
    refunds_together: str
    loyalty_by_rule: str
    days_left: Counted
    days_ago: Counted
    days: Counted
    days_range: str
    working_days: Counted
    working_days_range: str
    months: Counted
    years: Counted
    minutes: Counted
    hours: Counted
    minutes_passed: Counted
    hours_passed: Counted


class Wording(Model):
    """Every sentence about orders, in one language."""

    language: str
    status: dict[OrderStatus, str]
    methods: dict[str, str]
    when: WhenWording
    facts: FactWording
    computed: ComputedWording
