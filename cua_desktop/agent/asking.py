"""Asks the model: one request, its answer, and what is heard while it is under way."""

import time
from typing import assert_never

from cua_desktop.agent.account import Account
from cua_desktop.agent.conversation import Conversation
from cua_desktop.agent.errors import ChainLostError, NothingKeptError
from cua_desktop.agent.events import (
    MessageShown,
    ReasoningShown,
    RequestSent,
    ResponseReceived,
    TextArrived,
    WaitStarted,
)
from cua_desktop.agent.exchange import Decision, Delta, Frame, Progress, Request, SentAgain, Waiting
from cua_desktop.agent.interfaces.model import Model
from cua_desktop.agent.interfaces.safety import Limits


class Asking:
    """Sends requests and keeps the account of them."""

    def __init__(self, model: Model, limits: Limits, account: Account) -> None:
        self._model = model
        self._limits = limits
        self._account = account

    async def ask(self, request: Request, conversation: Conversation, frame: Frame) -> Decision:
        """Asks once, or once more in a new chain where the service can't go on with this one.

        `frame` is the newest picture. Raises ModelError.
        """
        try:
            return await self._answered(request, conversation)
        except ChainLostError as lost:
            if not conversation.begun:
                raise
            self._account.tell_note(f"{lost.message} The conversation is begun anew.")
            stateless = isinstance(lost, NothingKeptError) or None
        return await self._answered(conversation.begin_anew(frame, stateless=stateless), conversation)

    async def _answered(self, request: Request, conversation: Conversation) -> Decision:
        tally, tell = self._account.tally, self._account.tell
        request = conversation.sent(request)
        tell(RequestSent)
        begun = time.monotonic()
        try:
            answer = await self._model.decide(request, self._heard)
        finally:
            seconds = time.monotonic() - begun
            tally.model += seconds
        decision = conversation.received(answer)
        tally.usage += decision.usage
        tell(
            ResponseReceived,
            response_id=decision.response_id,
            seconds=seconds,
            usage=decision.usage,
            cost=self._limits.cost(decision.usage),
            rate_limits=decision.rate_limits,
        )
        for reasoning in decision.reasoning:
            tell(ReasoningShown, text=reasoning.text)
        for message in decision.messages:
            tell(MessageShown, text=message.text)
        return decision

    def _heard(self, progress: Progress) -> None:
        tell = self._account.tell
        match progress:
            case Delta(kind=kind, text=text):
                tell(TextArrived, kind=kind, text=text)
            case Waiting(why=why, seconds=seconds):
                tell(WaitStarted, why=why, seconds=seconds)
            case SentAgain():
                tell(RequestSent)
            case _:
                assert_never(progress)
