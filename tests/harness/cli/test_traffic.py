"""A developer who watches reads one line for whatever crosses the hubs or changes behind them."""

from decimal import Decimal

import pytest

from hubproof.harness.cli.traffic import describe
from hubproof.harness.trial import Finished
from hubproof.simulator import journal as lines
from hubproof.simulator.world import facts


def quoted(bid: str | None, ask: str, age_ms: int | None, via: str) -> lines.Quoted:
    return lines.Quoted(
        at_us=0,
        connection=1,
        call=4,
        provider="Tastytrade",
        symbol="SPX",
        bid=None if bid is None else Decimal(bid),
        ask=Decimal(ask),
        bid_age_ms=age_ms,
        ask_age_ms=0,
        via=via,
    )


def valued(of: str, bid: str | None, via: str) -> lines.Valued:
    return lines.Valued(
        at_us=0,
        connection=1,
        call=4,
        provider="Tastytrade",
        of=of,
        bid=None if bid is None else Decimal(bid),
        ask=None if bid is None else Decimal("25.20"),
        bid_age_ms=None if bid is None else 120,
        ask_age_ms=None if bid is None else 0,
        via=via,
    )


@pytest.mark.parametrize(
    ("entry", "line"),
    [
        (
            lines.Connected(at_us=1_500_000, hub="event", connection=2),
            "    1.500  event hub: connection 2 opened (WebSockets, json)",
        ),
        (
            lines.Disconnected(at_us=0, hub="event", connection=2, reason="client"),
            "    0.000  event hub: connection 2 ended (client)",
        ),
        (
            facts.PositionSignalChanged(
                at_us=0,
                position_id=3,
                strategy_id=102,
                broker_account_id="U2001",
                state="On",
                event_id="e",
                event_seq_id=9,
            ),
            "    0.000     exit signal of position 3: On",
        ),
        (
            facts.PositionSignalChanged(
                at_us=0,
                position_id=3,
                strategy_id=102,
                broker_account_id="U2001",
                condition="pos_delta > 40",
                state="Off",
                event_id="e",
                event_seq_id=10,
            ),
            "    0.000     adjustment (pos_delta > 40) signal of position 3: Off",
        ),
        (
            lines.Received(
                at_us=0,
                hub="control",
                connection=1,
                call=9,
                method="SendOrder",
                args={"ExecPlanId": 4, "BrokerAccountId": "U2001", "IdempotencyKey": "k-1"},
                key="k-1",
            ),
            "    0.000  <- SendOrder (call 9) BrokerAccountId=U2001 ExecPlanId=4 key=k-1",
        ),
        (
            lines.Answered(
                at_us=0, call=9, status="Conflict", message="busy", result={"LiveOrderIds": [3]}
            ),
            "    0.000  -> call 9: Conflict: busy LiveOrderIds=[3]",
        ),
        (
            lines.Answered(at_us=0, call=9, status="Success", event_seq_ids=(4, 5)),
            "    0.000  -> call 9: Success events=[4, 5]",
        ),
        (
            lines.Sent(
                at_us=0, connection=1, callback="OnOrderUpdate", event_seq_id=7, event_id="e"
            ),
            "    0.000  -> OnOrderUpdate (event 7)",
        ),
        (
            lines.Sent(
                at_us=0,
                connection=1,
                callback="OnOrderUpdate",
                event_seq_id=7,
                event_id="e",
                copy=True,
            ),
            "    0.000  -> OnOrderUpdate (event 7, once more)",
        ),
        (
            lines.FaultFired(at_us=0, fault=0, name="cut", phase="committed", call=9),
            "    0.000  !! the storm: cut (committed)",
        ),
        (
            lines.FaultHealed(at_us=0, fault=0, name="hub_restart"),
            "    0.000  !! the storm: hub_restart is healed",
        ),
        (
            lines.Stalled(at_us=0, hub="event", connection=2),
            "    0.000  event hub: nothing passes on connection 2 any more",
        ),
        (
            facts.AgentChanged(at_us=0, status="Offline", event_seq_id=3, account_ids=("U2001",)),
            "    0.000     agent of U2001: Offline",
        ),
        (
            lines.Received(
                at_us=0,
                hub="data",
                connection=1,
                call=4,
                method="StreamUnderlyingData",
                args={"Symbol": "SPX", "Provider": "Tastytrade", "PriceFields": "All"},
            ),
            "    0.000  <- StreamUnderlyingData (call 4) Symbol=SPX Provider=Tastytrade",
        ),
        (
            quoted("5000.15", "5000.35", 120, "snapshot"),
            "    0.000  -> call 4: SPX by Tastytrade: 5000.15 x 5000.35, 120 ms old",
        ),
        (
            quoted(None, "NaN", None, "snapshot"),
            "    0.000  -> call 4: SPX by Tastytrade: none x NaN",
        ),
        (quoted("5000.15", "5000.35", 120, "stream"), None),
        (
            valued("position 3", "24.80", "snapshot"),
            "    0.000  -> call 4: position 3 by Tastytrade: 24.80 x 25.20, 120 ms old",
        ),
        (
            valued("legs 1, 2", None, "snapshot"),
            "    0.000  -> call 4: legs 1, 2 by Tastytrade: none x none",
        ),
        (valued("position 3", "24.80", "stream"), None),
        (
            lines.StreamEnded(at_us=0, call=4, reason="cancelled"),
            "    0.000  -> call 4: the stream ended (cancelled)",
        ),
        (
            lines.Refused(at_us=0, hub="event", connection=1, error="no such\nmethod"),
            "    0.000  -> event hub: refused: no such\\nmethod",
        ),
        (
            lines.Refused(at_us=0, hub="event", connection=1, error="no", why="Buy: Qty: missing"),
            "    0.000  -> event hub: refused: no (Buy: Qty: missing)",
        ),
        (
            facts.SignalChanged(
                at_us=0,
                strategy_id=101,
                broker_account_id="U2001",
                state="On",
                event_id="e",
                event_seq_id=1,
            ),
            "    0.000     entry signal of strategy 101 on U2001: On",
        ),
        (
            facts.PlanMade(
                at_us=0,
                exec_plan_id=4,
                job_id="job-1",
                strategy_id=101,
                broker_account_id="U2001",
                leg_group_ids=(1,),
                notional=Decimal(4310),
                currency="EUR",
            ),
            "    0.000     execution plan 4: 4,310.00 EUR",
        ),
        (lines.Applied(at_us=0, call=9), None),
        (facts.EventLogged(at_us=0, event_seq_id=1, event_id="e", event_kind="k"), None),
    ],
)
def test_an_entry_is_one_line(entry: lines.Entry, line: str | None) -> None:
    assert describe(entry) == line


def test_every_entry_of_a_whole_run_is_one_printable_line(convicted: Finished) -> None:
    told = [describe(entry) for entry in convicted.record.history.entries]
    assert all(line is None or line.isprintable() for line in told)
    assert sum(line is not None for line in told) > len(told) / 2
