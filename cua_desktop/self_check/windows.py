"""Facts that only Windows tells. Unverified: nothing but the decisions could be run."""

import ctypes
import sys
from typing import Any

_TOKEN_QUERY = 0x0008
_TOKEN_ELEVATION_TYPE = 18
_FULL, _LIMITED = 2, 3
_FIRMWARE = r"HARDWARE\DESCRIPTION\System\BIOS"
_NAMES = ("SystemManufacturer", "SystemProductName", "BIOSVendor")

ADMINISTRATORS = "Administrators"


def groups_of(elevation_type: int) -> frozenset[str]:
    """The groups that matter. A token that is limited, or full by consent, is an administrator's.

    https://learn.microsoft.com/windows/win32/api/winnt/ne-winnt-token_elevation_type
    """
    return frozenset({ADMINISTRATORS} if elevation_type in (_FULL, _LIMITED) else ())


def elevation_type() -> int:
    """What kind of token this process has; 1, the ordinary kind, where that can't be told."""
    advapi32, kernel32 = _library("advapi32"), _library("kernel32")
    token, found, length = ctypes.c_void_p(), ctypes.c_uint32(1), ctypes.c_uint32()
    kernel32.GetCurrentProcess.restype = ctypes.c_void_p
    process = ctypes.c_void_p(kernel32.GetCurrentProcess())
    if not advapi32.OpenProcessToken(process, _TOKEN_QUERY, ctypes.byref(token)):
        return 1
    size = ctypes.sizeof(found)
    advapi32.GetTokenInformation(
        token, _TOKEN_ELEVATION_TYPE, ctypes.byref(found), size, ctypes.byref(length)
    )
    kernel32.CloseHandle(token)
    return found.value


def is_elevated() -> bool:
    """Whether this process may do anything already."""
    return bool(_library("shell32").IsUserAnAdmin())


def product() -> str:
    """What the firmware says of maker and product; empty where it says nothing."""
    if sys.platform != "win32":
        return ""
    import winreg  # noqa: PLC0415 - is there only

    try:
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, _FIRMWARE) as key:
            return " ".join(str(winreg.QueryValueEx(key, name)[0]) for name in _NAMES)
    except OSError:
        return ""


def _library(name: str) -> Any:
    if sys.platform != "win32":
        raise OSError(name)
    return ctypes.WinDLL(name)
