"""Traffic: one entry of the journal as one line for a developer who watches.

What came in, what went out, and what changed; the times are seconds since the server began.
"""

import msgspec

from hubproof.simulator import journal as lines
from hubproof.simulator.world import facts


def describe(entry: lines.Entry) -> str:
    """The entry in a line."""
    return f"{entry.at_us / 1_000_000:10.3f}  {_words(entry)}"


def _words(entry: lines.Entry) -> str:  # noqa: PLR0911  # one sentence for each kind of entry
    match entry:
        case lines.Connected():
            return f"{entry.hub} hub: connection {entry.connection} opened"
        case lines.Disconnected():
            return f"{entry.hub} hub: connection {entry.connection} ended ({entry.reason})"
        case lines.Received():
            key = f" key {entry.key}" if entry.key else ""
            return f"<- {entry.method} (call {entry.call}){key}"
        case lines.Answered():
            return f"-> call {entry.call}: {entry.status}{_brackets(entry.message)}"
        case lines.Sent():
            return f"-> {entry.callback} (event {entry.event_seq_id})"
        case lines.FaultFired():
            return f"!! {entry.name} at {entry.phase}"
        case facts.SignalChanged():
            where = f"{entry.strategy_id} on {entry.broker_account_id}"
            return f"   entry signal of {where}: {entry.state}"
        case facts.OrderChanged():
            done = f"{entry.filled_qty} of {entry.qty}"
            return f"   order {entry.order_id}: {entry.state}, {done} filled"
        case _:
            return f"   {_plain(entry)}"


def _brackets(text: str | None) -> str:
    return f" ({text})" if text else ""


def _plain(entry: lines.Entry) -> str:
    told = msgspec.to_builtins(entry)
    return " ".join(f"{name}={value}" for name, value in told.items() if name != "at_us")
