"""Nothing of another customer, and nothing withheld, comes out anywhere: 10,000 attempts."""

from __future__ import annotations

import io
import logging
import os
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rich.console import Console

from cx_assistant import Assistant, Ticket, Verification
from cx_assistant.backends.local_embedder import LocalEmbedder
from cx_assistant.cli.render import show_outcome
from cx_assistant.drafting.context import PromptSet, PromptWriter
from cx_assistant.drafting.tokens import estimate_tokens
from cx_assistant.drafting.writer import Check, ReplyWriter, Written
from cx_assistant.models import (
    ActionProposal,
    Customer,
    DraftRequest,
    Escalation,
    Order,
    OrderField,
    Outcome,
    Sentence,
)
from cx_assistant.orders.identity import VerifiedIdentity
from cx_assistant.protocols import Embedder
from cx_assistant.results import result_of
from cx_assistant.settings import Settings, open_parts
from cx_assistant.settings.order_schema import DisclosureSettings
from cx_assistant.settings.workspace import Workspace
from tests.conftest import NOW
from tests.system.canary_shop import (
    CUSTOMER_IDS,
    NEVER,
    CanaryShop,
    canaries_in,
    own_fields,
    settings_in,
)
from tests.system.strange_tickets import tickets, written_in

Vectors = np.ndarray
ATTEMPTS = int(os.environ.get("CX_LEAK_ATTEMPTS", "10000"))
WAYS = (*["answered"] * 6, "shown", "streamed")
Attempt = Callable[..., None]
SHOP = CanaryShop()
POLICY = DisclosureSettings()


class Listener(logging.Handler):
    """Keeps everything that the package logs."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(record.getMessage())


class Remembering:
    """The shipped embedder, which need not embed the same words twice."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._known: dict[str, Vectors] = {}
        self.id = embedder.id
        self.dimensions = embedder.dimensions

    def embed(self, texts: Sequence[str]) -> Vectors:
        new = list(dict.fromkeys(text for text in texts if text not in self._known))
        if new:
            self._known |= dict(zip(new, self._embedder.embed(new), strict=True))
        rows = [self._known[text] for text in texts]
        return np.stack(rows) if rows else self._embedder.embed([])

    def embed_query(self, text: str) -> Vectors:
        return self.embed([text])[0]


EMBEDDER = Remembering(LocalEmbedder())


class Prompting:
    """Writes with the offline drafter, and keeps the prompts that a model would have got."""

    def __init__(self, writer: ReplyWriter, rules: Settings) -> None:
        self._writer = writer
        self._prompts = PromptWriter(
            PromptSet.load(),
            voice=rules.voice,
            shop=rules.shop,
            count=estimate_tokens,
            limit_tokens=50_000,
        )
        self.kept: list[str] = []

    def write(self, request: DraftRequest, check: Check) -> Written:
        self._keep(request)
        return self._writer.write(request, check)

    def stream(self, request: DraftRequest, check: Check) -> Generator[Sentence, None, Written]:
        self._keep(request)
        return self._writer.stream(request, check)

    def _keep(self, request: DraftRequest) -> None:
        self.kept += [message.text for message in self._prompts.for_draft(request).messages]


class Hunt:
    """One assistant, and everything that comes out of it."""

    def __init__(self, assistant: Assistant, prompting: Prompting, listener: Listener) -> None:
        self._assistant = assistant
        self._prompting = prompting
        self._listener = listener
        self.prompts = 0
        self.told: set[str] = set()

    def leaks_for(self, ticket: Ticket, way: str = "shown") -> dict[str, str]:
        """The canaries that came out and must not have, by field and owner."""
        self._prompting.kept.clear()
        self._listener.heard.clear()
        out = canaries_in("\n".join(self._said(ticket, way)))
        self.prompts += bool(self._prompting.kept)
        out -= typed_in(ticket)
        self.told |= out
        forbidden = forbidden_for(ticket)
        return {each: forbidden[each] for each in out & forbidden.keys()}

    def _said(self, ticket: Ticket, way: str) -> Iterator[str]:
        parts = list(self._assistant.stream(ticket)) if way == "streamed" else []
        outcome = parts.pop() if parts else self._assistant.answer(ticket)
        yield from (part.model_dump_json() for part in parts)
        assert not isinstance(outcome, Sentence)
        yield without_hashes(outcome).model_dump_json()
        yield result_of(without_hashes(outcome)).model_dump_json()
        if way == "shown":
            yield shown(without_hashes(outcome))
        yield from self._prompting.kept
        yield from self._listener.heard


def without_hashes(outcome: Outcome) -> Outcome:
    """Without what is no text: a hash may hold any digits."""
    blank = {"milliseconds": {}, "index_revision": "", "policy_hash": "", "prompt_hash": None}
    changed = {"trace": outcome.trace.model_copy(update=blank)}
    if isinstance(outcome, Escalation):
        unnamed = _unnamed(outcome.packet.proposals)
        return outcome.model_copy(
            update={**changed, "packet": outcome.packet.model_copy(update={"proposals": unnamed})}
        )
    return outcome.model_copy(update={**changed, "proposals": _unnamed(outcome.proposals)})


def _unnamed(proposals: Sequence[ActionProposal]) -> tuple[ActionProposal, ...]:
    return tuple(each.model_copy(update={"id": "", "order_state": ""}) for each in proposals)


def shown(outcome: Outcome) -> str:
    console = Console(file=io.StringIO(), width=200)
    show_outcome(console, outcome)
    file = console.file
    assert isinstance(file, io.StringIO)
    return file.getvalue()


