"""Which request comes next: the rules of a response chain, with no vendor's wire format in it.

Every computer call must be answered before anything else on its chain. A call whose safety
check was not approved can't be answered at all: unacknowledged the service refuses it, and
acknowledging what nobody approved would be a lie. From there the chain goes on from the
response before it (`Conversation.rewind`).
"""

from collections.abc import Mapping
from dataclasses import replace

from cua_desktop.agent.exchange import CallOutput, Decision, Frame, Request, SafetyCheck


class Conversation:
    """One chain of requests and responses; it outlives a run, so that a user can reply."""

    def __init__(self) -> None:
        self._request: Request | None = None
        self._decision: Decision | None = None
        self._unanswered: Request | None = None  # outlives a run that ends before it is answered

    @property
    def begun(self) -> bool:
        """Whether there is an answer of the model to go on from."""
        return self._decision is not None

    def sent(self, request: Request) -> None:
        """Keeps the request that is being sent, until an answer comes."""
        self._request = self._unanswered = request

    def received(self, decision: Decision) -> None:
        """Keeps the response to the request last sent."""
        self._decision = decision
        self._unanswered = None

    def user_says(self, text: str, frame: Frame) -> Request:
        """A task, or a follow-up in the same chain; what the model was not told yet comes first."""
        waiting = self._unanswered
        if waiting is not None:
            return replace(waiting, declared=frame.size, messages=(*waiting.messages, text), frame=frame)
        if self._decision is None:
            return Request(declared=frame.size, messages=(text,), frame=frame)
        if self._decision.open_calls:
            note = "The run was interrupted before your last actions were all done."
            return self._told((note, text), frame)
        return Request(declared=frame.size, after=self._decision.response_id, messages=(text,), frame=frame)

    def performed(
        self,
        frame: Frame,
        approved: Mapping[str, tuple[SafetyCheck, ...]],
        notes: tuple[str, ...] = (),
    ) -> Request:
        """Answers every open call with the screen after them; `approved` is by call id."""
        decision = self._last_decision()
        self._unanswered = Request(
            declared=frame.size,
            after=decision.response_id,
            outputs=tuple(
                CallOutput(call_id, frame, approved.get(call_id, ())) for call_id, _ in decision.open_calls
            ),
            messages=notes,
        )
        return self._unanswered

    def not_performed(self, note: str, frame: Frame) -> Request:
        """Tells the model why nothing of its last response was done."""
        self._last_decision()
        self._unanswered = self._told((note,), frame)
        return self._unanswered

    def go_on(self, frame: Frame) -> Request:
        """Continues after a response that was only commentary."""
        return Request(declared=frame.size, after=self._last_decision().response_id)

    def _told(self, notes: tuple[str, ...], frame: Frame) -> Request:
        decision = self._last_decision()
        if decision.raises_checks:
            return self._rewound(notes, frame)
        outputs = tuple(CallOutput(call_id, frame) for call_id, _ in decision.open_calls)
        return Request(
            declared=frame.size,
            after=decision.response_id,
            outputs=outputs,
            messages=notes,
            frame=None if outputs else frame,
        )

    def _rewound(self, notes: tuple[str, ...], frame: Frame) -> Request:
        """The last request again, with what was declined and the newest screen."""
        if self._request is None:
            raise AssertionError("a response without a request")
        return replace(
            self._request, declared=frame.size, messages=(*self._request.messages, *notes), frame=frame
        )

    def _last_decision(self) -> Decision:
        if self._decision is None:
            raise AssertionError("there is no response to go on from")
        return self._decision
