"""An HTTP endpoint a helpdesk can call: `uvicorn examples.fastapi_endpoint:app`.

Needs `pip install 'cx-assistant[fastapi]'`. The caller is your helpdesk: put it behind your own
authentication, because whoever can call it says who the customer is.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool

from cx_assistant import Assistant, Ticket
from cx_assistant.resources import shipped
from cx_assistant.results import Result, result_of

CONFIG = shipped("knowledge") / "cx.toml"
DATA = ".cx"


@asynccontextmanager
async def lifespan(application: FastAPI) -> AsyncIterator[None]:
    with Assistant.from_config(CONFIG, data=DATA) as assistant:
        await run_in_threadpool(assistant.prepare)
        application.state.assistant = assistant
        yield


app = FastAPI(title="Support drafts", lifespan=lifespan)


@app.post("/tickets")
async def answer(ticket: Ticket) -> Result:
    """A checked draft, a question back, or a handoff."""
    outcome = await run_in_threadpool(app.state.assistant.answer, ticket)
    return result_of(outcome)
