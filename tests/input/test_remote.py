"""Whether a person can only come by injected input; the names of devices are as servers give them."""

import pytest

from cua_desktop.input.mac.permissions import why_remote as why_remote_on_mac
from cua_desktop.input.x11.connection import connected
from cua_desktop.input.x11.remote import device_names, program_names, why_remote

CORE = ["Virtual core pointer", "Virtual core keyboard", "Virtual core XTEST pointer"]
XVFB = ["Xvfb mouse", "Xvfb keyboard"]
LAPTOP = ["Power Button", "AT Translated Set 2 keyboard", "SynPS/2 Synaptics TouchPad"]
TIGER_VNC = ["TigerVNC pointer", "TigerVNC keyboard"]
XRDP = ["xrdpMouse", "xrdpKeyboard"]
XEPHYR = ["Xephyr virtual keyboard", "Xephyr virtual mouse"]


@pytest.mark.parametrize("devices", [LAPTOP, TIGER_VNC, XRDP, XEPHYR], ids=lambda names: names[0])
def test_a_display_with_devices_of_its_own_needs_no_injected_answers(devices):
    assert why_remote([*CORE, *devices], ["bash", "Xorg"]) == ""


@pytest.mark.parametrize("devices", [XVFB, []], ids=["Xvfb", "none"])
def test_a_display_that_no_hand_can_touch_is_worked_by_remote_control(devices):
    assert "no mouse" in why_remote([*CORE, *devices], [])


@pytest.mark.parametrize("program", ["x11vnc", "X0tigervnc", "vino-server", "krfb"])
def test_a_display_that_a_program_shares_is_worked_by_remote_control(program):
    assert program in why_remote([*CORE, *LAPTOP], ["bash", program])


def test_the_devices_of_a_private_display_are_nobodys(display):
    connection = connected()
    assert why_remote(device_names(connection), []) != ""
    connection.close()


def test_running_programs_are_seen():
    assert any(name.startswith(("python", "pytest")) for name in program_names())


@pytest.mark.parametrize(
    ("session", "remote"),
    [({"kCGSSessionOnConsoleKey": True}, False), ({"kCGSSessionOnConsoleKey": False}, True), (None, False)],
)
def test_a_session_away_from_the_macs_screen_is_remote(session, remote):
    assert bool(why_remote_on_mac(session)) is remote
