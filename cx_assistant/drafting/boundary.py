"""The last check before a prompt leaves: only this customer's data, only public articles."""

from __future__ import annotations

from cx_assistant.errors import LeakError
from cx_assistant.models import DraftRequest, Evidence, EvidenceKind, Visibility


def assert_own_evidence(request: DraftRequest) -> None:
    """Raises `LeakError` if any evidence belongs to another customer, or to nobody known.

    Order facts, and facts worked out from them, must name their owner: one that does not may be
    anybody's.
    """
    for item in request.evidence:
        if item.customer_id is None and not _is_personal(item):
            continue
        if item.customer_id is None or item.customer_id != request.customer_id:
            # Its id names an order, and this may end in a log.
            message = (
                f"a piece of {item.kind.value} evidence does not belong to the customer of "
                "this request; build evidence from orders.for_customer only"
            )
            raise LeakError(message)


def _is_personal(item: Evidence) -> bool:
    from_order = any(source.startswith("order:") for source in item.basis)
    return item.kind is EvidenceKind.ORDER or from_order or item.id.startswith("order:")


def may_be_shown(item: Evidence) -> bool:
    """True unless the text is internal: a model cannot leak what it never saw."""
    return item.visibility is Visibility.PUBLIC
