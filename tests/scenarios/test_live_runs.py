"""Every scenario once over real sockets, with the reference client as a process."""

import time
from pathlib import Path

import pytest

from hubproof.harness.nemesis import expand
from hubproof.harness.plan import Plan
from hubproof.harness.pool import WIDTH_MAX, Pool, longest_first
from hubproof.harness.scenario import Scenario
from hubproof.harness.subjects.naming import parse
from hubproof.harness.trial import Terms
from hubproof.harness.verdict import Verdict
from hubproof.scenarios import SCENARIOS

pytestmark = [pytest.mark.live, pytest.mark.slow]

ALL_S = 180.0


def test_all_scenarios_are_valid_side_by_side_and_keep_their_bounds(tmp_path: Path) -> None:
    plans: list[tuple[Scenario, Plan]] = [
        (one, expand(one, 1)) for one in longest_first(SCENARIOS.values())
    ]
    terms = Terms(mode="live", state_root=tmp_path)
    began = time.monotonic()

    with Pool(parse("reference"), terms, width=WIDTH_MAX) as pool:
        ended = list(pool.ended(plans, lambda *_: None))

    told = {}
    for one in ended:
        assert one.finished is not None, one.error
        scenario = plans[one.place][0]
        told[scenario.name] = one.finished.judgement
        assert one.finished.record.ran_s <= scenario.live_bound_s, scenario.name
    assert len(told) == len(SCENARIOS)
    wrong = {name: end.reason for name, end in told.items() if end.verdict is not Verdict.VALID}
    assert not wrong
    assert time.monotonic() - began < ALL_S
