"""The reference client in every storm, against hubs that write otherwise than ours do."""

from datetime import datetime
from typing import Any

import pytest

from hubproof.contract.mesolive.dialect import FORMS, Dialect
from hubproof.harness.modes import sim
from hubproof.harness.nemesis import expand
from hubproof.harness.setting import world_of
from hubproof.harness.subjects.naming import parse
from hubproof.harness.trial import Terms, carry_out
from hubproof.harness.verdict import Verdict
from hubproof.scenarios import SCENARIOS
from hubproof.simulator.world.world import World

DIALECTS = ("camel", "integers,nothing", "strings,offset", "camel,integers,strings,ticks,sparse")


def test_every_form_is_spoken_in_one_of_the_dialects() -> None:
    spoken = {word for words in DIALECTS for word in str(Dialect.parse(words)).split(",")}
    assert spoken == {word for forms in FORMS.values() for word in forms}


@pytest.mark.parametrize("words", DIALECTS)
@pytest.mark.parametrize("name", SCENARIOS)
def test_the_reference_client_is_valid_in_every_dialect(
    name: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialect = Dialect.parse(words)
    worlds: list[World] = []

    def speaking(seed: int, epoch: datetime, *more: Any) -> World:
        worlds.append(world_of(seed, epoch, *more, dialect=dialect))
        return worlds[0]

    monkeypatch.setattr(sim, "world_of", speaking)
    plan = expand(SCENARIOS[name], 1)
    finished = carry_out(plan, SCENARIOS[name], parse("reference"), Terms())
    assert finished.judgement.verdict is Verdict.VALID
    assert [world.dialect for world in worlds] == [dialect]
