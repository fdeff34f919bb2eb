"""Outages: the faults on all connections, on the hubs and on the world, and their healing.

Each begins at its phase, is written down, and is healed once: by its own time, or by the end of the
storm if that comes first. Two of one kind may overlap: the hubs serve, and the agent is back, when
the last of them is healed. A connection that stalls belongs to the stall that it met first.
"""

from collections.abc import Callable, Sequence

from hubproof.contract.mesolive.models import AgentStatus, ErrorState
from hubproof.simulator import journal as lines
from hubproof.simulator.clockwork import Clockwork
from hubproof.simulator.faults.agent_offline import AgentOffline
from hubproof.simulator.faults.clock_skew import ClockSkew
from hubproof.simulator.faults.hub_restart import HubRestart
from hubproof.simulator.faults.network_reset import NetworkReset
from hubproof.simulator.faults.network_stall import NetworkStall
from hubproof.simulator.faults.strategy_error import StrategyError
from hubproof.simulator.injection import Due
from hubproof.simulator.transports.connection import Connection
from hubproof.simulator.transports.server import HubServer
from hubproof.simulator.world.commands import Command, SetAgent, SetClock, SetError

OUTAGES = (HubRestart, NetworkReset, NetworkStall, AgentOffline, StrategyError, ClockSkew)
"""The faults that are carried out here."""

Message = Callable[[Connection], bytes]
"""A hub message as one connection is told it; nothing where there is none for it."""

Unsaid = tuple[Sequence[Connection], Message]
"""Connections, and the hub message that they would be told next."""


def nothing_to_say(_: Connection) -> bytes:
    """No message at all."""
    return b""


