"""A world to be driven by hand: calls go in, answers, facts and events are looked up."""

import random
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from hubproof.contract.mesolive import models, wire
from hubproof.simulator.market.setup import QUIET, MarketSetup
from hubproof.simulator.world.commands import Announce, Call
from hubproof.simulator.world.effects import Effect, Noted, Published, Replied
from hubproof.simulator.world.history import EventPage
from hubproof.simulator.world.setup import WorldSetup
from hubproof.simulator.world.world import World

STILL = MarketSetup(stride=0, providers=tuple(replace(one, wander=0) for one in QUIET.providers))
"""A market in which every quote stands as it is, but for what time takes from options."""

EPOCH = datetime(2026, 1, 5, 15, 0, tzinfo=UTC)


class Drive:
    """A world, its clock, and everything that ever came out of it."""

    def __init__(self, setup: WorldSetup, seed: int) -> None:
        self.setup = setup
        self.world = World(setup, random.Random(seed), EPOCH)
        self.now = 0
        self.effects: list[Effect] = []
        self._tickets = 0

    def call(self, method: str, args: Any) -> int:
        """Make a call and return its ticket."""
        self._tickets += 1
        call = Call(self._tickets, self.setup.user, method, args)
        self.effects += self.world.apply(call, self.now)
        return self._tickets

    def ask(self, method: str, args: Any) -> Any:
        """Make a call that is answered at once; its response, read where it came as text."""
        response = self.answer(self.call(method, args))
        if response is not None and isinstance(response.Data, EventPage):
            return wire.decode_response(wire.encode(response), models.GetEventsSinceResult)
        return response

    def answer(self, ticket: int) -> Any:
        """The response to a call, or None while it waits."""
        found = [e.response for e in self.effects if isinstance(e, Replied) and e.ticket == ticket]
        assert len(found) <= 1
        return found[0] if found else None

    def announce(
        self, strategy: int = 101, account: str = "ML1001", state: str = "On", **more: Any
    ) -> Any:
        """Announce a signal and return its logged event."""
        command = Announce(strategy, account, models.SignalState(state), **more)
        self.effects += self.world.apply(command, self.now)
        published = self.effects[-1]
        assert isinstance(published, Published)
        return published.event

    def wait(self, us: int) -> None:
        """Let time pass."""
        self.now += us
        self.effects += self.world.advance(self.now)

    def settle(self) -> None:
        """Let time pass until the world is at rest, or for ten minutes: some orders never end."""
        until = self.now + 600_000_000
        while (due := self.world.next_deadline()) is not None and due <= until:
            self.wait(due - self.now)

    def facts(self, kind: type) -> list[Any]:
        """The facts of one kind so far."""
        return [e.fact for e in self.effects if isinstance(e, Noted) and isinstance(e.fact, kind)]

    def events(self, callback: str) -> list[Any]:
        """The payloads that one callback carried so far."""
        published = [e.event for e in self.effects if isinstance(e, Published)]
        return [event.payload for event in published if event.callback == callback]

    def record(self, key: str) -> Any:
        """The idempotency record of a key; None where there is none."""
        args = models.GetIdempotencyRecordArgs(IdempotencyKey=key)
        return self.ask("GetIdempotencyRecord", args).Data

    def start(
        self,
        key: str,
        strategy: int = 101,
        account: str = "ML1001",
        name: str = "entry",
        *,
        provider: models.DataProviderType | None = None,
    ) -> int:
        """Start to prepare an entry."""
        return self.call(
            "StartPreparePositionEntry",
            models.PreparePositionEntryArgs(
                IdempotencyKey=key,
                PositionName=name,
                StrategyId=strategy,
                BrokerAccountId=account,
                LegSelectionConstraint=models.LiveLegSelectionConstraint.UniqueInPosition,
                Underlying=models.LiveUnderlying(Symbol="SPX", ContractType="Index"),
                DataProvider=provider,
            ),
        )

    def prepared(self, strategy: int = 101, account: str = "ML1001") -> Any:
        """Prepare an entry to its end and return the job's result."""
        self.start(f"prep_{self._tickets}", strategy, account)
        self.settle()
        return self.events("OnPositionEntryPreparationCompleted")[-1].Result

    def fill(
        self,
        key: str,
        plan: Any,
        *,
        account: str = "ML1001",
        prices: dict[str, str] | None = None,
        times: str | None = None,
    ) -> int:
        """Apply paper fills, at the prices of the plan unless told others."""
        told = prices or {name: str(quote.Mark) for name, quote in plan.LegPrices.items()}
        return self.call(
            "ApplyPaperFills",
            models.ApplyPaperFillsArgs(
                IdempotencyKey=key,
                BrokerAccountId=account,
                ExecPlanId=plan.ExecPlanId,
                QtyMultiplier=None if times is None else Decimal(times),
                Fills=[
                    models.PaperFill(LegName=name, Price=Decimal(price))
                    for name, price in told.items()
                ],
            ),
        )

    def send(self, key: str, plan: Any, *, account: str = "U2001", **more: Any) -> int:
        """Send an order for the plan's leg group; at the market unless told otherwise."""
        prices: dict[str, Any] = {
            field: Decimal(more.pop(name)) if name in more else None
            for name, field in (("limit", "LimitPrice"), ("stop", "StopPrice"))
        }
        terms = models.LegGroupOrder(
            OrderType=models.OrderType(more.pop("order_type", "Market")),
            LegNames=more.pop("legs", None) or list(plan.SelectedLegs),
            TimeInForce=models.TimeInForce(more.pop("tif", "DAY")),
            **prices,
        )
        fields = {"ReplacesOrder": None, "QtyMultiplier": None, "LegGroupId": 1} | more
        args = models.SendOrderArgs(
            IdempotencyKey=key,
            BrokerAccountId=account,
            ExecPlanId=plan.ExecPlanId,
            LegGroupOrder=terms,
            **fields,
        )
        return self.call("SendOrder", args)


@pytest.fixture(scope="session")
def still(drive: Callable[..., Drive]) -> Callable[..., Drive]:
    """Makes a world in which prices stand still; `market` is what else is to be set of that."""

    def make(*, market: dict[str, Any] | None = None, **settings: Any) -> Drive:
        return drive(market=replace(STILL, **(market or {})), **settings)

    return make


@pytest.fixture(scope="session")
def drive() -> Callable[..., Drive]:
    """Makes a world with the settings given, and one seed."""

    def make(*, seed: int = 1, **settings: Any) -> Drive:
        return Drive(WorldSetup(**settings), seed)

    return make
