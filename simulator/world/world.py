"""The world: all its parts together, driven by commands and by the passing of time.

Whatever was due before a command happens before it, at its own instant. So what a world does
depends on the commands and their instants alone, and not on how often somebody looked at it.
"""

import random
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, get_args

from hubproof.contract.mesolive.dialect import Dialect
from hubproof.contract.mesolive.models import (
    ErrorState,
    MesoLiveApiResponse,
    SignalState,
    StatusCode,
)
from hubproof.contract.mesolive.wiremodel import WireModel, Written
from hubproof.simulator.market.hours import week_us
from hubproof.simulator.market.tape import Tick
from hubproof.simulator.world.accounts import Accounts
from hubproof.simulator.world.agents import Agents
from hubproof.simulator.world.automatic import Automatic
from hubproof.simulator.world.cancelling import Cancelling
from hubproof.simulator.world.commands import (
    Announce,
    Announcement,
    AutoUpdateVars,
    ByHand,
    Call,
    Command,
    Fate,
    ForgetOlder,
    OfPosition,
    PositionSignal,
    SetAgent,
    SetClock,
    SetError,
    SkipNumbers,
)
from hubproof.simulator.world.contracts import Contracts
from hubproof.simulator.world.delays import Delays
from hubproof.simulator.world.desk import Desk
from hubproof.simulator.world.effects import Effect, LoggedEvent
from hubproof.simulator.world.errors import Errors
from hubproof.simulator.world.event_log import EventLog
from hubproof.simulator.world.exchange import Exchange
from hubproof.simulator.world.execution import Execution
from hubproof.simulator.world.fates import Fates
from hubproof.simulator.world.funds import Funds
from hubproof.simulator.world.hands import Hands
from hubproof.simulator.world.holdings import Holdings
from hubproof.simulator.world.idempotency import Records
from hubproof.simulator.world.ids import world_seed
from hubproof.simulator.world.job_kinds import ADJUSTMENT, ENTRY, EXIT
from hubproof.simulator.world.jobs import Jobs
from hubproof.simulator.world.market import Market
from hubproof.simulator.world.orders import Orders
from hubproof.simulator.world.paging import Pages
from hubproof.simulator.world.paper import PaperFills
from hubproof.simulator.world.plans import Plans
from hubproof.simulator.world.portfolio import Portfolio
from hubproof.simulator.world.position_signals import PositionSignals
from hubproof.simulator.world.positions import Positions
from hubproof.simulator.world.preparing import Preparing
from hubproof.simulator.world.refusal import Refused
from hubproof.simulator.world.schedule import Schedule
from hubproof.simulator.world.sending import Sending
from hubproof.simulator.world.setup import StrategySetup, WorldSetup
from hubproof.simulator.world.signals import Signals
from hubproof.simulator.world.strategies import Strategies
from hubproof.simulator.world.turn import Turn

Handler = Callable[[Turn, Any], WireModel | Written | None]
"""Carries out one method: its result, or None where the answer is given by the operation itself."""


