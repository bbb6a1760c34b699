import pytest

from cua_desktop.ui.synthetic_events import is_synthetic

KEY_PRESS, BUTTON_PRESS, MOTION, FOCUS_IN, GENERIC = 2, 4, 6, 9, 35
EXPOSE, CONFIGURE_NOTIFY, CLIENT_MESSAGE = 12, 22, 33


@pytest.mark.parametrize("kind", [KEY_PRESS, BUTTON_PRESS, MOTION, FOCUS_IN, GENERIC])
def test_input_that_a_client_has_sent_is_dropped_and_the_servers_own_is_not(kind):
    assert is_synthetic(0x80 | kind)
    assert not is_synthetic(kind)


@pytest.mark.parametrize("kind", [EXPOSE, CONFIGURE_NOTIFY, CLIENT_MESSAGE])
def test_what_window_managers_send_passes(kind):
    assert not is_synthetic(0x80 | kind)
