"""What could be done about an order: proposals for a support agent, and what became of them."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from cx_assistant.models.base import Model
from cx_assistant.models.orders import Address


class ActionKind(StrEnum):
    """What a customer may want done."""

    CANCEL = "cancel"
    REFUND = "refund"
    RETURN = "return"
    EXCHANGE = "exchange"
    CHANGE_ADDRESS = "change_address"
    CHANGE_PAYMENT = "change_payment"
    RESEND = "resend"


class CancelOrder(Model):
    """Stop an order before it leaves; `skus` empty means the whole order."""

    kind: Literal[ActionKind.CANCEL] = ActionKind.CANCEL
    order_id: str
    skus: tuple[str, ...] = ()
    reason: str = ""


class RefundOrder(Model):
    """Give money back without goods coming back; `skus` empty means it is not for single items."""

    kind: Literal[ActionKind.REFUND] = ActionKind.REFUND
    order_id: str
    amount: Decimal
    currency: str
    is_partial: bool = False
    skus: tuple[str, ...] = ()
    method_id: str = Field(default="", description="empty: the way it was paid")


class ReturnItems(Model):
    """Take goods back and refund them."""

    kind: Literal[ActionKind.RETURN] = ActionKind.RETURN
    order_id: str
    skus: tuple[str, ...] = Field(min_length=1)
    method_id: str = Field(default="", description="where the money goes; empty: as it was paid")


class Swap(Model):
    """One item, and what the customer wants instead."""

    sku: str
    new_sku: str


class ExchangeItems(Model):
    """Other variants instead of what was ordered, before or after delivery."""

    kind: Literal[ActionKind.EXCHANGE] = ActionKind.EXCHANGE
    order_id: str
    swaps: tuple[Swap, ...] = Field(min_length=1)
    method_id: str = Field(default="", description="pays or receives the difference")


class ChangeAddress(Model):
    """Send an order elsewhere; without an order, the customer's own address on file."""

    kind: Literal[ActionKind.CHANGE_ADDRESS] = ActionKind.CHANGE_ADDRESS
    order_id: str = ""
    address: Address


class ChangePayment(Model):
    """Pay an order in another way that is on file."""

    kind: Literal[ActionKind.CHANGE_PAYMENT] = ActionKind.CHANGE_PAYMENT
    order_id: str
    method_id: str


class ResendOrder(Model):
    """Send it, or some of it, once more."""

    kind: Literal[ActionKind.RESEND] = ActionKind.RESEND
    order_id: str
    skus: tuple[str, ...] = ()


Action = Annotated[
    CancelOrder
    | RefundOrder
    | ReturnItems
    | ExchangeItems
    | ChangeAddress
    | ChangePayment
    | ResendOrder,
    Field(discriminator="kind"),
]


class Verdict(StrEnum):
    """What order state and policy say to an action."""

    ALLOWED = "allowed"
    NEEDS_APPROVAL = "needs_approval"  # beyond what a support agent may decide alone
    DENIED = "denied"
    INCOMPLETE = "incomplete"  # something is missing that only the customer can tell


class ActionProposal(Model):
    """What the customer wants done, ready to be approved. The pipeline never executes one.

    `id` is made from customer, ticket and action, so it serves as the idempotency key: the same
    proposal made twice is one.
    """

    id: str
    ticket_id: str
    customer_id: str
    kind: ActionKind
    order_id: str = ""
    action: Action | None = Field(default=None, description="None while something is missing")
    verdict: Verdict
    justification: str = Field(description="why it is allowed or not, for the support agent")
    basis: tuple[str, ...] = Field(default=(), description="evidence ids the verdict rests on")
    missing: tuple[str, ...] = Field(default=(), description="what only the customer can tell")
    cost: Decimal | None = Field(default=None, description="to the shop; negative: it gets money")
    currency: str = ""
    quote: str = Field(default="", description="the customer's words that ask for it")
    order_state: str = Field(
        default="", description="hash of what the action depends on, as it was then"
    )


class ApprovedAction(Model):
    """A proposal that a person has said yes to."""

    proposal: ActionProposal
    approved_by: str = Field(min_length=1)
    approved_at: AwareDatetime


class ActionStep(StrEnum):
    """What is written into the audit trail."""

    PROPOSED = "proposed"
    DRY_RUN = "dry_run"
    APPROVED = "approved"
    REJECTED = "rejected"
    EXECUTED = "executed"
    FAILED = "failed"


class ActionReceipt(Model):
    """What an executor did, or in a dry run would do; `changes` are `field: before → after`."""

    proposal_id: str
    step: ActionStep
    at: AwareDatetime
    changes: tuple[str, ...] = ()
    message: str = ""
    is_repeat: bool = Field(default=False, description="it had been executed before; nothing done")


class AuditEntry(Model):
    """One line of the audit trail; entries are only ever added."""

    at: AwareDatetime
    proposal_id: str
    step: ActionStep
    actor: str = Field(default="", description="who; empty for the assistant itself")
    customer_id: str
    detail: str = ""