class Outages:
    """Begins and heals what lasts.

    `connections` are all that this user has; `apply` gives a command to the world and carries out
    what it effects; `strategy_of` an event of the log is the one it is about.
    """

    def __init__(  # noqa: PLR0913  # all that it acts on, each by its name
        self,
        *,
        journal: lines.Journal,
        clock: Callable[[], int],
        clockwork: Clockwork,
        server: HubServer,
        connections: Callable[[], Sequence[Connection]],
        apply: Callable[[Command], None],
        strategy_of: Callable[[int], int | None],
    ) -> None:
        self._journal = journal
        self._clock = clock
        self._clockwork = clockwork
        self._server = server
        self._connections = connections
        self._apply = apply
        self._strategy_of = strategy_of
        self._failing: dict[int, int] = {}
        self._skews: dict[int, int] = {}
        self._lasting: dict[int, tuple[Due, Callable[[], None]]] = {}

    def strike(
        self,
        due: Due,
        phase: str,
        note: Callable[[], None],
        *,
        unsaid: Unsaid,
        event_seq_id: int | None = None,
    ) -> bool:
        """Let `due` act; whether the call or callback it was for goes no further."""
        fault = due.fault
        if isinstance(fault, HubRestart):
            self._restart(due, fault, phase, note)
            return True
        if isinstance(fault, NetworkReset):
            self._reset(phase, note, unsaid)
            return not all(one.is_away for one in unsaid[0])
        if isinstance(fault, NetworkStall):
            self._stall(due, fault, note)
        elif isinstance(fault, AgentOffline):
            self._lose_agent(due, fault, phase, note)
        elif isinstance(fault, StrategyError) and event_seq_id is not None:
            self._fail_strategy(due, fault, note, event_seq_id)
        elif isinstance(fault, ClockSkew):
            # The event that it begins with is being told right now, with the time that it has.
            self._clockwork.at(self._clock(), lambda: self._begin_skew(due, fault, note))
        return False

    def heal_all(self) -> None:
        """Heal everything that lasts, in the order in which it began."""
        for index in list(self._lasting):
            self._heal(index)

    def _restart(self, due: Due, fault: HubRestart, phase: str, note: Callable[[], None]) -> None:
        note()
        self._last(due, fault.down_for_s, self._come_up)
        self._server.go_down()
        for connection in self._connections():
            if fault.goodbye:
                connection.close(allow_reconnect=True, reason="restart")
            else:
                connection.cut(after_flush=phase == "answered", reason="restart")

    def _come_up(self) -> None:
        if not self._has(HubRestart):
            self._server.come_up()

    def _reset(self, phase: str, note: Callable[[], None], unsaid: Unsaid) -> None:
        hearers, message = unsaid
        note()
        for connection in self._connections():
            is_mid_message = phase == "committed" and connection in hearers
            connection.reset(torn=message(connection) if is_mid_message else b"")

    def _stall(self, due: Due, fault: NetworkStall, note: Callable[[], None]) -> None:
        struck = [
            one
            for one in self._connections()
            if one.is_open
            and not one.is_stalled
            and not one.is_away
            and (fault.everywhere or one.hub == fault.hub)
        ]
        if not struck:
            return
        note()
        for one in struck:
            one.stall()
            self._journal.add(
                lines.Stalled(at_us=self._clock(), hub=one.hub, connection=one.number)
            )

        def heal() -> None:
            for one in struck:
                one.heal()

        self._last(due, fault.for_s, heal)

    def _lose_agent(
        self, due: Due, fault: AgentOffline, phase: str, note: Callable[[], None]
    ) -> None:
        if phase == "answered":
            # The world is being listened to right now; what it does next, it does after that.
            self._clockwork.at(self._clock(), lambda: self._go_offline(due, fault, note))
        else:
            self._go_offline(due, fault, note)

    def _go_offline(self, due: Due, fault: AgentOffline, note: Callable[[], None]) -> None:
        is_first = not self._has(AgentOffline)
        note()
        self._last(due, fault.for_s, self._come_online)
        if is_first:
            self._apply(SetAgent(AgentStatus.Offline))

    def _come_online(self) -> None:
        if not self._has(AgentOffline):
            self._apply(SetAgent(AgentStatus.Online))

    def _fail_strategy(
        self, due: Due, fault: StrategyError, note: Callable[[], None], event_seq_id: int
    ) -> None:
        strategy_id = self._strategy_of(event_seq_id)
        assert strategy_id is not None, "an entry signal names its strategy"
        # The world is being listened to right now; what it does next, it does after that.
        self._clockwork.at(self._clock(), lambda: self._begin_error(due, fault, note, strategy_id))

    def _begin_error(
        self, due: Due, fault: StrategyError, note: Callable[[], None], strategy_id: int
    ) -> None:
        is_first = not self._failing.get(strategy_id)
        self._failing[strategy_id] = self._failing.get(strategy_id, 0) + 1
        note()
        self._last(due, fault.for_s, lambda: self._end_error(strategy_id))
        if is_first:
            self._apply(SetError(strategy_id, ErrorState.Active))

    def _end_error(self, strategy_id: int) -> None:
        self._failing[strategy_id] -= 1
        if not self._failing[strategy_id]:
            self._apply(SetError(strategy_id, ErrorState.Cleared))

    def _begin_skew(self, due: Due, fault: ClockSkew, note: Callable[[], None]) -> None:
        note()
        self._skews[due.index] = round(fault.by_s * 1_000_000)
        self._last(due, fault.for_s, lambda: self._end_skew(due.index))
        self._set_clock()

    def _end_skew(self, index: int) -> None:
        del self._skews[index]
        self._set_clock()

    def _set_clock(self) -> None:
        """The newest skew holds, and without any the clock is right."""
        self._apply(SetClock(next(reversed(self._skews.values()), 0)))

    def _has(self, kind: type[HubRestart | AgentOffline]) -> bool:
        return any(isinstance(due.fault, kind) for due, _ in self._lasting.values())

    def _last(self, due: Due, for_s: float, heal: Callable[[], None]) -> None:
        self._lasting[due.index] = (due, heal)
        healed_at = self._clock() + round(for_s * 1_000_000)
        self._clockwork.at(healed_at, lambda: self._heal(due.index))

    def _heal(self, index: int) -> None:
        due, heal = self._lasting.pop(index, (None, None))
        if due is None or heal is None:
            return  # the end of the storm has healed it before its time
        heal()
        self._journal.add(lines.FaultHealed(at_us=self._clock(), fault=index, name=due.fault.name))
