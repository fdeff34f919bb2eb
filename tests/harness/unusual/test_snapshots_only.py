"""A client that streams nothing is as right as one that does."""

import pytest

from hubproof.harness.mutants import MUTANTS, Mutant
from hubproof.harness.nemesis import expand
from hubproof.harness.subjects import in_process
from hubproof.harness.subjects.naming import Named
from hubproof.harness.trial import Finished, Terms, carry_out
from hubproof.harness.unusual.snapshots_only import PARTS
from hubproof.harness.verdict import Verdict
from hubproof.scenarios import SCENARIOS
from hubproof.simulator.journal import Received

SEEDS = range(1, 31)
QUOTED = [name for name, one in SCENARIOS.items() if one.limits.quotes is not None]


@pytest.fixture
def subject(monkeypatch: pytest.MonkeyPatch) -> Named:
    """Parts run under a name of the table of mutants; these stand there for one test."""
    stands = Mutant(name="snapshots_only", says="", row="", scenarios=(), parts=PARTS)
    monkeypatch.setattr(in_process, "MUTANTS", {**MUTANTS, stands.name: stands})
    return Named(kind="mutant", text=f"mutant:{stands.name}", mutant=stands.name)


def finished(subject: Named, scenario: str, seed: int) -> Finished:
    plan = expand(SCENARIOS[scenario], seed)
    return carry_out(plan, SCENARIOS[scenario], subject, Terms())


@pytest.mark.parametrize("scenario", QUOTED)
def test_nothing_convicts_it(subject: Named, scenario: str) -> None:
    for seed in SEEDS:
        judgement = finished(subject, scenario, seed).judgement
        assert judgement.verdict is Verdict.VALID, (seed, judgement.reason)


def test_it_opens_no_stream_asks_both_providers_and_is_not_judged_by_streams(
    subject: Named,
) -> None:
    run = finished(subject, "stream_items_dropped", 1)
    calls = [one for one in run.record.history.entries if isinstance(one, Received)]
    asked = [one.args["Provider"] for one in calls if one.method == "GetUnderlyingSnapshot"]
    assert {"InteractiveBrokers", "Tastytrade"} == set(asked)
    assert not any(one.method == "StreamUnderlyingData" for one in calls)
    assert {"DATA-1", "DATA-2", "DATA-7"} <= set(run.judgement.not_judged)
