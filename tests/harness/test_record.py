"""What is kept of a run: the end of what was printed, and no key."""

from hubproof.harness.history import History
from hubproof.harness.plan import Plan
from hubproof.harness.record import TAIL_LINES, Record
from hubproof.harness.redaction import HIDDEN, redacted
from hubproof.harness.workloads import SignalTimes

PLAN = Plan(scenario="steady_state", seed=7, workload=SignalTimes(signals=()))


def record(log: str) -> Record:
    return Record(
        plan=PLAN,
        mode="sim",
        subject="reference",
        history=History(PLAN, ()),
        trouble=None,
        log=log,
        ran_s=1.0,
        wall_s=1.0,
        key="sim-0",
    )


def test_the_tail_is_the_last_lines() -> None:
    numbered = [str(number) for number in range(100)]

    assert record("").tail == ()
    assert record("one\ntwo").tail == ("one", "two")
    assert record("\n".join(numbered)).tail == tuple(numbered[-TAIL_LINES:])


def test_the_key_is_blotted_out_wherever_it_stands() -> None:
    assert redacted("key=k-1, again k-1", "k-1") == f"key={HIDDEN}, again {HIDDEN}"
    assert redacted("nothing to hide", "k-1") == "nothing to hide"
