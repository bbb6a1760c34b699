"""One family of errors: what happened, in one sentence, and a hint what to do.

No message ever holds a secret, and none reaches a person as a traceback.
"""


class CuaError(Exception):
    """Something a person has to know: `message` says what, `hint` what they can do.

    `change` is the name of a setting and the value of it that may be the way out.
    """

    def __init__(self, message: str, hint: str = "", *, change: tuple[str, str] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.change = change

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class ModelError(CuaError):
    """The model could not be asked, or its answer could not be used."""


class KeyRefusedError(ModelError):
    """The service does not accept the key or token."""


class ModelUnknownError(ModelError):
    """The service has no such model for this key."""


class ToolRefusedError(ModelError):
    """The model does not take the computer tool in this dialect."""


class ChainLostError(ModelError):
    """The service can't go on with this conversation; it may be begun anew."""


class NothingKeptError(ChainLostError):
    """The service keeps nothing of a conversation: all of it has to go along each time."""


class ScreenError(CuaError):
    """The desktop could not be captured."""


class MonitorGoneError(ScreenError):
    """The monitor that is to be looked at is not there."""


class InputError(CuaError):
    """The input process could not do what it was told; everything it held is released."""


class ActionRefusedError(InputError):
    """The action is not possible or not allowed; the model is told why and may go on."""


class StoppedError(CuaError):
    """The brake is on: nothing is performed until the user starts anew."""

    def __init__(self, by: str) -> None:
        super().__init__(f"Stopped by {by}.")
        self.by = by


class UserActiveError(CuaError):
    """The user has the computer: nothing is performed until `resume`, and the action under way has ended."""

    def __init__(self) -> None:
        super().__init__("You are using the computer.")


class SettingsError(CuaError):
    """A setting has a value that can't be used."""


class CredentialsError(CuaError):
    """The API key could not be read from or stored in the keyring."""
