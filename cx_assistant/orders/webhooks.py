"""Takes a shop's webhooks, so that the copy of its orders stays fresh between two syncs.

A webhook is a knock on the door: what is believed of it is only which order it is about. The
order itself is fetched from the shop, so a message that comes late, twice or in the wrong order,
or whose unsigned headers were changed on the way, can at worst cause one request too many.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol

from cx_assistant.errors import ConfigError
from cx_assistant.models import FeedPage, Model
from cx_assistant.models.feeds import SOURCE_ID
from cx_assistant.orders.vendor_feed import UPDATED_AT
from cx_assistant.orders.webhook_vendors import Knock, Privacy, Vendor

_LARGEST_BYTES = 5 * 1024 * 1024
_OLDEST = timedelta(hours=48)
_FURTHEST_AHEAD = timedelta(minutes=10)


class WebhookStep(StrEnum):
    """What became of a webhook."""

    STORED = "stored"
    DELETED = "deleted"
    ALREADY_SEEN = "already_seen"
    NOT_NEWER = "not_newer"
    IGNORED = "ignored"
    PING = "ping"
    ERASE_REQUESTED = "erase_requested"
    EXPORT_REQUESTED = "export_requested"
    SHOP_ERASE_REQUESTED = "shop_erase_requested"
    REFUSED = "refused"


class WebhookResult(Model):
    """What was done, and the status to answer with: 2xx, or the shop sends it again.

    For the privacy requests nothing was done yet: erase or export what is kept of `customer_ids`
    (a guest is kept under the e-mail address), then answer. Raise instead, and the shop asks again.
    """

    step: WebhookStep
    http_status: int = 200
    reason: str = ""
    order_id: str = ""
    customer_ids: tuple[str, ...] = ()


class Memory(Protocol):
    """What is needed of the store; `store.webhook_store.WebhookStore` has it."""

    def has_seen(self, source: str, delivery_id: str) -> bool:
        """True if this delivery was dealt with."""

    def remember(self, source: str, delivery_id: str, at: datetime) -> None:
        """It was dealt with."""

    def other_of(self, order_id: str) -> dict[str, str]:
        """`Order.other` of a stored order."""

    def order_of_source(self, source: str, source_id: str) -> str | None:
        """The number of the order that this source has under this id of its own."""


@dataclass(frozen=True)
class Inbox:
    """One source's webhooks: who sends them, and what to do with what they are about.

    `fetch` gives an order by the shop's own id (`ShopifyFeed.order`, `WooCommerceFeed.order`),
    `store` takes the page. While a secret is being replaced, both may be given.
    """

    source: str
    vendor: Vendor
    host: str
    secrets: tuple[str, ...]
    fetch: Callable[[str], FeedPage]
    store: Callable[[FeedPage], None]
    memory: Memory

    def __post_init__(self) -> None:
        if not self.secrets or not all(self.secrets):
            message = f"webhooks of {self.source} need their secret; set webhook_secret_env"
            raise ConfigError(message)


def receive(
    headers: Mapping[str, str], body: bytes, *, inbox: Inbox, now: datetime
) -> WebhookResult:
    """Deal with one webhook; `body` must be the bytes as they came.

    Raises `BackendError` if the shop cannot be asked: answer 503, and it sends the webhook again.
    """
    if len(body) > _LARGEST_BYTES:
        return _refused(413, "the body is larger than any order")
    vendor, names = inbox.vendor, {name.lower(): value for name, value in headers.items()}
    if vendor.is_ping(names, body):
        return WebhookResult(step=WebhookStep.PING)
    if not _is_signed(body, names.get(vendor.signature, ""), inbox.secrets):
        return _refused(401, "the signature does not fit the body; check the webhook's secret")
    payload = _parsed(body)
    if payload is None:
        return _refused(400, "the body is no JSON object")
    knock = vendor.read(names, payload)
    problem = _misdirected(knock, inbox) or _out_of_time(knock, now)
    if problem:
        return _refused(400, problem)
    return _deal_with(knock, body, inbox, now)


def _deal_with(knock: Knock, body: bytes, inbox: Inbox, now: datetime) -> WebhookResult:
    if knock.privacy is not None:
        # Not remembered: if erasing fails, the shop's next try must not count as dealt with.
        return WebhookResult(step=_ASKED[knock.privacy], customer_ids=knock.customer_ids)
    if not knock.order_source_id:
        return WebhookResult(step=WebhookStep.IGNORED, reason=knock.problem)
    # Some shops give two deliveries of one second the same id.
    delivery_id = f"{knock.delivery_id}:{hashlib.sha256(body).hexdigest()[:32]}"
    if inbox.memory.has_seen(inbox.source, delivery_id):
        return WebhookResult(step=WebhookStep.ALREADY_SEEN)
    result = _follow(knock, inbox)
    inbox.memory.remember(inbox.source, delivery_id, now)
    return result


_ASKED = {
    Privacy.ERASE: WebhookStep.ERASE_REQUESTED,
    Privacy.EXPORT: WebhookStep.EXPORT_REQUESTED,
    Privacy.ERASE_SHOP: WebhookStep.SHOP_ERASE_REQUESTED,
}


def _follow(knock: Knock, inbox: Inbox) -> WebhookResult:
    """Fetch what the message is about, unless it is known already."""
    if knock.number and _is_known(knock, inbox.memory.other_of(knock.number)):
        return WebhookResult(step=WebhookStep.NOT_NEWER, order_id=knock.number)
    page = inbox.fetch(knock.order_source_id)
    if page.orders:
        inbox.store(page)
        return WebhookResult(step=WebhookStep.STORED, order_id=page.orders[0].id)
    if page.problems:
        return WebhookResult(step=WebhookStep.IGNORED, reason=page.problems[0])
    return _forget(knock, inbox, page)


def _forget(knock: Knock, inbox: Inbox, page: FeedPage) -> WebhookResult:
    order_id = inbox.memory.order_of_source(inbox.source, knock.order_source_id)
    if order_id is None:
        return WebhookResult(step=WebhookStep.IGNORED, reason="the order is neither there nor here")
    inbox.store(page.model_copy(update={"deleted_ids": (order_id,)}))
    return WebhookResult(step=WebhookStep.DELETED, order_id=order_id)


def _is_known(knock: Knock, other: Mapping[str, str]) -> bool:
    stored = other.get(UPDATED_AT)
    if knock.updated is None or stored is None or other.get(SOURCE_ID) != knock.order_source_id:
        return False
    return datetime.fromisoformat(stored) >= knock.updated


def _is_signed(body: bytes, signature: str, secrets: tuple[str, ...]) -> bool:
    found = False
    for secret in secrets:
        digest = hmac.new(secret.encode(), body, hashlib.sha256).digest()
        found |= hmac.compare_digest(base64.b64encode(digest), signature.strip().encode())
    return found


def _misdirected(knock: Knock, inbox: Inbox) -> str:
    wrong = [host for host in knock.hosts if host != inbox.host.lower()]
    return (
        f"it is from another shop than {inbox.source}; check which address it is sent to"
        if (wrong)
        else ""
    )


def _out_of_time(knock: Knock, now: datetime) -> str:
    if knock.triggered is None:
        return ""
    if knock.triggered < now - _OLDEST:
        return "it is too old; the next sync brings what it was about"
    ahead = knock.triggered > now + _FURTHEST_AHEAD
    return "it is from the future; check the clock of this machine" if ahead else ""


def _parsed(body: bytes) -> dict[str, Any] | None:
    try:
        payload = json.loads(body)
    except ValueError:
        return None
    return payload if isinstance(payload, dict) else None


def _refused(status: int, reason: str) -> WebhookResult:
    return WebhookResult(step=WebhookStep.REFUSED, http_status=status, reason=reason)
