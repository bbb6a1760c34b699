"""Whether a model can be reached, by one short question: which of key, model and tool work."""

from dataclasses import dataclass

from cua_desktop.agent.errors import KeyRefusedError, ModelError, ModelUnknownError, ToolRefusedError
from cua_desktop.agent.exchange import Request
from cua_desktop.agent.geometry import Size
from cua_desktop.models.client import ResponsesModel

_QUESTION = Request(Size(1024, 768), messages=("This is a connection test. Answer OK and do nothing.",))


@dataclass(frozen=True, slots=True)
class ConnectionReport:
    """What works; None is not known, since something before it failed. `problem` says what failed."""

    key: bool | None = None
    model: bool | None = None
    tool: bool | None = None
    problem: ModelError | None = None


async def check_connection(model: ResponsesModel) -> ConnectionReport:
    """Asks the model one question, without a picture, and closes it. Raises nothing of the service."""
    try:
        await model.decide(_QUESTION)
    except KeyRefusedError as error:
        return ConnectionReport(key=False, problem=error)
    except ModelUnknownError as error:
        return ConnectionReport(key=True, model=False, problem=error)
    except ToolRefusedError as error:
        return ConnectionReport(key=True, model=True, tool=False, problem=error)
    except ModelError as error:
        return ConnectionReport(problem=error)
    finally:
        await model.close()
    return ConnectionReport(key=True, model=True, tool=True)
