"""The rules of the web shop whose cases are measured, as its `policy.md` states them.

- A pending order may be cancelled, and changed in items, address and payment; a processed or
  cancelled one in nothing: `cancel.until = "dispatch"`, with "processed" read as sent.
- Cancelling needs one of two reasons: `cancel_reasons`.
- Delivered goods may be returned or exchanged, whenever that was: `UNLIMITED`.
- Money goes back only for goods that come back, and nothing is sent twice: neither is `offered`.
- Refunds go to the way it was paid or to a gift card on file, exchanges are for another variant
  of the same product in stock: proposals keep to that without being told.
- There is nobody above the agent, so what would need a second person's approval is not allowed.
"""

from __future__ import annotations

from cx_assistant.models import ActionKind
from cx_assistant.settings.order_schema import ActionsSettings
from cx_assistant.settings.policy_schema import CancelPolicy, PoliciesSettings, PolicyRule

UNLIMITED = PolicyRule(days=3650)  # the longest window that can be stated
POLICIES = PoliciesSettings(
    cancel=CancelPolicy(until="dispatch"),
    return_window_days=UNLIMITED,
    exchange_window_days=UNLIMITED,
)
ACTIONS = ActionsSettings(
    offered=(
        ActionKind.CANCEL,
        ActionKind.RETURN,
        ActionKind.EXCHANGE,
        ActionKind.CHANGE_ADDRESS,
        ActionKind.CHANGE_PAYMENT,
    ),
    cancel_reasons=("no longer needed", "ordered by mistake"),
)
