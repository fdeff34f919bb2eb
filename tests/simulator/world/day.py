"""A day in a world, and what it comes to: one digest of everything that happened.

It is run as a process of its own too: whatever a world does must not depend on the process it is
in, nor on how that one hashes strings.
"""

import hashlib
import random
from datetime import UTC, datetime
from decimal import Decimal

from hubproof.contract.mesolive import models
from hubproof.contract.mesolive.dialect import Dialect
from hubproof.simulator.world.commands import (
    Announce,
    Call,
    Command,
    ForgetOlder,
    SetError,
    SkipNumbers,
)
from hubproof.simulator.world.setup import WorldSetup
from hubproof.simulator.world.world import World

EPOCH = datetime(2026, 1, 5, 15, 0, tzinfo=UTC)
ON, OFF = models.SignalState.On, models.SignalState.Off


def entry(ticket: int, strategy: int, account: str) -> Call:
    """The preparation of an entry."""
    args = models.PreparePositionEntryArgs(
        IdempotencyKey=f"prepare-{ticket}",
        PositionName="entry",
        StrategyId=strategy,
        BrokerAccountId=account,
        LegSelectionConstraint=models.LiveLegSelectionConstraint.FullyUnique,
        Underlying=models.LiveUnderlying(Symbol="SPX"),
        DataProvider=None,
    )
    return Call(ticket, "user-1", "StartPreparePositionEntry", args)


def order(ticket: int, plan: int, group: int, legs: list[str]) -> Call:
    """One leg group at the market."""
    args = models.SendOrderArgs(
        IdempotencyKey=f"order-{ticket}",
        ReplacesOrder=None,
        BrokerAccountId="U2001",
        ExecPlanId=plan,
        QtyMultiplier=None,
        LegGroupId=group,
        LegGroupOrder=models.LegGroupOrder(OrderType=models.OrderType.Market, LegNames=legs),
    )
    return Call(ticket, "user-1", "SendOrder", args)


def fills(ticket: int, plan: int) -> Call:
    """Paper fills of the one leg of strategy 101."""
    args = models.ApplyPaperFillsArgs(
        IdempotencyKey=f"fill-{ticket}",
        BrokerAccountId="ML1001",
        ExecPlanId=plan,
        QtyMultiplier=None,
        Fills=[models.PaperFill(LegName="put", Price=Decimal("12.40"))],
    )
    return Call(ticket, "user-1", "ApplyPaperFills", args)


def page(ticket: int, since: int) -> Call:
    """A page of the history."""
    args = models.GetEventsSinceArgs(SinceEventSeqId=since)
    return Call(ticket, "user-1", "GetEventsSince", args)


COMMANDS: tuple[tuple[float, Command], ...] = (
    (0.1, Announce(101, "ML1001", ON)),
    (0.2, Announce(102, "U2001", ON)),
    (0.3, SetError(103, models.ErrorState.Active)),
    (0.5, entry(1, 101, "ML1001")),
    (2.5, entry(2, 102, "U2001")),
    (4.5, fills(3, 1)),
    (5.0, order(4, 2, 1, ["long", "short"])),
    (5.1, SkipNumbers(40)),
    (20.0, SetError(103, models.ErrorState.Cleared)),
    (20.1, page(5, 0)),
    (20.2, Announce(101, "ML1001", OFF)),
    (20.3, ForgetOlder(3)),
    (20.4, page(6, 0)),
)


def digest() -> str:
    """Everything that the day brings about, in 64 digits."""
    setup = WorldSetup(dialect=Dialect.parse("camel,integers,strings,ticks,sparse"))
    world = World(setup, random.Random(7), EPOCH)
    told = hashlib.sha256()
    for at_s, command in COMMANDS:
        told.update(repr(world.apply(command, round(at_s * 1_000_000))).encode())
    assert world.snapshot()["positions"] == {1: {"put": 2}, 2: {"long": 3, "short": -3}}
    return told.hexdigest()
