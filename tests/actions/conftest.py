from collections.abc import Callable

import pytest

from cx_assistant.actions.context import ActionContext
from cx_assistant.actions.proposing import propose
from cx_assistant.actions.requests import RequestReader
from cx_assistant.backends.local_embedder import LocalEmbedder
from cx_assistant.intake.clean import clean_ticket
from cx_assistant.models import ActionProposal

from .builders import CONTEXT, ticket

Proposals = Callable[..., tuple[ActionProposal, ...]]


@pytest.fixture(scope="session")
def reader() -> RequestReader:
    return RequestReader(LocalEmbedder())


@pytest.fixture
def proposals(reader: RequestReader) -> Proposals:
    """What is proposed for a text, by default to Ada, who has signed in."""

    def made(text: str, context: ActionContext = CONTEXT) -> tuple[ActionProposal, ...]:
        asked = ticket(text)
        clean = clean_ticket(asked, languages=("en", "de"))
        return propose(asked, clean, context, reader=reader)

    return made
