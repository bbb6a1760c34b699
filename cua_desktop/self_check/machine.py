"""What kind of machine this looks like, told without starting a program. `root` stands for `/`.

The same signs as systemd-detect-virt looks for: what firmware, kernel and container managers leave.
"""

import ctypes
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from cua_desktop.self_check.files import exists, text_of

_CONTAINERS = {".dockerenv": "Docker", "run/.containerenv": "Podman"}
_CGROUP = re.compile(r"/(docker|kubepods|lxc|libpod|containerd)(?:/|\.slice|\.payload|-[0-9a-f]{12})")
_HYPERVISOR_FLAG = re.compile(r"^flags\b.*\bhypervisor\b", re.MULTILINE)
_FIRMWARE = ("sys_vendor", "product_name", "board_vendor", "bios_vendor")

_PRODUCTS = {
    # What firmware says of maker and product, in lower case, and the name people know it by.
    "qemu": "QEMU", "kvm": "KVM", "vmware": "VMware", "innotek": "VirtualBox", "virtualbox": "VirtualBox",
    "hvm domu": "Xen", "bochs": "Bochs", "parallels": "Parallels", "bhyve": "bhyve",
    "virtual machine": "Hyper-V", "apple virtualization": "Apple Virtualization",
    "google compute engine": "Google Compute Engine", "openstack": "OpenStack", "kubevirt": "KubeVirt",
    "digitalocean": "DigitalOcean", "alibaba cloud ecs": "Alibaba Cloud", "hetzner vserver": "Hetzner",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kind:
    """`name` is the product, where it is known."""

    what: Literal["virtual machine", "container", "WSL", "physical", "unknown"]
    name: str = ""


def kind_of_machine(root: Path) -> Kind:
    """The kind of this machine."""
    if sys.platform == "win32":
        from cua_desktop.self_check import windows  # noqa: PLC0415 - its libraries are there only

        return kind_by_firmware(windows.product())
    if sys.platform == "darwin":
        return _mac_kind()
    return linux_kind(root)


def linux_kind(root: Path) -> Kind:
    """The kind of a Linux machine."""
    if (container := _container(root)) is not None:
        return container
    if "microsoft" in text_of(root / "proc/sys/kernel/osrelease").lower():
        return Kind("WSL")
    if "control_d" in text_of(root / "proc/xen/capabilities"):
        return Kind("physical")  # Xen's first domain: it rules the others, and looks like one of them
    told = " ".join(text_of(root / "sys/class/dmi/id" / name) for name in _FIRMWARE).strip()
    by_firmware = kind_by_firmware(told)
    if by_firmware.what == "virtual machine":
        return by_firmware
    if hypervisor := text_of(root / "sys/hypervisor/type"):
        return Kind("virtual machine", hypervisor.capitalize())
    processor = text_of(root / "proc/cpuinfo")
    if _HYPERVISOR_FLAG.search(processor):
        return Kind("virtual machine", "of an unknown make")
    if "dummy-virt" in text_of(root / "proc/device-tree/compatible"):
        return Kind("virtual machine", "QEMU")
    return Kind("physical") if processor else by_firmware


def kind_by_firmware(told: str) -> Kind:
    """The kind by what firmware says of maker and product."""
    words = told.lower()
    if name := next((name for mark, name in _PRODUCTS.items() if mark in words), None):
        return Kind("virtual machine", name)
    if "amazon ec2" in words and ".metal" not in words:
        return Kind("virtual machine", "Amazon EC2")
    return Kind("physical") if words.strip() else Kind("unknown")


def _container(root: Path) -> Kind | None:
    for file, name in _CONTAINERS.items():
        if exists(root / file):
            return Kind("container", name)
    if manager := text_of(root / "run/systemd/container"):
        return Kind("container", manager)
    if found := _CGROUP.search(text_of(root / "proc/self/cgroup")):
        return Kind("container", found[1])
    return None


def _mac_kind() -> Kind:
    """By the kernel's own word for it, since macOS 11. Unverified."""
    found, size = ctypes.c_int(-1), ctypes.c_size_t(ctypes.sizeof(ctypes.c_int))
    libc = ctypes.CDLL(None)
    libc.sysctlbyname(b"kern.hv_vmm_present", ctypes.byref(found), ctypes.byref(size), None, 0)
    return {0: Kind("physical"), 1: Kind("virtual machine", "of an unknown make")}.get(
        found.value, Kind("unknown")
    )
