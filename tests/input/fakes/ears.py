"""Who is told by ears, and remembers."""

from cua_desktop.input.hands import Heard


class Told:
    """Counts chords and corners, keeps the user's input; `raises` plays one that breaks down."""

    def __init__(self):
        self.chords = self.corners = 0
        self.user = []
        self.raises = False
        self.heard = Heard(chord=self._chord, corner=self._corner, lost=lambda why: None, user=self._user)

    def _chord(self):
        self.chords += 1

    def _corner(self):
        self.corners += 1

    def _user(self, heard):
        if self.raises:
            raise RuntimeError("made up")
        self.user.append(heard)