class World:
    """One user's world; instants are microseconds since `epoch` (UTC) and never go back.

    Takes one draw from `rng`; everything else is derived from that, but for the quotes that `ticks`
    tell instead.
    """

    def __init__(
        self,
        setup: WorldSetup,
        rng: random.Random,
        epoch: datetime,
        *,
        ticks: Sequence[Tick] = (),
    ) -> None:
        seed = world_seed(rng)
        self._setup = setup
        self._epoch = epoch
        self._now, self._skew = 0, timedelta(0)
        pages = Pages(seed, setup.page_size_max)
        self._log = EventLog(seed, pages, dialect=setup.dialect, retention=setup.retention)
        self._strategies = Strategies(setup, pages, epoch)
        self._signals = Signals(self._strategies, self._log)
        self._errors = Errors(seed, self._strategies, self._log)
        self._strategies.on_deleted = self._end_with
        self._market = Market(setup, seed, week_us=_week_us(epoch), ticks=ticks)
        self._contracts = Contracts(setup, self._market, self.true_time)
        self._exchange = Exchange(self._contracts, self._market, setup.connector)
        self._funds = Funds(setup, self._exchange)
        self._positions = Positions(self._log, pages, self._funds)
        self._position_signals = PositionSignals(self._positions, self._strategies, self._log)
        self._positions.on_closed = self._position_signals.end_with_position
        self._orders = Orders(self._positions, self._log, pages, self._exchange)
        self._records = Records(setup.dialect)
        self._schedule = Schedule()
        self._plans = Plans(setup.currency, self._strategies, self._exchange)
        self._agents = Agents(setup, self._log, self._market)
        self._accounts = Accounts(
            setup,
            pages,
            created_at=epoch,
            open_positions=self._positions.count,
            funds=self._funds,
            agents=self._agents,
        )
        desk = self._desk(Delays(setup, seed))
        self._fates = desk.fates
        self._automatic = Automatic(desk, self._positions)
        self._jobs = Jobs(desk, setup.failing_jobs)
        self._handlers = {**self._readers(pages), **self._operations(desk)}
        self._takers = self._commands()

    def _desk(self, delays: Delays) -> Desk:
        return Desk(
            accounts=self._accounts,
            agents=self._agents,
            strategies=self._strategies,
            plans=self._plans,
            records=self._records,
            log=self._log,
            schedule=self._schedule,
            delays=delays,
            fates=Fates(self._schedule),
        )

    def _operations(self, desk: Desk) -> dict[str, Handler]:
        jobs = self._jobs
        preparing = Preparing(
            desk,
            jobs,
            self._positions,
            is_on=self.is_on,
            asks_for=self._position_signals.asks_for,
        )
        execution = Execution(desk, self._orders, self._exchange)
        self._hands = Hands(desk, self._positions, self._orders, execution, self._exchange)
        return {
            "StartPreparePositionEntry": preparing.entry,
            "CancelPreparePositionEntry": partial(jobs.cancel, ENTRY),
            "StartPreparePositionExit": preparing.exit,
            "CancelPreparePositionExit": partial(jobs.cancel, EXIT),
            "StartPreparePositionAdjustment": preparing.adjustment,
            "CancelPreparePositionAdjustment": partial(jobs.cancel, ADJUSTMENT),
            "SendOrder": Sending(desk, self._orders, execution).send,
            "ApplyPaperFills": PaperFills(desk, self._orders).apply,
            "CancelOrder": Cancelling(desk, self._orders, execution).cancel,
            "CreateStrategy": self._strategies.create,
            "UpdateStrategy": self._strategies.update,
            "RenameStrategy": self._strategies.rename,
            "DeleteStrategy": self._strategies.delete,
        }

    def _readers(self, pages: Pages) -> dict[str, Handler]:
        holdings = Holdings(self._positions, pages, self._exchange)
        return {
            "GetIdempotencyRecord": self._records.read,
            "ListAgents": self._agents.page,
            "ListAccounts": self._accounts.page,
            "GetAccount": self._accounts.read,
            "ListStrategies": self._strategies.page,
            "GetStrategy": self._strategies.read,
            "ListPositions": self._positions.page,
            "GetPosition": holdings.position,
            "ListLegs": holdings.legs,
            "GetLeg": holdings.leg,
            "GetLegs": holdings.several,
            "GetPreparePositionEntryStatus": partial(self._jobs.status, ENTRY),
            "GetPreparePositionExitStatus": partial(self._jobs.status, EXIT),
            "GetPreparePositionAdjustmentStatus": partial(self._jobs.status, ADJUSTMENT),
            "GetOrder": self._orders.read,
            "ListOrders": self._orders.page,
            "GetLatestEventSeqId": self._log.latest,
            "GetEventsSince": self._log.since,
        }

    def _commands(self) -> dict[type, Callable[[Turn, Any], None]]:
        return {
            Call: self._call,
            Announce: self._signals.announce,
            **dict.fromkeys(get_args(PositionSignal), self._position_signals.announce),
            AutoUpdateVars: self._automatic.begin,
            SetAgent: self._agents.set,
            SetError: self._errors.set,
            **dict.fromkeys(get_args(Fate), self._fates.give),
            SkipNumbers: lambda _turn, command: self._log.skip(command.count),
            ForgetOlder: lambda turn, command: self._log.forget(turn, command.keep),
            **dict.fromkeys(get_args(ByHand), self._hands.do),
            SetClock: self._set_clock,
        }

    def apply(self, command: Command, now: int) -> list[Effect]:
        """Do what was due by `now`, then the command; it cannot be taken back.

        Raises:
            ValueError: Time goes back, a user, method or strategy is unknown, or a signal is
                announced that the setup or its present state does not allow.
        """
        effects = self.advance(now)
        turn = self._turn(now)
        self._takers[type(command)](turn, command)
        effects += turn.effects()
        return effects

    def next_deadline(self) -> int | None:
        """When the world will next do something by itself; None when it is at rest."""
        return self._schedule.next_due()

    def advance(self, now: int) -> list[Effect]:
        """Do everything that was due by `now`, each at its own instant.

        Raises:
            ValueError: Time goes back.
        """
        self._check_time(now)
        effects: list[Effect] = []
        while (due := self._schedule.next_due()) is not None and due <= now:
            turn = self._turn(due)
            self._schedule.pop()(turn)
            effects += turn.effects()
        self._now = now
        return effects

    def active_state(self, user: str, now: int) -> list[LoggedEvent]:
        """The signals that are On and the errors that are active at `now`, as their events.

        Only commands change them, so nothing has to be advanced for this reading.

        Raises:
            ValueError: The user is unknown, or time goes back.
        """
        self._check_user(user)
        self._check_time(now)
        signals = self._signals.active() + self._position_signals.active()
        return signals + self._errors.active()

    def is_on(self, strategy_id: int, account: str) -> bool:
        """Whether the entry signal of (strategy, account) is On; only commands change that."""
        return self._signals.is_on(strategy_id, account)

    def fits(self, command: Announcement) -> bool:
        """Whether there is, now, what is to be announced of; clients and faults decide that."""
        if isinstance(command, Announce):
            return self.is_active(command.strategy_id, command.broker_account_id)
        if isinstance(command, AutoUpdateVars):
            return self._automatic.fits(command)
        return self._position_signals.fits(command)

    def possible(self) -> list[OfPosition]:
        """What could happen to open positions now: signals that go On, automatic changes."""
        return [*self._position_signals.possible(), *self._automatic.possible()]

    def is_held(self, ticket: int) -> bool:
        """Whether what the call with this ticket began waits to be released."""
        return self._fates.is_held(ticket)

    def is_active(self, strategy_id: int, account: str) -> bool:
        """Whether there is such a strategy, and signals of it for this account."""
        return self._strategies.is_active(strategy_id, account)

    def open_position(self, strategy_id: int, account: str) -> int | None:
        """The youngest open position of (strategy, account); None without one."""
        return self._positions.newest_open(strategy_id, account)

    def is_open(self, position_id: int) -> bool:
        """Whether there is such a position, and it holds anything."""
        return self._positions.is_open(position_id)

    def event(self, event_seq_id: int) -> LoggedEvent:
        """One event of the log.

        Raises:
            ValueError: Nothing was logged under this number, or it is forgotten.
        """
        return self._log.event(event_seq_id)

    @property
    def events_kept(self) -> int:
        """How many events of the log can still be read."""
        return len(self._log)

    @property
    def market(self) -> Market:
        """What providers quote."""
        return self._market

    @property
    def contracts(self) -> Contracts:
        """What contracts are worth by what providers quote."""
        return self._contracts

    @property
    def exchange(self) -> Exchange:
        """Where orders are, the user's own among them."""
        return self._exchange

    @property
    def portfolio(self) -> Portfolio:
        """What the user holds."""
        return Portfolio(self._positions, self._accounts, self._market, self._exchange)

    @property
    def dialect(self) -> Dialect:
        """How this world's hubs write."""
        return self._setup.dialect

    def time(self, now: int) -> datetime:
        """An instant in UTC as the hubs tell it: their clock may be off."""
        return self.true_time(now) + self._skew

    def true_time(self, now: int) -> datetime:
        """An instant of this world in UTC."""
        return self._epoch + timedelta(microseconds=now)

    def strategies(self, user: str) -> list[int]:
        """The ids of all the user's strategies.

        Raises:
            ValueError: The user is unknown.
        """
        self._check_user(user)
        return self._strategies.ids()

    def snapshot(self) -> dict[str, object]:
        """What is true now, in short, for people to read."""
        return {
            "now_us": self._now,
            "signals_on": [
                f"{strategy} on {account}" for strategy, account in self._signals.places()
            ],
            "jobs": self._jobs.statuses(),
            "records": self._records.statuses(),
            "plans": self._plans.ids(),
            "orders": self._orders.states(),
            "positions": self._positions.leg_qtys(),
            "events": len(self._log),
            "pending": len(self._schedule),
        }

    def _set_clock(self, _turn: Turn, command: SetClock) -> None:
        self._skew = timedelta(microseconds=command.by_us)

    def _call(self, turn: Turn, call: Call) -> None:
        turn.ticket = call.ticket
        self._check_user(call.user)
        handler = self._handlers.get(call.method)
        if handler is None:
            raise ValueError(f"{call.method} is no method of the world")
        try:
            result = handler(turn, call.args)
        except Refused as refusal:
            turn.reply(call.ticket, refusal.response)
            return
        if result is not None:
            turn.reply(call.ticket, MesoLiveApiResponse(Status=StatusCode.Success, Data=result))

    def _end_with(self, turn: Turn, strategy: StrategySetup) -> None:
        """A strategy is about to be deleted: nothing about it holds any longer."""
        for account in strategy.active_on:
            if self._signals.is_on(strategy.id, account):
                self._signals.announce(turn, Announce(strategy.id, account, SignalState.Off))
        self._position_signals.end_with_strategy(turn, strategy.id)
        self._errors.set(turn, SetError(strategy.id, ErrorState.Cleared))

    def _turn(self, now: int) -> Turn:
        return Turn(now, self.time(now))

    def _check_user(self, user: str) -> None:
        if user != self._setup.user:
            raise ValueError(f"this world is {self._setup.user}'s; {user} has none")

    def _check_time(self, now: int) -> None:
        if now < self._now:
            raise ValueError(f"the world is at {self._now} us and cannot go back to {now} us")


def _week_us(epoch: datetime) -> int:
    utc = epoch.astimezone(UTC)
    seconds = (utc.hour * 60 + utc.minute) * 60 + utc.second
    return week_us(utc.weekday(), seconds, utc.microsecond)
