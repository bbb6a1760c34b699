"""For tests of what the hands do, not of who may use them: mouse and keyboard with a permit at once."""

from cua_desktop.agent.geometry import Rect
from cua_desktop.agent.permit import Stamp
from cua_desktop.input import wire
from cua_desktop.input.client import InputProcess

EVERYWHERE = Rect(-100_000, -100_000, 200_000, 200_000)


class PermittedInput(InputProcess):
    """Gives itself the permit for each action, as in the app only the gate does."""

    async def perform(self, action, within=EVERYWHERE):
        permit = self.new_stamp().mint(1, (action,), within)
        await self.admit(permit)
        await super().perform(action, permit)


def orders_for(action, number=1, within=EVERYWHERE):
    """What the app writes, in lines, to have this one action performed; its last has this number."""
    stamp = Stamp.fresh()
    permit = stamp.mint(1, (action,), within)
    return [
        {"do": "stamp", "key": stamp.key.hex()},
        {"do": "admit", "permit": wire.packed_permit(permit)},
        {"do": "perform", "action": wire.packed(action), "permit": 1, "id": number},
    ]
