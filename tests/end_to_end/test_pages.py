"""The page in a real Chromium: its address is read, sent where it may be, and rules about sites hold."""

import asyncio

import pytest

from cua_desktop.agent.geometry import Point
from cua_desktop.agent.redaction import WindowRules
from cua_desktop.input.window_list import active_window, windows
from cua_desktop.screen.surroundings import DesktopSurroundings
from tests.end_to_end.accessible import RULES, accessible_chromium
from tests.input.support import until
from tests.responses_server import computer_call, message, preview_call, response

CLICK = {"type": "click", "button": "left", "x": 400, "y": 300}
TYPE = {"type": "type", "text": "x"}
BACK = {"type": "keypress", "keys": ["ALT", "LEFT"]}


@pytest.fixture(scope="module")
def chromium(display_variables):
    with accessible_chromium(display_variables) as browser:
        yield browser


@pytest.fixture
def browser(display, chromium, monkeypatch):
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", chromium.bus)
    return chromium


def asked(what, *, may_read=True):
    surroundings = DesktopSurroundings(windows=windows, active_window=active_window, hidden=WindowRules())
    surroundings.may_read = may_read
    try:
        return asyncio.run(what(surroundings))
    finally:
        surroundings.close()


def address_in_front():
    return asked(lambda surroundings: surroundings.address_in_front())


async def pages_in_front(surroundings):
    active = await surroundings.active_window()
    (window,) = [each for each in await surroundings.windows() if each.id == active]
    assert window.process == "chromium"
    return await surroundings.pages(window)


def is_in_front(address):
    """The browser tells of a new page a moment after it is drawn."""
    return until(lambda: address_in_front() == address)


def told_to_the_model(server):
    return str([part for part in server.bodies[-1]["input"] if part.get("role") == "user"])


def test_the_address_of_the_page_in_front_is_read_and_follows_it(browser):
    for host in ("127.0.0.1", "localhost"):
        assert is_in_front(browser.show(host))


def test_a_frame_in_a_page_is_told_with_its_place(browser):
    inner = browser.address(browser.add("inside"), "localhost")
    style = "position: fixed; left: 100px; top: 50px; width: 300px; height: 200px; border: 0"
    outer = browser.show("127.0.0.1", f"<iframe style='{style}' src='{inner}'></iframe>")
    assert is_in_front(outer)
    pages = until(lambda: len(found := asked(pages_in_front)) == 2 and found)
    assert [page.address for page in pages] == [outer, inner]
    assert Point(250, 150) in pages[1].rect
    assert Point(450, 150) not in pages[1].rect


def test_without_a_bus_nothing_is_known_and_nothing_waits(browser, monkeypatch):
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
    assert address_in_front() is None


@pytest.fixture
def command(cua, browser):
    cua.environment["DBUS_SESSION_BUS_ADDRESS"] = browser.bus
    cua.profile.mkdir()
    return cua


def test_a_click_on_a_forbidden_site_is_refused_and_the_model_and_the_user_are_told(
    command, browser, responses_server
):
    (command.profile / "policy.toml").write_text(RULES)
    assert is_in_front(browser.show("localhost"))
    responses_server.will_answer(response(computer_call(CLICK)), response(message("I see.")))
    ended = command("run", "Click.", "--json", "--page-addresses", "on")
    assert ended.code == 0
    assert "“not on localhost”" in told_to_the_model(responses_server)
    assert any("“not on localhost”" in event["text"] for event in ended.of_type("message"))
    assert ended.of_type("action_started") == []
    assert browser.heard == []


def test_a_click_on_another_site_is_done(command, browser, responses_server):
    (command.profile / "policy.toml").write_text(RULES)
    assert is_in_front(browser.show("127.0.0.1"))
    responses_server.will_answer(response(computer_call(CLICK)), response(message("Done.")))
    assert command("run", "Click.", "--page-addresses", "on").code == 0
    assert browser.hears(1) == [[400, 300]]


def test_an_agent_that_came_to_a_forbidden_site_can_only_turn_back(command, browser, responses_server):
    (command.profile / "policy.toml").write_text(RULES)
    allowed = browser.show("127.0.0.1")
    assert is_in_front(browser.show("localhost"))
    responses_server.will_answer(
        response(computer_call(TYPE)),
        response(computer_call(BACK, call_id="call_2")),
        response(message("Back.")),
    )
    assert command("run", "Type.", "--page-addresses", "on").code == 0
    assert "“not on localhost”" in str(responses_server.bodies[1])
    assert is_in_front(allowed)
    assert "x" not in browser.heard


def test_with_rules_about_sites_a_browser_whose_address_may_not_be_read_is_not_used(
    command, browser, responses_server
):
    (command.profile / "policy.toml").write_text(RULES)
    assert is_in_front(browser.show("127.0.0.1"))
    responses_server.will_answer(response(computer_call(CLICK)), response(message("I see.")))
    assert command("run", "Click.").code == 0  # asks, and nobody is there
    assert "can't be read" in told_to_the_model(responses_server)
    assert browser.heard == []


@pytest.mark.parametrize(("setting", "sent"), [("on", True), ("ask", False)])
def test_the_preview_is_sent_the_address_only_with_leave(command, browser, responses_server, setting, sent):
    address = browser.show("127.0.0.1")
    assert is_in_front(address)
    responses_server.will_answer(response(preview_call({"type": "screenshot"})), response(message("Seen.")))
    tool = ("--tool", "computer_use_preview")
    assert command("run", "Look.", *tool, "--page-addresses", setting).code == 0
    (output,) = [each for each in responses_server.bodies[1]["input"] if "output" in each]
    assert output.get("current_url") == (address if sent else None)
    assert not any(address in file.read_text() for file in command.profile.rglob("*.jsonl"))


def test_a_broken_policy_keeps_a_run_from_starting(command, responses_server):
    (command.profile / "policy.toml").write_text(RULES + 'keys = ["ctrl+hyperdrive"]')
    ended = command("run", "Click.")
    assert ended.code != 0
    assert "line 5" in ended.err
    assert responses_server.requests == []


def test_an_api_key_is_not_typed_and_stands_nowhere(command, browser, responses_server):
    key = command.environment["OPENAI_API_KEY"]
    parts = [{"type": "type", "text": key[:15]}, {"type": "type", "text": key[15:]}]
    responses_server.will_answer(response(computer_call(*parts)), response(message("I see.")))
    ended = command("run", "Type the key.", "--json")
    assert "API key" in told_to_the_model(responses_server)
    assert browser.heard == []
    written = ended.out + ended.err + told_to_the_model(responses_server)
    written += "".join(file.read_text() for file in command.profile.rglob("*") if file.is_file())
    assert key[:15] not in written
    assert key[15:] not in written
