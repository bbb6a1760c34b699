import os
import subprocess
from pathlib import Path

from cua_desktop.agent.geometry import Size
from cua_desktop.practice.virtual_display import virtual_display


def shell(command, variables):
    return subprocess.run(
        command, env={**os.environ, **variables}, capture_output=True, text=True, check=True
    )


def test_the_display_has_the_size_asked_for():
    with virtual_display(Size(1366, 768)) as variables:
        assert "1366x768" in shell(["xdpyinfo"], variables).stdout


def test_it_is_gone_afterwards():
    with virtual_display(Size(800, 600)) as variables:
        pass
    gone = subprocess.run(["xdpyinfo"], env={**os.environ, **variables}, capture_output=True, check=False)
    assert gone.returncode != 0


def test_its_runtime_folder_is_private_and_removed():
    with virtual_display(Size(800, 600)) as variables:
        folder = variables["XDG_RUNTIME_DIR"]
        assert Path(folder).stat().st_mode & 0o777 == 0o700
    assert not Path(folder).exists()


def test_it_has_one_desktop_so_that_a_wheel_leads_away_from_no_window():
    with virtual_display(Size(800, 600)) as variables:
        answer = shell(["xprop", "-root", "_NET_NUMBER_OF_DESKTOPS"], variables).stdout
        assert answer.split()[-1] == "1"
