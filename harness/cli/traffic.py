"""Traffic: one entry of the journal as one line for a developer who watches.

What came in, what went out, and what that changed; the times are seconds since the server began.
An entry that another line already tells of has none.
"""

from decimal import Decimal
from typing import Any

from hubproof.harness.cli.pipes import printable
from hubproof.simulator import journal as lines
from hubproof.simulator.world import facts

_TOLD = (
    "StrategyId",
    "BrokerAccountId",
    "ExecPlanId",
    "JobId",
    "EventSeqId",
    "Strategies",
    "LiveOrderIds",
    "LatestEventSeqId",
    "Status",
    "Symbol",
    "PositionId",
    "Operation",
    "Condition",
    "LegId",
    "LegIds",
    "Provider",
)
"""The members of arguments and results that say which thing a call is about."""

_SILENT = (lines.Applied, facts.EventLogged)
"""The answer and the callback say the same."""


def describe(entry: lines.Entry) -> str | None:
    """The entry in a line; None where another line says it."""
    if isinstance(entry, _SILENT):
        return None
    if isinstance(entry, lines.Quoted | lines.Valued) and entry.via == "stream":
        return None  # a stream tells several times a second, and nobody could read anything else
    says = _crossing(entry) or _presence(entry) or _quoting(entry) or _change(entry)
    return f"{entry.at_us / 1_000_000:9.3f}  {printable(says)}"


def _crossing(entry: lines.Entry) -> str | None:  # noqa: PLR0911  # one sentence for each kind
    """What crossed the hubs; None for what changed behind them."""
    match entry:
        case lines.Received():
            key = f" key={entry.key}" if entry.key else ""
            return f"<- {entry.method} (call {entry.call}){_told(entry.args)}{key}"
        case lines.Refused():
            why = f" ({entry.why})" if entry.why else ""
            return f"-> {entry.hub} hub: refused: {entry.error}{why}"
        case lines.Answered():
            why = f": {entry.message}" if entry.message else ""
            events = f" events={[*entry.event_seq_ids]}" if entry.event_seq_ids else ""
            return f"-> call {entry.call}: {entry.status}{why}{_told(entry.result or {})}{events}"
        case lines.Sent():
            again = ", once more" if entry.copy else ""
            return f"-> {entry.callback} (event {entry.event_seq_id}{again})"
        case lines.FaultFired():
            return f"!! the storm: {entry.name} ({entry.phase})"
        case lines.FaultHealed():
            return f"!! the storm: {entry.name} is healed"
    return None


def _presence(entry: lines.Entry) -> str | None:
    """What became of a connection; None for everything else."""
    match entry:
        case lines.Connected():
            spoken = f"{entry.transport}, {entry.encoding}"
            return f"{entry.hub} hub: connection {entry.connection} opened ({spoken})"
        case lines.Disconnected():
            return f"{entry.hub} hub: connection {entry.connection} ended ({entry.reason})"
        case lines.Away():
            return f"{entry.hub} hub: connection {entry.connection} lost its socket and waits"
        case lines.Back():
            return f"{entry.hub} hub: connection {entry.connection} is back"
        case lines.Stalled():
            return f"{entry.hub} hub: nothing passes on connection {entry.connection} any more"
    return None


def _quoting(entry: lines.Entry) -> str | None:
    """What the Data hub told; None for everything else."""
    match entry:
        case lines.Quoted() | lines.Valued():
            what = entry.symbol if isinstance(entry, lines.Quoted) else entry.of
            sides = f"{_price(entry.bid)} x {_price(entry.ask)}"
            age = "" if entry.bid_age_ms is None else f", {entry.bid_age_ms} ms old"
            return f"-> call {entry.call}: {what} by {entry.provider}: {sides}{age}"
        case lines.StreamEnded():
            return f"-> call {entry.call}: the stream ended ({entry.reason})"
    return None


def _change(entry: lines.Entry) -> str:  # noqa: PLR0911  # one sentence for each kind
    """What changed, at the broker or in the run."""
    match entry:
        case facts.SignalChanged() | facts.PositionSignalChanged():
            return f"   {_signal(entry)}: {entry.state}"
        case facts.RecordChanged():
            return f"   record of {entry.key}: {entry.status}"
        case facts.JobChanged():
            return f"   job {entry.job_id}: {entry.status}"
        case facts.PlanMade():
            worth = f"{entry.notional:,.2f} {entry.currency}"
            return f"   execution plan {entry.exec_plan_id}: {worth}"
        case facts.OrderChanged():
            done = f"{entry.filled_qty} of {entry.qty} filled"
            return f"   order {entry.order_id}: {entry.state}, {done}"
        case facts.Filled():
            return f"   order {entry.order_id}: {entry.qty} at {entry.price}"
        case facts.PositionChanged():
            return f"   position {entry.position_id}: {entry.status}"
        case facts.AgentChanged():
            return f"   agent of {', '.join(entry.account_ids) or 'nobody'}: {entry.status}"
        case lines.Stage():
            return f"-- {entry.stage}"
    return f"   {type(entry).__name__}"


def _signal(entry: facts.SignalChanged | facts.PositionSignalChanged) -> str:
    if isinstance(entry, facts.SignalChanged):
        return f"entry signal of strategy {entry.strategy_id} on {entry.broker_account_id}"
    what = "exit" if entry.condition is None else f"adjustment ({entry.condition})"
    return f"{what} signal of position {entry.position_id}"


def _price(price: Decimal | None) -> str:
    return "none" if price is None else str(price)


def _told(members: dict[str, Any]) -> str:
    told = [f" {name}={members[name]}" for name in _TOLD if members.get(name) is not None]
    return "".join(told)
