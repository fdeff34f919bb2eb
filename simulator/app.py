"""The simulator: the hubs, the world behind them, the script of what happens, and the faults.

It wires and decides nothing: the world says what is true, the plan's faults say what goes wrong,
the journal keeps all of it. It runs on whichever event loop it is started on, so one and the same
code serves virtual time, real sockets and a proxy in front of them.
"""

from collections import deque
from collections.abc import Sequence
from functools import partial

import msgspec

from hubproof.simulator import journal as lines
from hubproof.simulator.broadcast import Broadcast
from hubproof.simulator.clockwork import Clockwork, SteadyClock
from hubproof.simulator.defects import Defects
from hubproof.simulator.dispatch import Dispatch, OpenCall
from hubproof.simulator.faults import AnyFault
from hubproof.simulator.faults.event_before_subscription import UNSUBSCRIBED
from hubproof.simulator.feeds import Feeds
from hubproof.simulator.flapping import Flapping
from hubproof.simulator.hubs.feed import Venue
from hubproof.simulator.hubs.forms import Forms
from hubproof.simulator.hubs.inquiries import Inquiries
from hubproof.simulator.injection import Injection
from hubproof.simulator.news import AFTERWARDS, News
from hubproof.simulator.office import Office
from hubproof.simulator.operations import ON_OPERATIONS, Operations
from hubproof.simulator.outages import Outages
from hubproof.simulator.outside import Outside
from hubproof.simulator.overlap import Overlap
from hubproof.simulator.portal import Portal
from hubproof.simulator.quoting import Quoting
from hubproof.simulator.script import Appointment, Script
from hubproof.simulator.serving import hub_server
from hubproof.simulator.session.events import Invoked
from hubproof.simulator.strikes import Strikes
from hubproof.simulator.transports.connection import Connection
from hubproof.simulator.transports.conversation import Conversation
from hubproof.simulator.transports.server import HubServer
from hubproof.simulator.withheld import Withheld
from hubproof.simulator.world.commands import Announcement, Command, OfPosition
from hubproof.simulator.world.effects import Effect, Noted, Published
from hubproof.simulator.world.world import World

CUT_SHORT = ("cut", "restart", "reset")
"""Ends of a connection that a fault brought about."""


