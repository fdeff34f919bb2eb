"""Short runs: a scenario of two signals, plans for it, and bots that are written for one test."""

import importlib
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hubproof.harness.plan import Plan
from hubproof.harness.scenario import Scenario
from hubproof.harness.subjects.naming import Named
from hubproof.harness.workloads import EntrySignals, SignalTimes
from hubproof.harness.workloads.workload import Announcement
from hubproof.simulator.faults import AnyFault

US = 1_000_000

SCENARIO = Scenario(
    name="short",
    says="one signal on paper, one live",
    requirements=("IDEM-8", "SAFE-1", "SAFE-4"),
    workload=EntrySignals(count=2, every_s=(0.3, 0.4), on_for_s=(60.0, 60.0)),
    settle_s=40.0,
    live_bound_s=40.0,
)

PREFACE = """
    import asyncio, pathlib, signal, sys
    from hubproof.client.sdk import MesoLiveControlHubClient, MesoLiveEventHubClient, models

    def hubs(env):
        hub = env["MESOLIVE_INSTANCE"], env["MESOLIVE_API_KEY"]
        return MesoLiveControlHubClient(*hub), MesoLiveEventHubClient(*hub)

    async def ready(event):
        await event.subscribe_to_strategies(models.SubscribeToStrategiesArgs())
"""


@pytest.fixture
def scenario() -> Scenario:
    return SCENARIO


@pytest.fixture
def plan() -> Callable[..., Plan]:
    """A plan of the short scenario, with these faults."""

    def made(*faults: AnyFault, seed: int = 1) -> Plan:
        signals = tuple(
            Announcement(
                at_us=round(at_s * US),
                strategy_id=strategy,
                broker_account_id=account,
                state="On",
            )
            for at_s, strategy, account in ((0.2, 101, "ML1001"), (0.5, 102, "U2001"))
        )
        workload = SignalTimes(signals=signals)
        return Plan(scenario=SCENARIO.name, seed=seed, workload=workload, faults=faults)

    return made


@pytest.fixture
def bot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Named]]:
    """Turns the text of a module with `async def run(env)` into a subject."""
    folder = tmp_path / "bots"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setattr(sys, "path", [str(folder), *sys.path])
    importlib.invalidate_caches()

    def made(body: str) -> Named:
        (folder / "bot_of_a_test.py").write_text(textwrap.dedent(PREFACE) + textwrap.dedent(body))
        return Named(kind="py", text="py:bot_of_a_test:run", module="bot_of_a_test", factory="run")

    yield made
    sys.modules.pop("bot_of_a_test", None)
