"""Plans: what is written can be read again, and what cannot be read is told in a sentence."""

import msgspec
import pytest

from hubproof.harness.plan import SEED_MAX, Plan, PlanError, decode, encode
from hubproof.harness.workloads import Announcement, SignalTimes
from hubproof.simulator.faults.cut import Cut
from hubproof.simulator.faults.duplicate_event import DuplicateEvent
from hubproof.simulator.faults.kill import Kill

SIGNAL = Announcement(at_us=5, strategy_id=101, broker_account_id="U2001", state="On")
PLAN = Plan(
    scenario="steady_state",
    seed=7,
    workload=SignalTimes(signals=(SIGNAL,)),
    faults=(
        Cut(hub="control", method="SendOrder", ordinal=2, phase="received"),
        DuplicateEvent(callback="OnEntrySignal", ordinal=1, delay_s=0.25),
        Kill(hub="control", method="SendOrder", ordinal=1, phase="answered", restart_after_s=1.5),
    ),
)


def test_a_plan_is_read_as_it_was_written() -> None:
    assert decode(encode(PLAN)) == PLAN


def test_a_plan_is_written_for_people_and_always_the_same_way() -> None:
    text = encode(PLAN).decode()
    assert text.startswith('{\n  "faults": [\n    {\n      "fault": "cut",')
    assert text.endswith("}\n")
    assert encode(decode(encode(PLAN))) == encode(PLAN)


def changed(**members: object) -> bytes:
    document = msgspec.json.decode(encode(PLAN))
    return msgspec.json.encode({**document, **members})


def with_fault(**members: object) -> bytes:
    return changed(faults=[{**msgspec.to_builtins(PLAN.faults[0]), **members}])


def with_signal(**members: object) -> bytes:
    signal = {"at_us": 1, "strategy_id": 101, "broker_account_id": "ML1001", "state": "On"}
    return changed(workload={"kind": "entry_signals", "signals": [{**signal, **members}]})


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "the plan is empty"),
        (b" \n", "the plan is empty"),
        (encode(PLAN)[:90], "cut off after 90 bytes"),
        (b"plan", "not JSON"),
        (b"[]", "JSON but no plan"),
        (b'{"seed": 1}', "JSON but no plan"),
        (changed(version=2), "of version 2; this hubproof reads version 1"),
        (changed(dialect="snake"), "hubs cannot write as it says: 'snake' is no form"),
        (changed(seed=-1), "the plan's seed is -1"),
        (changed(seed=SEED_MAX + 1), "seeds are 0 to"),
        (changed(seed="x"), "holds what no plan holds"),
        (with_fault(fault="meteor"), "there are cut, duplicate_event, kill"),
        (with_fault(ordinal=0), "ordinals count from 1, not 0"),
        (with_fault(phase="later"), "no phase 'later'"),
        (changed(workload={"kind": "tides"}), "holds what no plan holds"),
        (changed(extra=1), "unknown field `extra`"),
        (with_fault(conection=2), "unknown field `conection`"),
        (with_signal(stat="On"), "unknown field `stat`"),
        (with_signal(at_us=-5), "announces a signal at -5 us"),
        (with_signal(at_us=10**18), "a storm lasts 0 to"),
        (with_signal(strategy_id=999), "strategy 999 on account"),
        (with_signal(broker_account_id="nope"), "on account 'nope'; there are 101, 102, 103, 104"),
    ],
)
def test_a_plan_that_cannot_be_used_is_refused_in_a_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(PlanError, match=sentence):
        decode(data)


def test_a_plan_cut_off_at_any_byte_is_refused() -> None:
    data = encode(PLAN).rstrip()
    for length in range(len(data)):
        with pytest.raises(PlanError):
            decode(data[:length])
