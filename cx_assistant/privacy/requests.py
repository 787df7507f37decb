"""Carries out the privacy requests that a shop system sends to its webhooks."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

from pydantic import Field

from cx_assistant.errors import InputError
from cx_assistant.models import Model
from cx_assistant.orders.webhooks import WebhookResult, WebhookStep
from cx_assistant.privacy.erasure import ErasureReceipt, erase_customer
from cx_assistant.privacy.places import CustomerExport, NothingKeptError, export_customer

if TYPE_CHECKING:
    from datetime import datetime

    from cx_assistant.settings.workspace import Workspace

_WHOLE_SHOP = (
    "nothing was erased: the shop asks to erase all that is kept of it, which a webhook alone may "
    "not do; stop what uses this data folder, delete the folder (and the schema in PostgreSQL, and "
    "the collections of a Chroma server, if they are used), and take the shop out of cx.toml"
)
_NOT_CLEAN = "was erased, but files still hold a text of theirs; remove it by hand, see the receipt"


class PrivacyAnswer(Model):
    """What was done. `to_do` is what a person must do; hand it to one, the shop does not."""

    step: WebhookStep
    receipts: tuple[ErasureReceipt, ...] = ()
    exports: tuple[CustomerExport, ...] = Field(default=(), description="send them to the customer")
    to_do: tuple[str, ...] = ()


class PrivacyRequests:
    """One shop's privacy requests, one at a time: shops ask again while an erasure still runs."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._one_at_a_time = Lock()

    def carry_out(self, result: WebhookResult, *, now: datetime) -> PrivacyAnswer:
        """Erase or export all that is kept of the customer; raises if that fails.

        Acknowledge the webhook only when this returns, so that the shop asks again. Erasing builds
        the vector index anew and takes longer than a shop waits, if it is large: what was erased
        meanwhile is no longer there when the shop asks again, which is then answered at once.
        A request to erase a whole shop is never carried out; `to_do` says how a person does it.
        """
        with self._one_at_a_time:
            if result.step is WebhookStep.ERASE_REQUESTED:
                return self._erase(result, now)
            if result.step is WebhookStep.EXPORT_REQUESTED:
                return self._export(result, now)
        if result.step is WebhookStep.SHOP_ERASE_REQUESTED:
            return PrivacyAnswer(step=result.step, to_do=(_WHOLE_SHOP,))
        message = f"{result.step} is no privacy request; answer the webhook with its http_status"
        raise InputError(message)

    def _erase(self, result: WebhookResult, now: datetime) -> PrivacyAnswer:
        from cx_assistant.store.erasing import CustomerRows

        receipts = []
        for customer_id in result.customer_ids:
            try:
                receipts.append(erase_customer(self._workspace, customer_id, now=now))
            except NothingKeptError:
                continue  # known under another of the ids, or erased before
        if result.customer_ids:
            # What has not come here yet must not come later.
            first, *names = result.customer_ids
            CustomerRows(self._workspace.database).leave_out(first, names)
        to_do = [f"{each.customer_id} {_NOT_CLEAN}" for each in receipts if not each.is_complete]
        return PrivacyAnswer(step=result.step, receipts=tuple(receipts), to_do=tuple(to_do))

    def _export(self, result: WebhookResult, now: datetime) -> PrivacyAnswer:
        exports = []
        for customer_id in result.customer_ids:
            try:
                exports.append(export_customer(self._workspace, customer_id, now=now))
            except NothingKeptError:
                continue
        return PrivacyAnswer(step=result.step, exports=tuple(exports))
