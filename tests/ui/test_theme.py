import pytest
from PySide6.QtGui import QColor

from cua_desktop.ui.theme import DARK, LIGHT, ON_DANGER, apply_theme, colours_now


def luminance(colour):
    def linear(part):
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    named = QColor(colour)
    return 0.2126 * linear(named.redF()) + 0.7152 * linear(named.greenF()) + 0.0722 * linear(named.blueF())


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("c", [LIGHT, DARK], ids=["light", "dark"])
def test_every_text_has_enough_contrast_on_what_it_stands_on(c):
    pairs = [
        (text, back)
        for text in (c.text, c.secondary, c.accent, c.danger, c.success)
        for back in (c.window, c.surface)
    ]
    pairs += [(c.secondary, c.sunken), (c.text, c.sunken), (c.text, c.danger_back), (c.text, c.warning_back)]
    pairs += [
        (c.on_accent, c.accent),
        (c.on_accent, c.accent_hover),
        (c.warning, c.surface),
        (c.danger, c.danger_back),
    ]
    pairs += [(ON_DANGER, c.danger_fill), (ON_DANGER, c.danger_hover)]
    assert [(text, back) for text, back in pairs if contrast(text, back) < 4.5] == []


@pytest.mark.parametrize(("choice", "colours"), [("light", LIGHT), ("dark", DARK)])
def test_the_chosen_theme_is_put_on(app, choice, colours):
    apply_theme(app, choice)
    assert colours_now() is colours


def test_a_system_without_a_wish_gets_light(app):
    apply_theme(app, "dark")
    apply_theme(app, "system")
    assert colours_now() is LIGHT
