"""Pages of browsers on Windows, by UI Automation. Unverified on a real machine.

Chromium's and Firefox's document elements have the address as their value; asking switches a browser's
accessibility on. Source: Microsoft's UIAutomationClient.h, for the order of the functions, and its
documentation of the properties.
"""

import ctypes
import sys
from collections.abc import Sequence
from typing import Any

from cua_desktop.agent.redaction import DesktopWindow
from cua_desktop.agent.sites import Page

_AUTOMATION = "{ff48dba4-60ef-4201-aa87-54103eef594e}"
_I_AUTOMATION = "{30cbe57d-d9d0-452a-ab13-7aceac4825ee}"
_IN_PROCESS = 1
_RELEASE = 2
_ELEMENT_FROM_HANDLE = 6
_CREATE_PROPERTY_CONDITION = 23
_FIND_FIRST = 5
_GET_CURRENT_PROPERTY_VALUE = 10
_CONTROL_TYPE = 30003
_DOCUMENT = 50030
_VALUE = 30045
_DESCENDANTS = 4
_VT_I4, _VT_BSTR = 3, 8


class Variant(ctypes.Structure):
    """VARIANT: what kind of value, and the value, of 24 bytes where pointers have 8."""

    _fields_ = (
        ("kind", ctypes.c_ushort),
        ("reserved", ctypes.c_ushort * 3),
        ("value", ctypes.c_longlong),
        ("more", ctypes.c_void_p),
    )


def pages(window: DesktopWindow, seconds: float) -> tuple[Page, ...] | None:  # noqa: ARG001 - UIA has its own limits
    """The page in a browser's window; None if it tells of none. Raises OSError."""
    if sys.platform != "win32":
        return None
    ole32 = ctypes.OleDLL("ole32")
    ole32.CoInitializeEx(None, 0)
    return pages_told(_value_of_document(ole32, window.id))


def pages_told(value: str) -> tuple[Page, ...] | None:
    """The page of a document with this value; none without."""
    return (Page(value),) if value.strip() else None


def _value_of_document(ole32: Any, handle: int) -> str:
    automation, window, condition, document = (ctypes.c_void_p() for _ in range(4))
    made: list[ctypes.c_void_p] = []
    try:
        ole32.CoCreateInstance(
            _guid(ole32, _AUTOMATION),
            None,
            _IN_PROCESS,
            _guid(ole32, _I_AUTOMATION),
            ctypes.byref(automation),
        )
        made.append(automation)
        _call(automation, _ELEMENT_FROM_HANDLE, ctypes.c_void_p(handle), ctypes.byref(window))
        made.append(window)
        wanted = Variant(_VT_I4, (0, 0, 0), _DOCUMENT, None)
        _call(automation, _CREATE_PROPERTY_CONDITION, _CONTROL_TYPE, wanted, ctypes.byref(condition))
        made.append(condition)
        _call(window, _FIND_FIRST, _DESCENDANTS, condition, ctypes.byref(document))
        if not document:
            return ""
        made.append(document)
        value = Variant()
        _call(document, _GET_CURRENT_PROPERTY_VALUE, _VALUE, ctypes.byref(value))
        return ctypes.wstring_at(value.value) if value.kind == _VT_BSTR and value.value else ""
    finally:
        for each in reversed(made):
            _call(each, _RELEASE)


def _guid(ole32: Any, text: str) -> Any:
    guid = (ctypes.c_byte * 16)()
    ole32.CLSIDFromString(text, ctypes.byref(guid))
    return ctypes.byref(guid)


def _call(thing: ctypes.c_void_p, function: int, *values: Any) -> None:
    """Calls a function of a COM object by its place in the table. Raises OSError."""
    if sys.platform != "win32":
        return
    table = ctypes.cast(thing, ctypes.POINTER(ctypes.POINTER(ctypes.c_void_p)))[0]
    kinds: Sequence[Any] = [type(value) if not isinstance(value, int) else ctypes.c_int for value in values]
    kinds = [ctypes.c_void_p if kind.__name__ == "CArgObject" else kind for kind in kinds]
    result = ctypes.c_ulong if function == _RELEASE else ctypes.HRESULT
    ctypes.WINFUNCTYPE(result, ctypes.c_void_p, *kinds)(table[function])(thing, *values)
