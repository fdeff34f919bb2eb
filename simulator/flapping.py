"""Flapping: signals that go Off and On again by a fault, beside a script that knows nothing of it.

What the script says goes before: a signal that it turns Off while it flaps is left Off, and an
announcement of what is so already is not made twice. Whoever is told On last is told the truth.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from hubproof.contract.mesolive.models import SignalState
from hubproof.simulator import journal as lines
from hubproof.simulator.clockwork import Clockwork
from hubproof.simulator.faults.flap_signal import FlapSignal
from hubproof.simulator.injection import Due
from hubproof.simulator.world.commands import Announce, Announcement, Command
from hubproof.simulator.world.world import World

Pair = tuple[int, str]
"""Strategy id and broker account id of a signal."""


@dataclass(frozen=True, slots=True)
class _Flap:
    due: Due
    pair: Pair


class Flapping:
    """The signals that flap at present. `apply` has the world carry out a command."""

    def __init__(
        self,
        *,
        journal: lines.Journal,
        world: World,
        apply: Callable[[Command], None],
        clock: Callable[[], int],
        clockwork: Clockwork,
    ) -> None:
        self._journal = journal
        self._world = world
        self._apply = apply
        self._clock = clock
        self._clockwork = clockwork
        self._flaps: dict[int, _Flap] = {}

    def begin(self, due: Due, note: Callable[[], None], pair: Pair) -> None:
        """Let a signal flap that is On; one that flaps already goes on as it does."""
        fault = due.fault
        assert isinstance(fault, FlapSignal), "nothing else flaps"
        is_flapping = any(one.pair == pair for one in self._flaps.values())
        if is_flapping or not self._world.is_on(*pair):
            return
        note()
        flap = self._flaps[due.index] = _Flap(due, pair)
        began, gap_us = self._clock(), round(fault.gap_s * 1_000_000)
        self._turn(flap, SignalState.Off)
        for change in range(1, 2 * fault.times - 1):
            state = SignalState.On if change % 2 else SignalState.Off
            at_us = began + change * gap_us
            self._clockwork.at(at_us, partial(self._turn, flap, state))
        self._clockwork.at(began + (2 * fault.times - 1) * gap_us, lambda: self._heal(due.index))

    def heal_all(self) -> None:
        """Whatever flaps ends On, in the order in which it began."""
        for index in list(self._flaps):
            self._heal(index)

    def is_done(self, command: Announcement) -> bool:
        """The script turns a signal On or Off: whether that flapped, and is so already.

        A signal that is to be Off flaps no more.
        """
        if not isinstance(command, Announce):
            return False  # only entry signals flap
        pair = (command.strategy_id, command.broker_account_id)
        flap = next((one for one in self._flaps.values() if one.pair == pair), None)
        if flap is None:
            return False
        is_to_be_on = command.state is SignalState.On
        if not is_to_be_on:
            self._end(flap)
        return self._world.is_on(*pair) == is_to_be_on

    def _turn(self, flap: _Flap, state: SignalState) -> None:
        """Turn a signal, if it flaps still and is not so already: another fault may have come."""
        is_on = self._world.is_on(*flap.pair)
        if flap.due.index not in self._flaps or is_on == (state is SignalState.On):
            return
        if self._world.is_active(*flap.pair):
            self._apply(Announce(*flap.pair, state))

    def _heal(self, index: int) -> None:
        flap = self._flaps.get(index)
        if flap is None:
            return  # the script, or the end of the storm, was there first
        self._turn(flap, SignalState.On)
        self._end(flap)

    def _end(self, flap: _Flap) -> None:
        index, name = flap.due.index, flap.due.fault.name
        del self._flaps[index]
        self._journal.add(lines.FaultHealed(at_us=self._clock(), fault=index, name=name))
