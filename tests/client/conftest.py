"""A client without a network: its real store and log, and a Control hub that follows a script."""

import json
import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from hubproof.client.context import Context
from hubproof.client.decisions import DecisionLog
from hubproof.client.keys import Keys
from hubproof.client.sdk import models
from hubproof.client.settings import Limits
from hubproof.client.store import Store
from hubproof.client.strategy_errors import StrategyErrors

AT = datetime(2026, 1, 5, 14, 30, tzinfo=UTC)


class LeapingClock:
    """Every look at it finds it a second later, so that bounded waits end in a few looks."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def monotonic(self) -> float:
        self.now_s += 1.0
        return self.now_s

    def utc_now(self) -> datetime:
        return AT


class ScriptedControl:
    """Answers each call with the next entry of its script: a value, or an exception to raise."""

    def __init__(self) -> None:
        self.script: dict[str, list[Any]] = {}
        self.calls: list[tuple[str, Any]] = []

    async def connected(self) -> None:
        return

    def __getattr__(self, name: str) -> Callable[[Any], Any]:
        async def call(args: Any) -> Any:
            self.calls.append((name, args))
            answer = self.script[name].pop(0)
            if isinstance(answer, BaseException):
                raise answer
            return answer

        return call


@dataclass
class Desk:
    """A context, and what a test wants to see of it."""

    context: Context
    control: ScriptedControl
    log: Path

    def after_kill(self) -> Store:
        """What the next life would read, were this one killed now: the files as they are."""
        folder = self.log.parent
        shutil.copytree(folder / "state", folder / "after a kill")
        return Store(folder / "after a kill")

    def said(self, decision: str) -> list[dict[str, Any]]:
        lines = [json.loads(line) for line in self.log.read_text().splitlines()]
        return [line for line in lines if line["decision"] == decision]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    control = ScriptedControl()
    log = tmp_path / "decisions.ndjson"
    store = Store(tmp_path / "state")
    decisions = DecisionLog(log)
    rng = random.Random(7)
    context = Context(
        store=store,
        control=control,  # type: ignore[arg-type]  # it answers whatever is asked of it
        decisions=decisions,
        keys=Keys(rng),
        clock=LeapingClock(),
        rng=rng,
        limits=Limits(),
        errors=StrategyErrors(store),
    )
    yield Desk(context, control, log)
    decisions.close()
    store.close()


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses between attempts take no time here; that there are any is another test's matter."""
    monkeypatch.setattr("hubproof.client.context.RETRY_BASE_S", 0.0)
    monkeypatch.setattr("hubproof.client.submission.RECORD_POLL_S", 0.0)
    monkeypatch.setattr("hubproof.client.submission.IN_DOUBT_POLL_S", 0.001)


@dataclass
class Make:
    """Models with everything filled in, so that a test names only what matters to it."""

    numbers: list[int] = field(default_factory=list)

    def signal(
        self, seq_id: int, state: str = "On", *, event_id: int | None = None, strategy_id: int = 101
    ) -> models.EntrySignalEvent:
        return models.EntrySignalEvent(
            EventId=UUID(int=seq_id if event_id is None else event_id),
            EventSeqId=seq_id,
            EventTime=AT,
            State=models.SignalState(state),
            StrategyId=strategy_id,
            StrategyName="condor",
            BrokerAccountId="ML1001",
            EntrySignalResult=models.EntrySignalsResult(
                Underlying=models.LiveUnderlying(Symbol="SPX")
            ),
        )

    def plan(self, *groups: int) -> models.PreparePositionEntryResult:
        prices = models.LivePrices(Bid=Decimal("1.10"), Ask=Decimal("1.30"))
        groups = groups or (1,)
        return models.PreparePositionEntryResult(
            ExecPlanId=9,
            PositionName="condor 1",
            StrategyId=101,
            StrategyName="condor",
            BrokerAccountId="ML1001",
            LegGroups={group: [f"leg{group}"] for group in groups},
            LegGroupQtys={},
            Vars={},
            LegGreeks={},
            LegPrices={f"leg{group}": prices for group in groups},
            LegGroupGreeks={},
            LegGroupPrices=dict.fromkeys(groups, prices),
            PositionGreeks=models.LiveGreeks(),
            PositionPrice=prices,
            UnderlyingPrice=prices,
            SelectedLegs={},
            AbortConditions=[],
            EntryConditions=[],
            EntryAllowed=True,
            QtyMultiplier=Decimal(1),
        )

    def account(self, *, is_paper: bool) -> models.LiveAccount:
        return models.LiveAccount(
            BrokerAccountId="ML1001",
            BrokerType=models.BrokerType.InteractiveBrokers,
            AccountType="margin",
            Currency="USD",
            IsPaperAccount=is_paper,
        )

    def record(self, key: str, status: str, **fields: Any) -> models.IdempotencyRecord:
        fields = {"Operation": models.IdempotencyOperation.SendOrder} | fields
        return models.IdempotencyRecord(
            IdempotencyKey=key,
            Status=models.IdempotencyRecordStatus(status),
            CreatedAt=AT,
            UpdatedAt=AT,
            **fields,
        )

    def order(self, key: str) -> models.SendOrderArgs:
        return models.SendOrderArgs(
            IdempotencyKey=key,
            ReplacesOrder=None,
            BrokerAccountId="U2001",
            ExecPlanId=9,
            QtyMultiplier=None,
            LegGroupId=1,
            LegGroupOrder=models.LegGroupOrder(
                OrderType=models.OrderType.Limit, LimitPrice=Decimal("1.20"), LegNames=["leg1"]
            ),
        )


@pytest.fixture
def make() -> Make:
    return Make()
