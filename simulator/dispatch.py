"""Dispatch: the way of one invocation from a connection to the world and back, faults included.

The three phases at which a fault may act are exactly the three things that can be true of a call
whose connection dies: it never happened (received), it happens and nobody says so (committed), it
happened and the answer was read (answered). The journal's lines come in the order of these steps.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import msgspec

from hubproof.contract.mesolive import models, wire
from hubproof.simulator import journal as lines
from hubproof.simulator.faults.delay_completion import DELAYED
from hubproof.simulator.hubs.excerpt import excerpt
from hubproof.simulator.hubs.forms import Forms
from hubproof.simulator.hubs.methods import BINDERS
from hubproof.simulator.hubs.typed.binding import Bound, Unbound
from hubproof.simulator.hubs.typed.signatures import Signature
from hubproof.simulator.injection import NOTHING, Due, Injection
from hubproof.simulator.overlap import Overlap
from hubproof.simulator.session.events import Invoked
from hubproof.simulator.strikes import Strikes
from hubproof.simulator.transports.connection import Connection
from hubproof.simulator.withheld import Withheld, keeping_back
from hubproof.simulator.world.effects import Response


@dataclass(slots=True)
class OpenCall:
    """An invocation on its way: who asked, what is due on it, and the answer that waits for that.

    While it `is_held`, an answer is kept in `held` instead of being written. `on_answered` hears
    that one was written.
    """

    number: int
    connection: Connection
    invocation_id: str | None
    method: Signature
    key: str | None = None
    due: Mapping[str, Due] = field(default_factory=lambda: NOTHING)
    is_held: bool = False
    held: Response | None = None
    on_answered: Callable[[], None] | None = None


class Performer(Protocol):
    """Carries a bound call out; the answer comes back through `Dispatch.answer`, now or later."""

    def __call__(self, call: OpenCall, args: msgspec.Struct) -> None:
        """Apply the call to the world."""


class Dispatch:
    """Takes invocations in, hands them on, writes answers, and lets faults act in between."""

    def __init__(  # noqa: PLR0913  # the stations of a call, each by its name
        self,
        *,
        journal: lines.Journal,
        injection: Injection,
        clock: Callable[[], int],
        strikes: Strikes,
        perform: Performer,
        withheld: Withheld,
        overlap: Overlap | None = None,
        forms: Forms,
    ) -> None:
        self._journal = journal
        self._injection = injection
        self._clock = clock
        self._strikes = strikes
        self._perform = perform
        self._withheld = withheld
        self._overlap = overlap
        self._forms = forms
        self._calls = 0
        self._open: dict[int, OpenCall] = {}

    def take(self, connection: Connection, invoked: Invoked) -> OpenCall | None:
        """Take one invocation; None where the hub refused it at once."""
        bound = BINDERS[connection.hub].bind(invoked, connection.protocol, connection.user)
        if isinstance(bound, Unbound):
            self._refuse(connection, invoked.invocation_id, bound)
            return None
        call = self._enter(connection, invoked.invocation_id, bound)
        self._withheld.speak_of(call.key)
        if self._falls(call, "received"):
            self._open.pop(call.number)
            return call
        self._journal.add(lines.Applied(at_us=self._clock(), call=call.number))
        (args,) = bound.arguments
        if call.method.streams:
            self._begin_stream(call, args)
            return call
        # What is answered at once waits until it is known whether anybody will hear it.
        call.is_held = "committed" in call.due
        self._perform(call, args)
        if not self._falls(call, "committed"):
            self._release(call)
        return call

    def answer(self, number: int, response: Response) -> None:
        """Write the completion of a call, unless nobody is there to read it."""
        call = self._open[number]
        if call.is_held:
            call.held = response
            return
        del self._open[number]
        if not call.connection.is_open:
            return
        if call.invocation_id is None:
            # Nobody asked for an answer: none is written, but the next call's turn has come.
            call.connection.complete(None)
            return
        fault = keeping_back(call.due)
        if fault is not None:
            self._keep_back(call, response, fault)
            return
        self._write(call, response)
        self._falls(call, "answered")

    def _write(self, call: OpenCall, response: Response, *, is_late: bool = False) -> None:
        told = excerpt(response.Data)
        overlaps = self._overlap is not None and self._overlap.begin(call.number, call.due, told[1])
        self._note_answer(call.number, response, told, is_late=is_late)
        if call.on_answered is not None:
            call.on_answered()
        result = self._forms.of(call.connection).encode(response)
        call.connection.complete(call.invocation_id, result=result)
        if self._overlap is not None and overlaps:
            self._overlap.end(told[1])

    def _keep_back(self, call: OpenCall, response: Response, due: Due) -> None:
        """The answer is lost, or written when its client has stopped to wait for it."""
        phase = due.fault.trigger.phase
        assert call.invocation_id is not None, "what nobody waits for is not kept back"
        self._strikes.note(due, phase, call=call.number)

        def tell() -> None:
            if call.connection.is_open:
                self._write(call, response, is_late=True)

        if phase == DELAYED:
            self._withheld.hold(call.key, tell)
        call.connection.detach(call.invocation_id)

    def _begin_stream(self, call: OpenCall, args: msgspec.Struct) -> None:
        """Open a stream, unless a fault ends its connection first; `answered` is its first item."""
        if self._falls(call, "committed"):
            self._open.pop(call.number)
            return
        self._perform(call, args)
        self._falls(call, "answered")

    def end_stream(self, number: int, error: str) -> None:
        """Break a stream off, in these words."""
        call = self._open.pop(number)
        call.connection.complete(call.invocation_id, error=error)
        self._journal.add(lines.StreamEnded(at_us=self._clock(), call=number, reason=error))

    def forget(self, number: int) -> None:
        """A stream is over, and nobody waits for its end."""
        self._open.pop(number, None)

    def _note_answer(
        self,
        number: int,
        response: Response,
        told: tuple[dict[str, Any] | None, tuple[int, ...]],
        *,
        is_late: bool,
    ) -> None:
        result, event_seq_ids = told
        self._journal.add(
            lines.Answered(
                at_us=self._clock(),
                call=number,
                status=response.Status.value,
                message=response.Message,
                result=result,
                event_seq_ids=event_seq_ids,
                late=is_late,
            )
        )

    def _release(self, call: OpenCall) -> None:
        call.is_held = False
        if call.held is not None:
            self.answer(call.number, call.held)

    def _refuse(self, connection: Connection, invocation_id: str | None, unbound: Unbound) -> None:
        self._journal.add(
            lines.Refused(
                at_us=self._clock(),
                hub=connection.hub,
                connection=connection.number,
                error=unbound.error,
                why=unbound.why,
            )
        )
        connection.complete(invocation_id, error=unbound.error)

    def _enter(self, connection: Connection, invocation_id: str | None, bound: Bound) -> OpenCall:
        self._calls += 1
        method, (args,) = bound.signature, bound.arguments
        due = self._injection.at(connection.hub, method.name, [connection.number])
        key = args.IdempotencyKey if isinstance(args, KEYED) else None
        call = OpenCall(self._calls, connection, invocation_id, method, key, due)
        self._open[call.number] = call
        self._journal.add(
            lines.Received(
                at_us=self._clock(),
                hub=connection.hub,
                connection=connection.number,
                call=call.number,
                method=method.name,
                args=_plain(args),
                key=key,
            )
        )
        return call

    def _falls(self, call: OpenCall, phase: str) -> bool:
        due = call.due.get(phase)
        if due is None:
            return False
        return self._strikes.fall(
            due,
            phase,
            [call.connection],
            call=call.number,
            unsaid=lambda one: self._forms.completion(one, call.invocation_id, call.held),
        )


KEYED = (
    models.PreparePositionEntryArgs,
    models.PreparePositionExitArgs,
    models.PreparePositionAdjustmentArgs,
    models.CancelPreparePositionEntryArgs,
    models.CancelPreparePositionExitArgs,
    models.CancelPreparePositionAdjustmentArgs,
    models.SendOrderArgs,
    models.ApplyPaperFillsArgs,
    models.CancelOrderArgs,
    models.GetIdempotencyRecordArgs,
)
"""The Args models that name an idempotency key."""


def _plain(args: msgspec.Struct) -> dict[str, Any]:
    return _PLAIN.decode(wire.encode(args))


# A price stays the text the subject wrote: a float would not be canonical in a history.
_PLAIN = msgspec.json.Decoder(dict[str, Any], float_hook=str)
