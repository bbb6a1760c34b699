"""Leave to do something: exactly these actions, in this order, each once, on exactly this screen.

A permit is sealed with the stamp of one look at the screen. The gate alone mints permits, and the
input process performs nothing that it has no unbroken permit for: not another action, not twice,
not after a newer look. The seal keeps a mistake of ours from acting past the gate; it is no
protection from other code in the app's process.
"""

import hmac
import secrets
from dataclasses import dataclass, field

from cua_desktop.agent.actions import Action
from cua_desktop.agent.geometry import Rect

_BYTES = 32


@dataclass(frozen=True, slots=True)
class Permit:
    """What may be done. `shown` is the part of the desktop it was decided on; all in screen points.

    `number` counts up from 1 with each permit of one look.
    """

    number: int
    actions: tuple[Action, ...]
    shown: Rect
    seal: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Stamp:
    """What the permits of one look at the screen are sealed with. The input gives a new one out for each."""

    key: bytes = field(repr=False)

    @staticmethod
    def fresh() -> "Stamp":
        """One that nothing was sealed with before."""
        return Stamp(secrets.token_bytes(_BYTES))

    def mint(self, number: int, actions: tuple[Action, ...], shown: Rect) -> Permit:
        """A permit for these actions. Only the gate may do this."""
        return Permit(number, actions, shown, self._seal(number, actions, shown))

    def sealed(self, permit: Permit) -> bool:
        """Whether this stamp has sealed it, just as it is."""
        return hmac.compare_digest(permit.seal, self._seal(permit.number, permit.actions, permit.shown))

    def _seal(self, number: int, actions: tuple[Action, ...], shown: Rect) -> bytes:
        # What Python writes of frozen data says all of it, and no two of them alike.
        content = repr((number, actions, shown)).encode("utf-8", "surrogatepass")
        return hmac.digest(self.key, content, "sha256")