class Simulator:
    """The Control, the Data and the Event hub over one world.

    Started with `start`, it serves and behaves; `begin_storm` starts script and faults.
    """

    def __init__(  # noqa: PLR0913  # the ingredients of a run, each by its name
        self,
        world: World,
        *,
        key: str,
        user: str,
        outside: Outside,
        script: Sequence[Appointment] = (),
        faults: Sequence[AnyFault] = (),
    ) -> None:
        self.journal = lines.Journal()
        self._world = world
        self._user = user
        self._appointments = script
        self._script = Script([one.command for one in script])
        self._outside = outside
        self._clock = SteadyClock(outside.clock)
        self._injection = Injection(faults)
        self._clockwork = Clockwork(
            self._clock, next_deadline=world.next_deadline, advance=self._advance
        )
        self._arrivals: deque[tuple[Connection, Invoked]] = deque()
        self._is_taking = False
        self._is_telling = False
        self._defects = Defects(journal=self.journal, clock=self._clock)
        self._wire(key)

    def _wire(self, key: str) -> None:
        clock, forms = self._clock, Forms(self._world.dialect)
        self._server = self._make_server(key)
        self._feeds = self._make_feeds()
        self._outages = self._make_outages()
        self._flapping = self._make_flapping()
        self._news = self._make_news()
        self._operations = self._make_operations()
        self._portal = self._make_portal()
        self._strikes = strikes = Strikes(
            journal=self.journal,
            clock=clock,
            clockwork=self._clockwork,
            on_subject=self._outside.on_subject,
            outages=self._outages,
            feeds=self._feeds,
            news=self._news,
            portal=self._portal,
            defects=self._defects,
        )
        self._overlap = self._make_overlap()
        self._dispatch = Dispatch(
            journal=self.journal,
            injection=self._injection,
            clock=clock,
            strikes=strikes,
            perform=self._perform,
            withheld=Withheld(self._clockwork, clock),
            overlap=self._overlap,
            forms=forms,
        )
        self._quoting = self._make_quoting(forms)
        self._broadcast = Broadcast(
            journal=self.journal,
            injection=self._injection,
            clock=clock,
            clockwork=self._clockwork,
            strikes=strikes,
            forms=forms,
        )
        self._office = self._make_office()

    def _make_quoting(self, forms: Forms) -> Quoting:
        return Quoting(
            journal=self.journal,
            clockwork=self._clockwork,
            clock=self._clock,
            feeds=self._feeds,
            inquiries=Inquiries(
                self._world.contracts, self._world.market, self._world.portfolio, self._clock
            ),
            dispatch=self._dispatch,
            forms=forms,
        )

    def _make_office(self) -> Office:
        return Office(
            apply=self._apply,
            strategies=self._strategies,
            dispatch=self._dispatch,
            broadcast=self._broadcast,
            quoting=self._quoting,
        )

    def _make_server(self, key: str) -> HubServer:
        if self._outside.users is not None:
            self._outside.users.admit(key, self._user, self)
            return self._outside.users.server
        return hub_server(
            self,
            authorize=lambda bearer: self._user if bearer == key else None,
            clock=self._clock,
            token=self._outside.token,
        )

    def _make_feeds(self) -> Feeds:
        return Feeds(
            journal=self.journal,
            clockwork=self._clockwork,
            clock=self._clock,
            venue=Venue(self._world.market, self._world.contracts, self._world.exchange),
            time=self._world.time,
        )

    def _make_outages(self) -> Outages:
        return Outages(
            journal=self.journal,
            clock=self._clock,
            clockwork=self._clockwork,
            server=self._server,
            connections=self._connections,
            apply=self._apply,
            strategy_of=lambda number: self._world.event(number).strategy_id,
        )

    def _make_flapping(self) -> Flapping:
        return Flapping(
            journal=self.journal,
            world=self._world,
            apply=self._apply,
            clock=self._clock,
            clockwork=self._clockwork,
        )

    def _make_news(self) -> News:
        return News(
            world=self._world,
            apply=self._apply,
            script=self._script,
            flapping=self._flapping,
            clock=self._clock,
            clockwork=self._clockwork,
        )

    def _make_operations(self) -> Operations:
        return Operations(
            journal=self.journal,
            world=self._world,
            apply=self._apply,
            clock=self._clock,
            clockwork=self._clockwork,
        )

    def _make_portal(self) -> Portal:
        return Portal(
            world=self._world, apply=self._apply, clock=self._clock, clockwork=self._clockwork
        )

    def _make_overlap(self) -> Overlap:
        return Overlap(
            resend=lambda ids: self._broadcast.resend([self._world.event(one) for one in ids]),
            note=lambda due, phase, call: self._strikes.note(due, phase, call=call),
        )

    async def start(self, host: str, port: int) -> int:
        """Serve, for all users of the server; the port. Raises OSError where it is taken."""
        return await self._server.start(host, port)

    async def stop(self) -> None:
        """Stop serving, for all users of the server, and let nothing more happen by itself."""
        self._clockwork.stop()
        await self._server.stop()

    def begin_storm(self) -> None:
        """From here on the script runs, traffic is counted and faults act."""
        began = self._clock()
        self.journal.add(lines.Stage(at_us=began, stage="storm"))
        self._injection.arm()
        for place, appointment in enumerate(self._appointments):
            self._clockwork.at(began + appointment.at_us, partial(self._keep, place))

    def stop_faults(self) -> None:
        """No further fault acts, and what lasts is healed; a restart may still be under way."""
        self._injection.disarm()
        self._outages.heal_all()
        self._feeds.heal_all()
        self._news.stop()
        self._operations.heal_all()
        self._flapping.heal_all()
        self._portal.stop()
        self._defects.heal_all()
        self._overlap.stop()

    def end_storm(self) -> None:
        """Everything is healed: from here on the client has to come to rest."""
        self.journal.add(lines.Stage(at_us=self._clock(), stage="settle"))

    def announce(self, command: Announcement, *, at: int) -> None:
        """Have the world announce a signal at a time of the run's clock.

        What is about a position is passed over where it does not fit that by then.
        """
        self._clockwork.at(at, lambda: self._announce(command))

    def possible(self) -> list[OfPosition]:
        """What could be announced about open positions now: signals that go On, and the rest."""
        return self._world.possible()

    def opened(self, connection: Connection) -> None:
        """A connection finished its handshake (HubHost)."""
        self.journal.add(
            lines.Connected(
                at_us=self._clock(),
                hub=connection.hub,
                connection=connection.number,
                transport=connection.carriage.name,
                encoding=connection.protocol.name,
            )
        )
        assert isinstance(connection, Conversation), "the server makes no other"
        connection.on_presence = self._note_presence
        if connection.hub == "event":
            active = self._world.active_state(self._user, self._clock())
            self._broadcast.join(connection, active)

    def invoked(self, connection: Connection, invoked: Invoked) -> None:
        """An invocation arrived (HubHost)."""
        self._arrivals.append((connection, invoked))
        self._take_arrivals()

    def cancelled(self, connection: Connection, invocation_id: str) -> None:
        """A stream was cancelled, by its reader or with its connection (HubHost)."""
        self._quoting.cancelled(connection, invocation_id)

    def closed(self, connection: Connection, error: str | None, reason: str) -> None:
        """A connection is gone (HubHost)."""
        if connection.hub == "event":
            self._broadcast.leave(connection)
        if reason in CUT_SHORT:
            # What waited behind the call that the fault was for has not been received.
            self._arrivals = deque(one for one in self._arrivals if one[0] is not connection)
        self.journal.add(
            lines.Disconnected(
                at_us=self._clock(),
                hub=connection.hub,
                connection=connection.number,
                reason=error or reason,
            )
        )
        self._defects.closed(connection)

    def _note_presence(self, one: Connection) -> None:
        line = lines.Away if one.is_away else lines.Back
        self.journal.add(line(at_us=self._clock(), hub=one.hub, connection=one.number))

    def _connections(self) -> list[Connection]:
        return [one for one in self._server.connections() if one.user == self._user]

    def _take_arrivals(self) -> None:
        """Take invocations one by one, each when everything before it has been told.

        An answer frees its connection for the call that waited there. Taken at once, that call
        would come before the fault on the answer, and its effects before older ones.
        """
        if self._is_telling or self._is_taking:
            return
        self._is_taking = True
        try:
            while self._arrivals:
                connection, invoked = self._arrivals.popleft()
                call = self._dispatch.take(connection, invoked)
                if call is not None:
                    self._outside.on_call(connection.hub, call.method.name)
        finally:
            self._is_taking = False

    def _perform(self, call: OpenCall, args: msgspec.Struct) -> None:
        if call.due:
            self._happen_with(call, args)
        self._office.carry_out(call, args)

    def _happen_with(self, call: OpenCall, args: msgspec.Struct) -> None:
        for phase, due in call.due.items():
            note = partial(self._strikes.note, due, phase, call=call.number)
            if phase == UNSUBSCRIBED:
                self._news.before_subscription(note)
            elif isinstance(due.fault, ON_OPERATIONS) and call.key is not None:
                self._operations.begin(due, note, call.number, call.key)
            elif isinstance(due.fault, AFTERWARDS):
                self._news.after_call(due, note, args)

    def _strategies(self) -> list[int]:
        return self._world.strategies(self._user)

    def _keep(self, place: int) -> None:
        command = self._script.take(place)
        if command is not None:
            self._announce(command)

    def _announce(self, command: Announcement) -> None:
        """What the script says happens, unless a fault has made it so, or there is nobody for it.

        A strategy may be deleted, and a position is there if the client has opened it.
        """
        if not self._flapping.is_done(command) and self._world.fits(command):
            self._apply(command)

    def _apply(self, command: Command) -> None:
        self._carry_out(self._world.apply(command, self._clock()))
        self._clockwork.wind()

    def _advance(self, now: int) -> None:
        self._carry_out(self._world.advance(now))

    def _carry_out(self, effects: Sequence[Effect]) -> None:
        self._is_telling = True
        try:
            for effect in effects:
                self._tell(effect)
        finally:
            self._is_telling = False
        self._take_arrivals()

    def _tell(self, effect: Effect) -> None:
        if isinstance(effect, Noted):
            self._operations.heard(effect.fact)
            self.journal.add(effect.fact)
        elif isinstance(effect, Published):
            self._broadcast.publish(effect.event)
            self._quoting.happened(effect.event)
        else:
            self._dispatch.answer(effect.ticket, effect.response)