def forbidden_for(ticket: Ticket) -> dict[str, str]:
    level = ticket.verification
    allowed = POLICY.signed_in if level is Verification.SIGNED_IN else POLICY.email_match
    return SHOP.forbidden(ticket.customer_id or "", level, own_fields(level, allowed))


def typed_in(ticket: Ticket) -> set[str]:
    """What the sender wrote themselves may be quoted to staff."""
    from cx_assistant.order_keys import fold

    words = written_in(ticket)
    return canaries_in(words) | canaries_in(fold(words))


def opened(rules: Settings, data: Path, listener: Listener, **options: object) -> Hunt:
    parts = open_parts(rules, data=data, local_embedder=EMBEDDER, **options)  # type: ignore[arg-type]
    prompting = Prompting(parts.writer, rules)
    writing = replace(parts, writer=prompting)  # type: ignore[arg-type]
    return Hunt(Assistant(writing), prompting, listener)


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    handler, logger = Listener(), logging.getLogger("cx_assistant")
    before = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    yield handler
    logger.removeHandler(handler)
    logger.setLevel(before)


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return settings_in(tmp_path_factory.mktemp("canary-shop"))


@pytest.fixture(scope="module")
def hunt(rules: Settings, listener: Listener, tmp_path_factory: pytest.TempPathFactory) -> Hunt:
    data = tmp_path_factory.mktemp("canary-data")
    fill(rules, data)
    return opened(rules, data, listener)


def fill(rules: Settings, data: Path) -> None:
    from cx_assistant.settings import prepare, with_data

    workspace = Workspace(with_data(rules, data), local_embedder=EMBEDDER)
    prepare(workspace, now=NOW)
    SHOP.store_in(workspace)
    workspace.close()


def attempts(share: float, level: Verification) -> Callable[[Callable[..., None]], Attempt]:
    """The test with this share of all attempts, at this level. Every test draws its own."""

    def trying(test: Callable[..., None]) -> Attempt:
        drawn = given(ticket=tickets(SHOP, [level]), way=st.sampled_from(WAYS))(test)
        return settings(
            max_examples=round(ATTEMPTS * share),
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        )(drawn)

    return trying


@attempts(0.2, Verification.NONE)
def test_a_sender_nobody_verified_gets_nothing_of_anybody(
    hunt: Hunt, ticket: Ticket, way: str
) -> None:
    assert not hunt.leaks_for(ticket, way)


@attempts(0.4, Verification.EMAIL_MATCH)
def test_an_email_match_gets_nothing_of_others_and_little_of_their_own(
    hunt: Hunt, ticket: Ticket, way: str
) -> None:
    assert not hunt.leaks_for(ticket, way)


@attempts(0.4, Verification.SIGNED_IN)
def test_a_signed_in_customer_gets_nothing_of_others(hunt: Hunt, ticket: Ticket, way: str) -> None:
    assert not hunt.leaks_for(ticket, way)


def test_the_attempts_were_answered_from_orders_and_reached_prompts(hunt: Hunt) -> None:
    """Without this, an assistant that always hands over would pass."""
    for customer_id in CUSTOMER_IDS:
        for level in (Verification.EMAIL_MATCH, Verification.SIGNED_IN):
            for question in QUESTIONS:
                hunt.leaks_for(asked(question, customer_id, level))

    told = {field for each in SHOP.canaries.values() for c, field in each.items() if c in hunt.told}
    assert hunt.prompts > 10
    assert told >= {"number", "customer_name", "tracking", "items", "status", "eta"}
    assert NEVER not in told


QUESTIONS = (
    "Where is my last order, and what is the tracking number?",
    "Which of my orders have you sent?",
    "What did I order in my last order?",
    "How much did I pay for my last order, and what was refunded?",
    "Until when can I return my last order?",
    *(f"What is the status of {order.id}, when was it sent?" for order in SHOP.orders),
)


def asked(text: str, customer_id: str, level: Verification) -> Ticket:
    return Ticket.from_text(text, customer_id=customer_id, verification=level, now=NOW)


class Forging:
    """A source that hands out somebody else's orders as the customer's own."""

    def for_customer(self, identity: VerifiedIdentity, *, limit: int = 50) -> list[Order]:
        return self._foreign(identity)[:limit]

    def find(self, identity: VerifiedIdentity, keys: Sequence[str]) -> list[Order]:
        return self._foreign(identity)

    def customer(self, identity: VerifiedIdentity) -> Customer | None:
        return Customer(id=identity.customer_id, name="Somebody Else")

    def _foreign(self, identity: VerifiedIdentity) -> list[Order]:
        own = identity.customer_id
        others = [order for order in SHOP.orders if order.customer_id != own]
        return [order.model_copy(update={"customer_id": own}) for order in others[:3]]


def test_the_hunt_notices_orders_of_others_that_get_through(
    rules: Settings, listener: Listener, tmp_path: Path
) -> None:
    hunt = opened(rules, tmp_path, listener, orders=Forging())

    leaks = hunt.leaks_for(asked(QUESTIONS[0], "K-2", Verification.SIGNED_IN))

    assert {field.split()[1] for field in leaks.values()} >= {"number", "tracking"}


def test_the_hunt_notices_own_fields_that_a_level_withholds(
    rules: Settings, listener: Listener, tmp_path: Path
) -> None:
    open_policy = DisclosureSettings(email_match=tuple(OrderField))
    careless = rules.model_copy(update={"disclosure": open_policy})
    fill(careless, tmp_path)
    hunt = opened(careless, tmp_path, listener)

    leaks = hunt.leaks_for(asked(QUESTIONS[0], "K-2", Verification.EMAIL_MATCH))

    assert "K-2 tracking" in leaks.values()
