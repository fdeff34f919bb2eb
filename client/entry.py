"""The calls that one entry is made of: its prepare, and the execution of what was prepared.

Paper accounts have no market, so the client says the fill prices, for all legs in one call; a live
broker gets one limit order for each leg group. Both use the mid of the prices the plan came with.
Quantities are never invented: the multiplier stays null, which takes the plan's own.
"""

from decimal import Decimal

from hubproof.client.keys import Keys
from hubproof.client.records import KEY_PREFIXES, Intent, Step
from hubproof.client.sdk import models

PREPARE = "prepare"
EXECUTE_ALL = "execute:all"


class UnpricedError(Exception):
    """The plan has no price to trade at."""


def prepare_step(intent: Intent, underlying: models.LiveUnderlying, keys: Keys) -> Step:
    """The preparation job of an intent, under a new key."""
    args = models.PreparePositionEntryArgs(
        IdempotencyKey=keys.new(KEY_PREFIXES[models.PreparePositionEntryArgs]),
        PositionName=intent.position_name,
        StrategyId=intent.strategy_id,
        BrokerAccountId=intent.account,
        LegSelectionConstraint=models.LiveLegSelectionConstraint.UniqueInPosition,
        Underlying=underlying,
        DataProvider=None,
    )
    return Step(intent=intent.number, name=PREPARE, args=args)


def execution_names(prepared: models.PreparePositionEntryResult, *, is_paper: bool) -> list[str]:
    """The names of the steps that execute a plan, in the order they are taken."""
    if is_paper:
        return [EXECUTE_ALL]
    return [f"execute:{group}" for group in sorted(prepared.LegGroups)]


def execution_step(
    intent: Intent, name: str, prepared: models.PreparePositionEntryResult, keys: Keys
) -> Step:
    """One execution of a plan, under a new key.

    Raises:
        UnpricedError: a price that it needs is missing.
    """
    if name == EXECUTE_ALL:
        return Step(intent=intent.number, name=name, args=_fills(intent, prepared, keys))
    group = int(name.removeprefix("execute:"))
    return Step(intent=intent.number, name=name, args=_order(intent, group, prepared, keys))


def _fills(
    intent: Intent, prepared: models.PreparePositionEntryResult, keys: Keys
) -> models.ApplyPaperFillsArgs:
    legs = [leg for group in sorted(prepared.LegGroups) for leg in prepared.LegGroups[group]]
    return models.ApplyPaperFillsArgs(
        IdempotencyKey=keys.new(KEY_PREFIXES[models.ApplyPaperFillsArgs]),
        BrokerAccountId=intent.account,
        ExecPlanId=prepared.ExecPlanId,
        QtyMultiplier=None,
        Fills=[
            models.PaperFill(LegName=leg, Price=_mid(f"leg {leg}", prepared.LegPrices.get(leg)))
            for leg in legs
        ],
    )


def _order(
    intent: Intent, group: int, prepared: models.PreparePositionEntryResult, keys: Keys
) -> models.SendOrderArgs:
    return models.SendOrderArgs(
        IdempotencyKey=keys.new(KEY_PREFIXES[models.SendOrderArgs]),
        ReplacesOrder=None,
        BrokerAccountId=intent.account,
        ExecPlanId=prepared.ExecPlanId,
        QtyMultiplier=None,
        LegGroupId=group,
        LegGroupOrder=models.LegGroupOrder(
            OrderType=models.OrderType.Limit,
            LimitPrice=_mid(f"leg group {group}", prepared.LegGroupPrices.get(group)),
            LegNames=prepared.LegGroups[group],
        ),
    )


def _mid(what: str, prices: models.LivePrices | None) -> Decimal:
    """The middle of bid and ask; where one is missing, the mark, then the last price."""
    if prices is not None:
        if prices.Bid is not None and prices.Ask is not None:
            return (prices.Bid + prices.Ask) / 2
        for price in (prices.Mark, prices.Last):
            if price is not None:
                return price
    raise UnpricedError(f"{what} has no price in the plan")
