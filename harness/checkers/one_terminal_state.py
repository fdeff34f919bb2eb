"""One terminal state: every intent the subject took on ends once, and truthfully (SAFE-3).

Done, failed and surfaced, dead-lettered, or dropped: one of them, and `done` only with the entry
at the broker, where an order that was cancelled with nothing filled is none. Read from the
subject's own log; a line that stands there twice after a kill is one ending.
"""

from collections.abc import Iterator

from hubproof.harness.checkers.checker import Checker, Finding
from hubproof.harness.oracle import Oracle
from hubproof.harness.oracle.decisions import Account

TERMINAL = ("done", "failed", "dead_lettered", "dropped")


def find(oracle: Oracle) -> Iterator[Finding]:
    """Intents with no ending, several, or one that is not true."""
    for account in oracle.accounts:
        states = list(dict.fromkeys(state for _at_us, state in account.ended))
        fault = _fault(oracle, account, states)
        if fault is not None:
            at_us = account.ended[-1][0] if account.ended else account.at_us
            yield Finding(message=f"intent {account.intent} {fault}", at_us=at_us)


def _fault(oracle: Oracle, account: Account, states: list[str]) -> str | None:
    """What is wrong with the ending of one intent, if anything."""
    if not states:
        due_us = oracle.due_us(_began_us(oracle, account), oracle.end_within_us)
        return "was taken on and never came to an end" if due_us <= oracle.end_us else None
    if len(states) > 1:
        return f"ended more than once: {', then '.join(states)}"
    if states[0] not in TERMINAL:
        return f"ended as {states[0]!r}, which is no ending; there are {', '.join(TERMINAL)}"
    if states[0] == "failed" and not account.is_surfaced:
        return "failed and was not surfaced, so nobody knows"
    if states[0] == "done" and not _has_entry(oracle, account):
        return "was ended as done although the broker has no entry for it"
    return None


def _began_us(oracle: Oracle, account: Account) -> int:
    """When the intent began: with its event, as the log may have been read much later."""
    times = [
        event.at_us
        for event in oracle.listening.events.values()
        if event.event_id in account.event_ids
    ]
    return min(times, default=account.at_us)


def _has_entry(oracle: Oracle, account: Account) -> bool:
    known = [one for one in oracle.executions if one.key in account.keys]
    # A log that names no key of an execution says nothing that could be compared.
    return not account.keys or any(one.has_effect and not one.is_unfilled for one in known)


CHECKER = Checker(
    name="one_terminal_state",
    requirement="SAFE-3",
    says="every intent ends in exactly one terminal state",
    find=find,
    needs_decisions=True,
)
