"""The transition table: complete, closed, and the only way a session moves."""

import pytest

from hubproof.simulator.session.states import TRANSITIONS, ImpossibleStepError, State, Step, after


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("step", Step)
def test_a_step_is_in_the_table_or_impossible(state: State, step: Step) -> None:
    if step in TRANSITIONS[state]:
        assert after(state, step) is TRANSITIONS[state][step]
    else:
        with pytest.raises(ImpossibleStepError, match=f"{state.name} cannot {step.name}"):
            after(state, step)


def test_every_state_can_be_reached_and_only_the_end_is_final() -> None:
    reached = {State.HANDSHAKING}
    for _ in State:
        reached |= {to for state in reached for to in TRANSITIONS[state].values()}
    assert reached == set(State)
    assert [state for state in State if not TRANSITIONS[state]] == [State.ENDED]


def test_every_step_is_used_and_losing_the_peer_ends_any_state() -> None:
    assert {step for steps in TRANSITIONS.values() for step in steps} == set(Step)
    for state in State:
        if state is not State.ENDED:
            assert after(state, Step.LOSE_PEER) is State.ENDED
