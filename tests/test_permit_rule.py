"""One gate: read from the source, who may mint a permit, make one, use one, or reach the input process."""

import ast
from collections.abc import Iterator

import pytest

from tests.test_import_rule import FILES, ROOT, Module, module_at

MAY = {
    "mint": {"safety.gate"},
    "Permit": {"agent.permit", "input.wire"},
    "Stamp": {"agent.permit", "input.orders"},
    "fresh": {"input.client", "safety.gate"},
    "admit": {"agent.acting", "input.client", "input.orders"},
    "perform": {"agent.acting", "input.client", "input.orders"},
    "stamp": {"input.client", "input.orders"},
    "carry_out": {"input.worker"},
    "InputProcess": {"wiring.session", "input.arming_test", "doctor"},
}
"""What leads past the gate, and the only modules that may call or name it. Those that start an input
process beside wiring perform nothing: they ask what the machine allows, and listen for the stop keys."""

ALSO_NAMED = {"fresh": {"wiring.session"}}
"""The same name for something else: a fresh conversation."""


def named(tree: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """Every name called, method taken, or word written that is one of them."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
                yield name, node
            case ast.Attribute(attr=name, ctx=ast.Load()) if name not in {"Permit", "Stamp", "stamp"}:
                yield name, node
            case ast.Constant(value=str() as name):
                yield name, node


def offences(module: Module) -> list[str]:
    name = module.name.removeprefix("cua_desktop.")
    return sorted(
        {
            f"{name} must not use {what}, line {getattr(node, 'lineno', 0)}"
            for what, node in named(module.tree)
            if what in MAY and name not in MAY[what] | ALSO_NAMED.get(what, set())
        }
    )


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_module_knows_no_way_past_the_gate(path):
    assert offences(module_at(path)) == []


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("agent.clearing", "stamp.mint(1, actions, shown)"),
        ("agent.loop", "make = stamp.mint"),
        ("agent.loop", "getattr(stamp, 'mint')"),
        ("ui.app", "from cua_desktop.agent.permit import Permit; Permit(1, (), shown, b'')"),
        ("ui.app", "from cua_desktop.agent import permit; permit.Permit(1, (), shown, b'')"),
        ("ui.app", "from cua_desktop.agent import permit; permit.Stamp(b'')"),
        ("wiring.session", "session.input.perform(action, permit)"),
        ("wiring.session", "session.input._send({'do': 'perform'})"),
        ("screen.desktop", "from cua_desktop.input.client import InputProcess as I; x.InputProcess()"),
        ("input.client", "hands.carry_out(event)"),
    ],
)
def test_a_way_past_the_gate_is_found(name, source):
    assert offences(Module(f"cua_desktop.{name}", ast.parse(source))) != []
