import asyncio
import contextlib
import subprocess

import pytest

from cua_desktop.agent.exchange import Frame, Request
from cua_desktop.agent.geometry import Size
from cua_desktop.models.client import ResponsesModel
from cua_desktop.models.dialects import Dialect
from cua_desktop.models.endpoint import Endpoint
from cua_desktop.models.retries import Patience

KEY = "sk-proj-Zq8vT1xKw93LmPdRb7Yc2NfHs5Gj"
FRAME = Frame(b"picture", "image/png", Size(1000, 700))
TASK = Request(FRAME.size, messages=("Open the mail.",), frame=FRAME)
QUICK = Patience(connect=5, read=5, retries=2, first_pause=0.01, longest_pause=60)


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


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    """A self-signed certificate for 127.0.0.1 that nothing trusts, and its key, in one file."""
    folder = tmp_path_factory.mktemp("certificate")
    both, one, key = folder / "both.pem", folder / "certificate.pem", folder / "key.pem"
    command = (
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 "
        "-subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1"
    )
    subprocess.run([*command.split(), "-keyout", key, "-out", one], check=True, capture_output=True)
    both.write_text(one.read_text() + key.read_text())
    return one, both


@contextlib.asynccontextmanager
async def open_model(base_url=None, api_key=KEY, endpoint=None, **how):
    """A model at this URL with this key, or at the whole endpoint."""
    where = {"base_url": base_url} if base_url else {}
    defaults = {"model": "gpt-6.1-sol", "dialect": Dialect.GA, "instructions": "Be careful."}
    endpoint = endpoint or Endpoint(api_key=api_key, **where)
    model = ResponsesModel(**{**defaults, "endpoint": endpoint, "patience": QUICK, **how})
    try:
        yield model
    finally:
        await model.close()
