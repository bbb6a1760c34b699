"""Which request comes next: the rules of a conversation, with no vendor's wire format in it.

Every computer call must be answered before anything else on its chain. A call whose safety
check was not approved can't be answered at all: unacknowledged the service refuses it, and
acknowledging what nobody approved would be a lie. From there, as from anything else that
can't be answered, the chain goes on from the response before it.

Chained, the service keeps what was said, and a request names the response it continues.
Stateless, it keeps nothing, and everything goes along each time (`history.py`).
"""

from collections.abc import Mapping
from dataclasses import replace

from cua_desktop.agent.exchange import CallOutput, Decision, Frame, Request, SafetyCheck, Turn
from cua_desktop.agent.history import MOST_BYTES, shortened

_INTERRUPTED = "The run was interrupted before your last actions were all done."
_BEGUN_ANEW = (
    "What you have done for this so far is no longer in this conversation. The screenshot shows how far "
    "it has come: go on from there, and do nothing twice."
)
_MOST_WORDS = 20
"""How many of the newest texts of the user, beside the first, are said again when a chain is lost."""

_LONGEST_QUOTE = 60


class Conversation:
    """One chain of requests and responses; it outlives a run, so that a user can reply.

    `most_bytes` is what a request may weigh when everything goes along.
    """

    def __init__(self, *, stateless: bool = False, most_bytes: int = MOST_BYTES) -> None:
        self._history: tuple[Turn, ...] | None = () if stateless else None
        self._most_bytes = most_bytes
        self._request: Request | None = None
        self._decision: Decision | None = None
        self._unanswered: Request | None = None  # outlives a run that ends before it is answered
        self._said: list[str] = []
        self._waiting: list[str] = []
        self._notes: list[str] = []
        self._call_ids: set[str] = set()

    def fresh(self) -> "Conversation":
        """An empty one of the same kind: what a service does not keep now, it does not keep later."""
        return Conversation(stateless=self.stateless, most_bytes=self._most_bytes)

    @property
    def begun(self) -> bool:
        """Whether there is an answer of the model to go on from."""
        return self._decision is not None

    @property
    def stateless(self) -> bool:
        """Whether everything goes along each time."""
        return self._history is not None

    @property
    def has_words_waiting(self) -> bool:
        """Whether the user has said something that the model has not been told."""
        return bool(self._waiting)

    @property
    def unanswered(self) -> Request | None:
        """The request that has no answer yet, with all that was said in it; to be sent again."""
        return self._unanswered

    def add(self, text: str) -> None:
        """What the user says in the middle of a run; it goes with the next request."""
        self._waiting.append(text)

    def note(self, text: str) -> None:
        """What the app has to tell the model with the next request; no reason for one by itself."""
        self._notes.append(text)

    def sent(self, request: Request) -> Request:
        """Keeps the request that is being sent, until an answer comes; with what was said meanwhile."""
        if self._notes:
            request = replace(request, messages=(*self._notes, *request.messages))
            self._notes = []
        if self._waiting:
            request = replace(request, messages=(*self._waiting, *request.messages))
            self._said += self._waiting
            self._waiting = []
        self._request = self._unanswered = request
        return request

    def received(self, decision: Decision) -> Decision:
        """Keeps the response to the request last sent, and gives it back as it may be acted on."""
        self._decision = decision = self._without_repeated_calls(decision)
        self._unanswered = None
        if self._history is not None and self._request is not None:
            turn = Turn(replace(self._request, history=None), decision.received)
            self._history = shortened((*(self._request.history or ()), turn), self._most_bytes)
        return decision

    def user_says(self, text: str, frame: Frame) -> Request:
        """A task, or a follow-up in the same chain; what the model was not told yet comes first."""
        self._said.append(text)
        waiting = self._unanswered
        if waiting is not None:
            return replace(waiting, declared=frame.size, messages=(*waiting.messages, text), frame=frame)
        if self._decision is None:
            return Request(frame.size, messages=(text,), frame=frame, history=self._history)
        notes = (_INTERRUPTED,) if self._decision.open_calls else ()
        return self._told((*notes, text), frame)

    def performed(
        self,
        frame: Frame,
        approved: Mapping[str, tuple[SafetyCheck, ...]],
        notes: tuple[str, ...] = (),
    ) -> Request:
        """Answers every open call with the screen after them; `approved` is by call id."""
        outputs = tuple(
            CallOutput(call_id, frame, approved.get(call_id, ()))
            for call_id, _ in self._last_decision().open_calls
        )
        self._unanswered = self._continued(frame, notes, outputs)
        return self._unanswered

    def not_performed(self, note: str, frame: Frame) -> Request:
        """Tells the model why nothing of its last response was done."""
        self._unanswered = self._told((note,), frame)
        return self._unanswered

    def go_on(self, frame: Frame) -> Request:
        """Continues after a response that asked for nothing; with the screen if the user has spoken."""
        request = self._continued(frame, (), ())
        return replace(request, frame=frame) if self._waiting else request

    def begin_anew(self, frame: Frame, *, stateless: bool | None = None) -> Request:
        """Says again what the user wants, in a new chain: the service can't go on with the one before.

        `stateless` says whether everything goes along from now on; None leaves it as it is.
        """
        if self.stateless if stateless is None else stateless:
            self._history = ()
        words = self._said[:1] + self._said[1:][-_MOST_WORDS:]
        self._unanswered = Request(
            frame.size, messages=(*words, _BEGUN_ANEW), frame=frame, history=self._history
        )
        return self._unanswered

    def _without_repeated_calls(self, decision: Decision) -> Decision:
        """A call id that came before may be a call that was done before: nothing is done twice.

        Nor can it be answered: nobody knows which of the two the service would take the answer for.
        """
        call_ids = {call_id for call_id, _ in decision.open_calls}
        repeated = sorted(call_ids & self._call_ids)
        self._call_ids |= call_ids
        if not repeated:
            return decision
        problem = f"An earlier computer call had the same call_id “{repeated[0][:_LONGEST_QUOTE]}”."
        return replace(decision, problems=(*decision.problems, problem), answerable=False)

    def _told(self, notes: tuple[str, ...], frame: Frame) -> Request:
        decision = self._last_decision()
        if decision.raises_checks or not decision.answerable:
            return self._rewound(notes, frame)
        return self._continued(
            frame, notes, tuple(CallOutput(call_id, frame) for call_id, _ in decision.open_calls)
        )

    def _continued(self, frame: Frame, notes: tuple[str, ...], outputs: tuple[CallOutput, ...]) -> Request:
        decision = self._last_decision()
        shown = frame if notes and not outputs else None
        if self._history is not None:
            return Request(frame.size, None, outputs, notes, shown, self._history)
        if decision.response_id:
            return Request(frame.size, decision.response_id, outputs, notes, shown)
        anew = self.begin_anew(frame)
        fresh = tuple(note for note in notes if note not in anew.messages)
        return replace(anew, messages=(*anew.messages, *fresh))

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
