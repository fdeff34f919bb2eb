"""Questions: calls of a client that it answers, from inside a hub method or from outside.

Rules: an id is never used again; only the connection that was asked may answer, and whoever else
tries loses its own; late and second answers are nothing to anybody (behaviours 74 to 77).
"""

import asyncio
import itertools
from dataclasses import dataclass
from typing import Any

from hubproof.contract.dotnet.shapes import Shape, ValueMismatchError
from hubproof.simulator.hubs.typed.hub import HubError, NotAnsweredError
from hubproof.simulator.hubs.typed.values import encode_all, values_of
from hubproof.simulator.session.events import Answered
from hubproof.simulator.transports.conversation import Conversation

WITHOUT_WORDS = "Exception of type 'Microsoft.AspNetCore.SignalR.HubException' was thrown."
"""What an answer without a result and without an error comes to."""

GIVEN_UP = "Invocation canceled by the server."


@dataclass(slots=True)
class _Open:
    connection: Conversation
    shape: Shape
    answer: "asyncio.Future[Any]"


class Questions:
    """The questions of one hub that are not answered yet."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._open: dict[str, _Open] = {}

    async def ask(
        self,
        connection: Conversation,
        shape: Shape,
        target: str,
        arguments: tuple[Any, ...],
        timeout_s: float | None = None,
    ) -> Any:
        """Ask, and wait for the answer.

        Raises:
            HubError: the client refuses, answers something else, or takes too long.
            NotAnsweredError: it has gone.
        """
        number = f"s{next(self._numbers)}"
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._open[number] = _Open(connection, shape, answer)
        try:
            connection.ask(number, target, encode_all(arguments, connection.protocol))
            async with asyncio.timeout(timeout_s):
                return await answer
        except TimeoutError:
            raise HubError(GIVEN_UP) from None
        finally:
            self._open.pop(number, None)

    def answered(self, connection: Conversation, answered: Answered) -> bool:
        """An answer came; False where it is to somebody else's question."""
        question = self._open.get(answered.invocation_id)
        if question is None:
            return True
        if question.connection is not connection:
            return False
        del self._open[answered.invocation_id]
        if question.answer.done():
            return True
        if answered.result is None:
            says = WITHOUT_WORDS if answered.error is None else answered.error
            question.answer.set_exception(HubError(says))
            return True
        values = values_of(connection.protocol)
        data = bytes(answered.result)
        try:
            question.answer.set_result(values.decode(data, question.shape))
        except ValueMismatchError:
            misfit = values.misfit(data, question.shape, "argument")
            says = f"Error trying to deserialize result to {question.shape.name}. {misfit}"
            question.answer.set_exception(HubError(says))
        return True

    def lose(self, connection: Conversation) -> None:
        """A client has gone: its questions are not answered."""
        for question in self._open.values():
            if question.connection is connection and not question.answer.done():
                says = f"Connection '{connection.id}' disconnected."
                question.answer.set_exception(NotAnsweredError(says))
