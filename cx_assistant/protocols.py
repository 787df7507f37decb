"""The seams that are ours. Anything that satisfies one of these can take a part's place.

The seams to language models are LangChain's own `BaseChatModel` and `Embeddings`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

from cx_assistant.models import (
    ActionProposal,
    ActionReceipt,
    ApprovedAction,
    Customer,
    Draft,
    DraftRequest,
    FeedPage,
    Hit,
    Order,
    Problem,
    Product,
)

if TYPE_CHECKING:
    from datetime import datetime

    import numpy as np
    from numpy.typing import NDArray

    from cx_assistant.orders.identity import VerifiedIdentity

    Vectors = NDArray[np.float32]


class Embedder(Protocol):
    """Turns text into unit vectors."""

    @property
    def id(self) -> str:
        """Names the model and its weights; vectors of different ids never mix."""

    @property
    def dimensions(self) -> int:
        """Length of every vector."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row per text, in order: shape (len(texts), dimensions), float32, L2 norm 1."""

    def embed_query(self, text: str) -> Vectors:
        """The vector of a question: shape (dimensions,), float32, L2 norm 1."""


class VectorIndex(Protocol):
    """Nearest neighbours by cosine, in named partitions that never mix."""

    def add(self, partition: str, ids: Sequence[str], vectors: Vectors) -> None:
        """Insert or replace."""

    def remove(self, partition: str, ids: Sequence[str]) -> None:
        """Remove; unknown ids and partitions are ignored."""

    def query(self, partition: str, vector: Vectors, *, limit: int) -> list[Hit]:
        """Most similar first, scores are cosines. An unknown partition has no hits."""

    def similarities(self, partition: str, ids: Sequence[str], vector: Vectors) -> list[Hit]:
        """Cosine of the vector to each of these ids, most similar first, and to nothing else."""

    def ids(self, partition: str) -> set[str]:
        """Every id in the partition."""

    def partitions(self) -> list[str]:
        """The names of all partitions, sorted."""

    def clear(self) -> None:
        """Remove everything."""

    def close(self) -> None:
        """Release files and connections; closing twice is harmless."""


class LexicalIndex(Protocol):
    """Ranked word search, in named partitions that never mix."""

    def add(self, partition: str, documents: Sequence[LexicalDocument]) -> None:
        """Insert or replace; visible to `search` when this returns."""

    def remove(self, partition: str, ids: Sequence[str]) -> None:
        """Remove; unknown ids are ignored."""

    def search(
        self,
        partition: str,
        query: str,
        *,
        limit: int,
        context: Sequence[tuple[str, float]] = (),
    ) -> list[Hit]:
        """Best first. Any text is a valid query; query syntax in it has no effect.

        `context` holds further texts, each with how much its words count against the query's.
        """

    def named_titles(self, partition: str, text: str, *, limit: int) -> list[Hit]:
        """One document per title that the text names; the score is the share of it named, 0 to 1.

        Most wholly named first.
        """

    def topics(self, query: str, language: str) -> list[str]:
        """The terms that say what a question is about, each once; empty only without words."""

    def closeness(self, query: str, documents: Sequence[LexicalDocument]) -> list[float]:
        """For each document, how much of what the query says together it says together, too.

        From 0 to 1; one pair of words counts less than many. They need not be in the index.
        """

    def search_exact(self, partition: str, phrases: Sequence[str], *, limit: int) -> list[Hit]:
        """Documents that contain all the phrases verbatim (case-insensitive), best first."""

    def count(self) -> int:
        """Number of documents."""

    def clear(self) -> None:
        """Remove everything."""

    def close(self) -> None:
        """Release files; closing twice is harmless."""


class LexicalDocument(Protocol):
    """What a lexical index is given."""

    @property
    def id(self) -> str:
        """Passage id."""

    @property
    def title(self) -> str:
        """Article title and heading path."""

    @property
    def text(self) -> str:
        """The passage."""

    @property
    def language(self) -> str:
        """ISO 639-1; picks the stemmer."""


class OrderSource(Protocol):
    """Where orders come from. The only door to customer data.

    Every method answers for the verified customer alone and raises `BackendError` if the source is
    down. `Order.as_of` says when the source last confirmed an order, None if that is not known.
    `OrderSourceContract` in `cx_assistant.testing` tries all of this on a source of your own.
    """

    def for_customer(self, identity: VerifiedIdentity, *, limit: int = 50) -> list[Order]:
        """Newest orders of this customer, and never anyone else's; unknown customer: none."""

    def find(self, identity: VerifiedIdentity, keys: Sequence[str]) -> list[Order]:
        """Own orders whose number or tracking number is one of these, newest first.

        Keys are in the spelling of `order_keys.key_of`. Where no own order has a key exactly, those
        whose number is one typing slip away from it are given instead.
        """

    def customer(self, identity: VerifiedIdentity) -> Customer | None:
        """The customer's own record, or None if the shop does not know the id."""


class OrderFeed(Protocol):
    """What is new in a shop's system, to be copied into the store by `orders sync`.

    For systems that are too slow, or too limited in calls, to be asked while a ticket waits.
    """

    @property
    def name(self) -> str:
        """As in `[[orders.sources]]`; the cursor is kept under it, so it must stay the same."""

    def pages(self, cursor: str | None) -> Iterator[FeedPage]:
        """Everything that changed since the cursor, oldest change first; everything for None.

        Ends when nothing is left; without anything new there may be no page at all. Raises
        `BackendError` when the system is down, and whatever came before is kept.
        """


class Catalogue(Protocol):
    """What the shop sells, for exchanges."""

    def product(self, product_id: str) -> Product | None:
        """The product with its variants, or None."""

    def product_of(self, sku: str) -> Product | None:
        """The product this variant belongs to, or None."""


class ActionExecutor(Protocol):
    """Does in a shop's system what a person has approved; `ActionExecutorContract` tries yours.

    Executing the same proposal twice does it once. Nothing is done for an order that has changed
    so that the action no longer fits: that is an `InputError`, and the order stays as it was.
    """

    def dry_run(self, proposal: ActionProposal, *, now: datetime) -> ActionReceipt:
        """What executing it would change; changes nothing."""

    def execute(self, approved: ApprovedAction, *, now: datetime) -> ActionReceipt:
        """Do it, once, and write it into the audit trail."""


class Drafter(Protocol):
    """Writes a reply from evidence."""

    @property
    def name(self) -> str:
        """`offline`, or the model's name."""

    def draft(self, request: DraftRequest) -> Draft:
        """A draft; raises `DraftError` if none can be had. Its sentences cite the evidence."""

    def repair(self, request: DraftRequest, draft: Draft, problems: Sequence[Problem]) -> Draft:
        """A new draft without these problems; raises `DraftError` if none can be had."""
