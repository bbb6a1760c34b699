import pytest

from cua_desktop.self_check.findings import machine
from cua_desktop.self_check.machine import Kind, kind_by_firmware, linux_kind

DMI = "sys/class/dmi/id/"
ON_METAL = {"proc/cpuinfo": "processor\t: 0\nflags\t\t: fpu vme sse2\n"}


def test_nothing_known_is_unknown(tmp_path):
    assert linux_kind(tmp_path) == Kind("unknown")


@pytest.mark.parametrize(
    ("files", "kind"),
    [
        (ON_METAL, Kind("physical")),
        ({**ON_METAL, f"{DMI}sys_vendor": "LENOVO\n"}, Kind("physical")),
        (
            {f"{DMI}sys_vendor": "QEMU\n"},
            Kind("virtual machine", "QEMU"),
        ),
        ({f"{DMI}sys_vendor": "innotek GmbH"}, Kind("virtual machine", "VirtualBox")),
        ({f"{DMI}sys_vendor": "VMware, Inc."}, Kind("virtual machine", "VMware")),
        ({f"{DMI}product_name": "Google Compute Engine"}, Kind("virtual machine", "Google Compute Engine")),
        ({"sys/hypervisor/type": "xen\n"}, Kind("virtual machine", "Xen")),
        (
            {"proc/cpuinfo": "model name : x\nflags\t\t: fpu hypervisor lahf_lm\n"},
            Kind("virtual machine", "of an unknown make"),
        ),
        ({"proc/cpuinfo": "model name : hypervisor\nflags\t\t: fpu\n"}, Kind("physical")),
        (
            {"proc/cpuinfo": "flags : fpu hypervisor\n", "proc/xen/capabilities": "control_d\n"},
            Kind("physical"),
        ),
        ({"proc/device-tree/compatible": "linux,dummy-virt\0"}, Kind("virtual machine", "QEMU")),
        ({**ON_METAL, ".dockerenv": ""}, Kind("container", "Docker")),
        ({**ON_METAL, "run/.containerenv": ""}, Kind("container", "Podman")),
        ({**ON_METAL, "run/systemd/container": "lxc\n"}, Kind("container", "lxc")),
        ({**ON_METAL, "proc/self/cgroup": "0::/kubepods/pod1\n"}, Kind("container", "kubepods")),
        (
            {**ON_METAL, "proc/self/cgroup": f"0::/system.slice/docker-{'0a' * 32}.scope"},
            Kind("container", "docker"),
        ),
        ({**ON_METAL, "proc/self/cgroup": "0::/user.slice/docker-app.scope\n"}, Kind("physical")),
        ({"proc/sys/kernel/osrelease": "5.15.1-microsoft-standard-WSL2\n"}, Kind("WSL")),
    ],
)
def test_the_kind_of_a_linux_machine_is_told_by_what_it_leaves(tmp_path, files, kind):
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    assert linux_kind(tmp_path) == kind


@pytest.mark.parametrize(
    ("told", "what"),
    [
        ("Microsoft Corporation Virtual Machine", "virtual machine"),
        ("Microsoft Corporation Surface Laptop", "physical"),
        ("Amazon EC2 m5.large", "virtual machine"),
        ("Amazon EC2 m5.metal", "physical"),
        ("", "unknown"),
    ],
)
def test_firmware_tells_machines_of_one_maker_apart(told, what):
    assert kind_by_firmware(told).what == what


@pytest.mark.parametrize(
    ("what", "fine"),
    [("virtual machine", True), ("container", True), ("WSL", False), ("physical", False), ("unknown", False)],
)
def test_what_can_not_be_thrown_away_gets_an_advice(what, fine):
    finding = machine(Kind(what, "x"))
    assert (finding.fine, bool(finding.advice)) == (fine, not fine)
