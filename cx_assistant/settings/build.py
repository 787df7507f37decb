"""Puts an assistant together from settings; the only place that picks its parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from cx_assistant.actions.requests import RequestReader
from cx_assistant.assistant import Parts
from cx_assistant.drafting.offline import OfflineDrafter
from cx_assistant.drafting.selecting import AnswerPicker
from cx_assistant.drafting.tone import Tone
from cx_assistant.drafting.writer import ReplyWriter
from cx_assistant.errors import BackendError
from cx_assistant.escalation.classifiers import SentenceClassifier
from cx_assistant.escalation.signals import SignalPolicy, detect_signals
from cx_assistant.finding import EvidenceFinder
from cx_assistant.intake.intents import QuestionReader
from cx_assistant.order_finding import OrderFinder
from cx_assistant.order_opening import OrderTools, SimilarOrders
from cx_assistant.orders.deadline import DeadlineSource
from cx_assistant.orders.rules.book import PolicyBook
from cx_assistant.orders.sources import SqlOrderSource
from cx_assistant.orders.third_party import OthersReader
from cx_assistant.protocols import OrderSource
from cx_assistant.settings.order_sources import order_source
from cx_assistant.settings.schema import Settings
from cx_assistant.settings.workspace import Workspace
from cx_assistant.store.orders import ORDERS_PARTITION
from cx_assistant.store.products import ProductStore

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from cx_assistant.drafting.llm import LLMDrafter
    from cx_assistant.drafting.rewriting import QuestionRewriter


def parts_of(workspace: Workspace, *, orders: OrderSource | None = None) -> Parts:
    """The parts of an assistant over this workspace, which it will close."""
    settings = workspace.settings
    tone = Tone(settings.voice, settings.shop)
    offline = OfflineDrafter(
        tone,
        picker=AnswerPicker(),
        minimum_answerability=settings.escalation.minimum_answerability,
    )
    model = _chat_model(settings)
    return Parts(
        settings=settings,
        signals=partial(
            detect_signals,
            policy=SignalPolicy(
                languages=settings.shop.languages,
                answers_any_language=bool(settings.model.chat),
                maximum_contacts_last_7_days=settings.escalation.maximum_contacts_last_7_days,
            ),
            classifier=SentenceClassifier(workspace.local_embedder),
        ),
        finder=_finder(workspace, _order_source(workspace, orders), model),
        writer=ReplyWriter(offline, model=_model_drafter(settings, model)),
        tone=tone,
        workspace=workspace,
    )


def _order_source(workspace: Workspace, given: OrderSource | None) -> OrderSource:
    """The store, or a system that is asked while the customer waits, and not for longer."""
    source = given or order_source(workspace)
    if isinstance(source, SqlOrderSource):
        return source
    timely = DeadlineSource(source, seconds=workspace.settings.orders.timeout_seconds)
    workspace.close_with(timely.close)
    return timely


def _finder(
    workspace: Workspace, source: OrderSource, model: BaseChatModel | None
) -> EvidenceFinder:
    settings = workspace.settings
    tools = OrderTools(
        source,
        similar=_similar_orders(workspace),
        policies=_policies(workspace).on,
        others=OthersReader(workspace.local_embedder),
        requests=RequestReader(workspace.local_embedder),
        catalogue=ProductStore(workspace.database),
        settings=settings,
    )
    return EvidenceFinder(
        reader=QuestionReader(workspace.local_embedder),
        search=workspace.search,
        embedder=workspace.embedder,
        orders=OrderFinder(tools),
        passages_per_question=settings.search.passages_per_question,
        minimum_answerability=settings.escalation.minimum_answerability,
        revision=lambda: workspace.state.index_revision,
        rewriter=_rewriter(settings, model),
    )


def _chat_model(settings: Settings) -> BaseChatModel | None:
    if not settings.model.chat:
        return None
    from cx_assistant.drafting.chat_model import build_chat_model

    return build_chat_model(settings.model)


def _rewriter(settings: Settings, model: BaseChatModel | None) -> QuestionRewriter | None:
    if model is None or not settings.search.rewrite:
        return None
    from cx_assistant.drafting.rewriting import QuestionRewriter

    return QuestionRewriter(model, settings=settings.model)


def _model_drafter(settings: Settings, model: BaseChatModel | None) -> LLMDrafter | None:
    if model is None:
        return None
    from cx_assistant.drafting.llm import LLMDrafter

    return LLMDrafter(
        model,
        settings=settings.model,
        voice=settings.voice,
        shop=settings.shop,
    )


def _similar_orders(workspace: Workspace) -> SimilarOrders:
    """Cosines of a text to orders, among the ids that SQL gave for one customer only."""

    def similar(text: str, order_ids: Sequence[str]) -> Mapping[str, float]:
        if not order_ids:
            return {}
        try:
            vector = workspace.embedder.embed_query(text)
        except BackendError:
            return {}  # words alone decide then
        hits = workspace.indexes.similarities(ORDERS_PARTITION, order_ids, vector)
        return {hit.id: hit.score for hit in hits}

    return similar


def _policies(workspace: Workspace) -> PolicyBook:
    """The rules in force on a day, read from every public article."""
    return PolicyBook(
        workspace.settings.policies,
        stated=workspace.rules.all,
        revision=lambda: workspace.state.knowledge_revision,
    )
