"""Every way in, through the real SDK to a real server."""

import asyncio
import ssl
import subprocess
import sys
import threading
import types

import pytest

from cua_desktop import environment
from cua_desktop.agent.errors import ModelError
from cua_desktop.models.endpoint import AZURE_SCOPE, Endpoint, entra_token
from tests.models.conftest import KEY, TASK, open_model
from tests.responses_server import Fault, error, message, response, running_responses_server

TOKEN = "eyJ0eXAiOiJKV1QiLCJhbGciOi.J9x8Qz7Wv6.Tk5Lm4Np3"


def ask(endpoint, times=1, **how):
    async def all_of_them():
        async with open_model(endpoint=endpoint, **how) as model:
            for _ in range(times):
                decision = await model.decide(TASK)
            return decision

    return asyncio.run(all_of_them())


@pytest.fixture
def server(responses_server):
    responses_server.will_always_answer(response(message("Hi.")))
    return responses_server


@pytest.fixture
def root(server):
    return f"http://127.0.0.1:{server.port}"


def test_headers_organization_and_project_go_with_every_request(server):
    endpoint = Endpoint(
        server.base_url, KEY, headers={"x-team": "blue"}, organization="org-1", project="proj-2"
    )
    ask(endpoint, times=2)
    for request in server.requests:
        assert request.headers["x-team"] == "blue"
        assert request.headers["openai-organization"] == "org-1"
        assert request.headers["openai-project"] == "proj-2"


def test_a_header_can_name_the_key(server):
    ask(Endpoint(server.base_url, KEY, headers={"x-api-key": "{key}", "Authorization": "Basic {key}"}))
    (request,) = server.requests
    assert request.headers["x-api-key"] == KEY
    assert request.headers["authorization"] == f"Basic {KEY}"


def test_a_header_can_not_name_a_key_that_there_is_not(server, root):
    with pytest.raises(ModelError, match="name an API key, and there is none"):
        ask(Endpoint(f"{root}/v1/", token=tokens(), headers={"x-api-key": "{key}"}))
    assert server.requests == []


@pytest.mark.parametrize("version", ["", "preview"])
@pytest.mark.parametrize(
    "url", ["http://user:hunter2hunter3@{}/v1", "http://user@{}/v1", "http://{}/v1?code=hunter2hunter3"]
)
def test_a_base_url_with_a_password_or_a_query_is_refused_and_not_shown(server, url, version):
    with pytest.raises(ModelError) as caught:
        ask(Endpoint(url.format(f"127.0.0.1:{server.port}"), KEY, api_version=version))
    assert "has a user, a password or a query" in caught.value.message
    assert "hunter" not in str(caught.value)
    assert server.requests == []


def test_azure_v1_takes_the_key_and_no_api_version(server, root):
    ask(Endpoint(f"{root}/openai/v1/", KEY))
    (request,) = server.requests
    assert request.path == "/openai/v1/responses"
    assert request.headers["authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize(
    ("path", "version", "asked"),
    [
        ("", "2025-03-01-preview", "/openai/responses?api-version=2025-03-01-preview"),
        ("/", "2025-03-01-preview", "/openai/responses?api-version=2025-03-01-preview"),
        ("/openai/v1/", "preview", "/openai/v1/responses?api-version=preview"),
    ],
)
def test_an_older_azure_resource_gets_its_api_version(server, root, path, version, asked):
    ask(Endpoint(f"{root}{path}", KEY, api_version=version, headers={"x-team": "blue"}))
    (request,) = server.requests
    assert request.path == asked
    assert request.headers["api-key"] == KEY
    assert request.headers["x-team"] == "blue"
    assert KEY not in request.headers.get("authorization", "")


def tokens():
    given = []

    async def token():
        given.append(f"{TOKEN}{len(given)}")
        return given[-1]

    return token


@pytest.mark.parametrize("version", ["", "preview"])
def test_entra_id_gives_every_request_a_token_of_the_moment(server, root, version):
    ask(Endpoint(f"{root}/openai/v1/", token=tokens(), api_version=version), times=2)
    sent = [request.headers["authorization"] for request in server.requests]
    assert sent == [f"Bearer {TOKEN}0", f"Bearer {TOKEN}1"]
    assert not any("api-key" in request.headers for request in server.requests)


def test_a_token_is_never_quoted(server, root):
    server.will_always_answer(error(f"Bad token {TOKEN}0.", status=400))
    with pytest.raises(ModelError) as caught:
        ask(Endpoint(f"{root}/openai/v1/", token=tokens()))
    assert "Bad token" in caught.value.message
    assert TOKEN[:6] not in str(caught.value)


def test_what_a_header_says_is_never_quoted_either(server, root):
    password = "hunter2-hunter3-hunter4"
    server.will_always_answer(error(f"Proxy got {password} of the blue team and {KEY}.", status=400))
    with pytest.raises(ModelError) as caught:
        ask(Endpoint(f"{root}/v1/", KEY, headers={"x-proxy-auth": password, "x-team": "blue"}))
    assert "Proxy got [key] of the blue team and [key]." in caught.value.message


