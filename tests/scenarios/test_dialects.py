"""The reference client in every storm, against hubs that write otherwise than ours do."""

import pytest

from hubproof.contract.mesolive.dialect import FORMS, OURS, Dialect
from hubproof.harness.nemesis import expand
from hubproof.harness.subjects.naming import parse
from hubproof.harness.trial import Terms, carry_out
from hubproof.harness.verdict import Verdict
from hubproof.scenarios import SCENARIOS
from hubproof.simulator.world.facts import EventLogged

DIALECTS = ("camel", "integers,nothing", "strings,offset", "camel,integers,strings,ticks,sparse")


def test_every_form_is_spoken_in_one_of_the_dialects() -> None:
    spoken = {word for words in DIALECTS for word in str(Dialect.parse(words)).split(",")}
    assert spoken == {word for forms in FORMS.values() for word in forms}


@pytest.mark.parametrize("words", DIALECTS)
@pytest.mark.parametrize("name", SCENARIOS)
def test_the_reference_client_is_valid_in_every_dialect(name: str, words: str) -> None:
    plan = expand(SCENARIOS[name], 1, Dialect.parse(words))
    finished = carry_out(plan, SCENARIOS[name], parse("reference"), Terms())
    assert finished.judgement.verdict is Verdict.VALID


def test_what_the_hubs_write_is_what_the_plan_says() -> None:
    scenario = SCENARIOS["steady_state"]
    ours, theirs = (
        carry_out(expand(scenario, 1, one), scenario, parse("reference"), Terms()).record.history
        for one in (OURS, Dialect.parse("sparse"))
    )
    numbers = [
        [entry.event_seq_id for entry in history.entries if isinstance(entry, EventLogged)]
        for history in (ours, theirs)
    ]
    assert numbers[0] == [*range(1, len(numbers[0]) + 1)]
    assert numbers[1] != [*range(1, len(numbers[1]) + 1)]
