import asyncio
import contextlib

import pytest

from cua_desktop.agent.exchange import Frame, Request
from cua_desktop.agent.geometry import Size
from cua_desktop.models.client import ResponsesModel
from cua_desktop.models.dialects import Dialect
from cua_desktop.models.retries import Patience

KEY = "sk-proj-Zq8vT1xKw93LmPdRb7Yc2NfHs5Gj"
FRAME = Frame(b"picture", "image/png", Size(1000, 700))
TASK = Request(FRAME.size, messages=("Open the mail.",), frame=FRAME)
QUICK = Patience(connect=5, read=5, retries=2, first_pause=0.01)


@pytest.fixture(autouse=True)
def _only_our_environment(monkeypatch):
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def asked(responses_server):
    """Makes one request of a fresh model; gives the Decision, or raises the ModelError."""

    def ask(request=TASK, **how):
        async def once():
            async with open_model(**{"base_url": responses_server.base_url, **how}) as model:
                return await model.decide(request)

        return asyncio.run(once())

    return ask


@contextlib.asynccontextmanager
async def open_model(**how):
    defaults = {"model": "gpt-6.1-sol", "dialect": Dialect.GA, "api_key": KEY, "instructions": "Be careful."}
    model = ResponsesModel(**{**defaults, "patience": QUICK, **how})
    try:
        yield model
    finally:
        await model.close()
