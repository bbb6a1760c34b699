import pytest
from PySide6.QtWidgets import QLabel

from cua_desktop.self_check.findings import Finding
from cua_desktop.settings import Settings
from cua_desktop.ui.machine_notes import MachineNotes
from cua_desktop.ui.welcome import Welcome

FINE = Finding("Machine", True, "A virtual machine (QEMU).")
ADVISED = Finding("Rights", False, "This runs as <b>root</b>.", "Use another.")


@pytest.fixture
def notes(app):
    notes = MachineNotes()
    notes.show_findings((ADVISED, FINE))
    return notes


def shown(widget):
    return [label.text() for label in widget.findChildren(QLabel) if label.text()]


def test_every_finding_is_a_line_of_plain_text_with_its_advice(notes):
    assert shown(notes) == ["This runs as <b>root</b>. Use another.", "A virtual machine (QEMU)."]
    labels = [label for label in notes.findChildren(QLabel) if label.text()]
    assert {label.textFormat().name for label in labels} == {"PlainText"}


def test_what_is_fine_has_another_sign_than_what_to_think_about(notes):
    signs = [label for label in notes.findChildren(QLabel) if not label.pixmap().isNull()]
    assert [sign.accessibleName() for sign in signs] == ["To think about", "Fine"]
    first, second = (sign.pixmap().toImage() for sign in signs)
    assert first != second


def test_found_again_nothing_is_said_twice(notes):
    notes.show_findings((ADVISED, FINE))
    assert len(shown(notes)) == 2


def test_before_anything_is_found_the_first_page_says_nothing_of_it(app):
    welcome = Welcome(Settings())
    assert welcome.machine_notes.isHidden()
    welcome.machine_notes.show_findings((FINE,))
    assert not welcome.machine_notes.isHidden()
