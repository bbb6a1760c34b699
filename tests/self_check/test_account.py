import pytest

from cua_desktop.self_check import windows
from cua_desktop.self_check.account import Account, account_of
from cua_desktop.self_check.findings import rights


@pytest.fixture
def root(tmp_path):
    """Ann (1000) is in sudo by the file alone; Bob (1001) in docker; Cid (1002) in nothing of note."""
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc/passwd").write_text(
        "root:x:0:0::/root:/bin/sh\nann:x:1000:1000::/home/ann:/bin/sh\nbob:x:1001:1001::/:/bin/sh\n"
        "broken line\ncid:x:1002:1002::/:/bin/sh\n"
    )
    (tmp_path / "etc/group").write_text(
        "root:x:0:\nsudo:x:27:zoe,ann\ndocker:x:999:\nusers:x:100:ann,bob,cid\nbroken\nann:x:1000:\n"
    )
    return tmp_path


@pytest.mark.parametrize(
    ("user", "groups", "fine", "found"),
    [
        (0, {0}, False, "This runs as root, who may do anything here."),
        (1000, {1000}, False, "may administer the machine (group sudo)."),
        (1002, {27}, False, "may administer the machine (group sudo)."),
        (1001, {999}, False, "can become the administrator (group docker)."),
        (1002, {100}, True, "An ordinary user."),
        (4711, {4711}, True, "An ordinary user."),
    ],
)
def test_rights_are_told_by_user_and_groups(root, user, groups, fine, found):
    finding = rights(account_of(root, user, groups))
    assert finding.fine is fine
    assert found in finding.found
    assert bool(finding.advice) is not fine


def test_without_files_root_is_still_root(tmp_path):
    assert account_of(tmp_path, 0, {0}).elevated
    assert rights(account_of(tmp_path, 1000, {27})).fine


@pytest.mark.parametrize(("elevation", "fine"), [(1, True), (2, False), (3, False)])
def test_a_windows_token_that_is_limited_or_full_is_an_administrators(elevation, fine):
    assert rights(Account("someone", windows.groups_of(elevation), elevated=False)).fine is fine