def test_a_token_that_can_not_be_had_is_a_sentence(server, root):
    async def token():
        raise ModelError("Entra ID gave no token.", "Sign in.")

    with pytest.raises(ModelError, match="Entra ID gave no token"):
        ask(Endpoint(f"{root}/openai/v1/", token=token))
    assert server.requests == []


def test_without_azure_identity_it_is_said_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "azure.identity", None)
    with pytest.raises(ModelError) as caught:
        asyncio.run(entra_token(AZURE_SCOPE)())
    assert "azure-identity" in caught.value.message
    assert "cua-desktop[entra]" in caught.value.hint


def fake_identity(monkeypatch, provide):
    asked = []
    identity = types.ModuleType("azure.identity")
    identity.DefaultAzureCredential = lambda: "credential"

    def get_bearer_token_provider(credential, scope):
        asked.append((credential, scope, threading.current_thread()))
        return provide

    identity.get_bearer_token_provider = get_bearer_token_provider
    monkeypatch.setitem(sys.modules, "azure", types.ModuleType("azure"))
    monkeypatch.setitem(sys.modules, "azure.identity", identity)
    return asked


def test_entra_id_is_asked_in_a_worker_thread_and_for_the_right_scope(monkeypatch):
    asked = fake_identity(monkeypatch, lambda: TOKEN)
    token = entra_token(AZURE_SCOPE)

    async def twice():
        return await token(), await token()

    assert asyncio.run(twice()) == (TOKEN, TOKEN)
    ((credential, scope, thread),) = asked
    assert (credential, scope) == ("credential", AZURE_SCOPE)
    assert thread is not threading.main_thread()


def test_programs_that_entra_id_starts_get_no_key(monkeypatch):
    monkeypatch.setattr(environment, "_taken", {})
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("AZURE_OPENAI_API_KEY", KEY)
    show = [sys.executable, "-c", "import os; print(dict(os.environ))"]
    fake_identity(
        monkeypatch, lambda: subprocess.run(show, capture_output=True, text=True, check=True).stdout
    )
    inherited = asyncio.run(entra_token(AZURE_SCOPE)())
    assert "PATH" in inherited
    assert KEY not in inherited
    assert environment.api_key("openai") == environment.api_key("azure") == KEY


def test_a_failure_of_entra_id_is_a_sentence_without_its_words(monkeypatch):
    def fail():
        raise RuntimeError(f"secret {TOKEN}")

    fake_identity(monkeypatch, fail)
    with pytest.raises(ModelError) as caught:
        asyncio.run(entra_token(AZURE_SCOPE)())
    assert "gave no token for Azure (RuntimeError)" in caught.value.message
    assert TOKEN not in str(caught.value)
    assert "az login" in caught.value.hint


def test_an_endpoint_shows_neither_key_nor_token_nor_headers():
    shown = repr(Endpoint("https://x.example/v1", KEY, headers={"x": "hidden"}))
    assert KEY not in shown
    assert "hidden" not in shown


@pytest.fixture
def secure(certificate):
    """A server behind TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate[1])
    with running_responses_server(context) as server:
        server.will_always_answer(response(message("Hi.")))
        yield server


def test_a_companys_certificate_can_be_trusted(secure, certificate):
    endpoint = Endpoint(secure.base_url, KEY, ca_file=str(certificate[0]))
    assert ask(endpoint).messages[0].text == "Hi."


def test_what_nobody_vouches_for_is_not_trusted(secure):
    with pytest.raises(ModelError, match="certificate is not trusted"):
        ask(Endpoint(secure.base_url, KEY))
    assert secure.requests == []


def test_cancelling_ends_a_request_behind_tls_too(secure, certificate):
    secure.will_always_answer(Fault.HANG)

    async def cancel():
        endpoint = Endpoint(secure.base_url, KEY, ca_file=str(certificate[0]))
        async with open_model(endpoint=endpoint) as model:
            asking = asyncio.ensure_future(model.decide(TASK))
            await asyncio.to_thread(secure.asked.wait, 20)
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)
            return await asyncio.to_thread(secure.client_went_away.wait, 10)

    assert asyncio.run(cancel())


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_certificates_that_can_not_be_read_are_a_sentence(server, tmp_path, content):
    file = tmp_path / "ca.pem"
    if content is not None:
        file.write_text(content)
    with pytest.raises(ModelError, match="can't be read"):
        ask(Endpoint(server.base_url, KEY, ca_file=str(file)))


def test_a_proxy_of_the_environment_is_used(server, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{server.port}")
    monkeypatch.setenv("NO_PROXY", "")
    ask(Endpoint("http://api.example.invalid/v1", KEY))
    (request,) = server.requests
    assert request.path == "http://api.example.invalid/v1/responses"
