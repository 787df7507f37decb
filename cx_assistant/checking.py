"""Sets the checks up for one ticket: whose data it is, what they said, what the shop allows."""

from __future__ import annotations

from collections.abc import Sequence

from cx_assistant.finding import Findings
from cx_assistant.grounding.check import check_draft
from cx_assistant.grounding.context import CheckContext
from cx_assistant.models import CleanTicket, Draft, Problem, Ticket
from cx_assistant.orders.carriers import TRACKING_HOSTS
from cx_assistant.settings.schema import Settings


class DraftCheck:
    """Checks drafts for one ticket; call it with a draft."""

    def __init__(
        self, ticket: Ticket, clean: CleanTicket, findings: Findings, settings: Settings
    ) -> None:
        self._findings = findings
        self._context = CheckContext(
            language=clean.language,
            allowed_languages=_languages(clean, findings, settings),
            translations_allowed=bool(settings.model.chat),
            now=ticket.now.astimezone(settings.shop.zone),
            customer_id=findings.orders.customer_id,
            customer_words=clean.text,
            own_order_ids=findings.orders.own_order_ids,
            # A carrier's tracking page may be named as well, if an order fact names it.
            allowed_link_hosts=(*settings.shop.allowed_link_hosts, *TRACKING_HOSTS),
            currency=settings.shop.currency,
            shop_words=_shop_words(settings),
        )

    def __call__(self, draft: Draft) -> tuple[Problem, ...]:
        """Everything wrong with the draft."""
        return check_draft(draft, self._findings.evidence, context=self._context)

    def of_sentence(self, draft: Draft, position: int) -> tuple[Problem, ...]:
        """What is wrong with one sentence that is about to be shown."""
        problems = self(draft)
        return tuple(p for p in problems if p.sentence_index == position)


def _languages(clean: CleanTicket, findings: Findings, settings: Settings) -> tuple[str, ...]:
    """The shop's own language may be quoted where there is nothing in the customer's."""
    found = {item.language for item in findings.evidence}
    if clean.language in found or clean.language not in settings.shop.languages:
        return ()
    return (settings.shop.default_language,)


def _shop_words(settings: Settings) -> str:
    voice = settings.voice
    spoken: Sequence[dict[str, str]] = (
        voice.greeting,
        voice.greeting_without_name,
        voice.closing,
        voice.signature,
    )
    return "\n".join(text for by_language in spoken for text in by_language.values())
