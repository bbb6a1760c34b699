"""Sets what a user's own keys set: CapsLock and the layout in use; and looks at what typing may not touch."""

SHIFT, CAPS_LOCK, CONTROL = 1, 1 << 1, 1 << 2


def set_lock(lock, *, on):
    from cua_desktop.input.x11.connection import connected
    from cua_desktop.input.x11.xkb import Xkb

    display = connected()
    Xkb(display).set_locks(lock, on=on)
    display.close()


def latch(modifiers):
    """As a sticky key that is pressed once: on for the next key alone."""
    from cua_desktop.input.x11.connection import connected
    from cua_desktop.input.x11.xkb import Xkb

    display = connected()
    Xkb(display).set_locks(0, on=True, latches=modifiers)
    assert Xkb(display).state().latched == modifiers
    display.close()


def lock_caps(on):
    before = caps_lock_is_on()
    set_lock(CAPS_LOCK, on=on)
    return before


NUM_LOCK = 1 << 4
"""Mod2, as which every keymap of xkeyboard-config has NumLock."""


def caps_lock_is_on():
    return bool(locked() & CAPS_LOCK)


def num_lock_is_on():
    return bool(locked() & NUM_LOCK)


def locked():
    from cua_desktop.input.x11.connection import connected
    from cua_desktop.input.x11.xkb import Xkb

    display = connected()
    locked = Xkb(display).state().locked
    display.close()
    return locked


def lock_layout(number):
    """Switches to a layout of several, as their user does with a key."""
    from cua_desktop.input.x11 import xkb
    from cua_desktop.input.x11.connection import connected

    display = connected()
    xkb._LatchLockState(
        display=display.display,
        opcode=xkb.Xkb(display)._opcode,
        device=0x100,
        affect_locks=0,
        locks=0,
        lock_group=1,
        group=number,
        affect_latches=0,
        latches=0,
        latch_group=0,
        latched_group=0,
    )
    display.sync()
    assert xkb.Xkb(display).state().group == number
    display.close()


def selection_owners():
    """Who owns the clipboard and what is selected, as window ids."""
    from cua_desktop.input.x11.connection import connected

    display = connected()
    owners = [display.get_selection_owner(display.get_atom(name)) for name in ("CLIPBOARD", "PRIMARY")]
    display.close()
    return [getattr(owner, "id", owner) for owner in owners]
