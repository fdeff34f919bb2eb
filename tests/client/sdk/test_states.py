from hubproof.client.sdk.states import TRANSITIONS, State, Step


def test_every_state_can_be_reached_from_the_first() -> None:
    reached = [State.IDLE]
    for state in reached:
        for (source, _), target in TRANSITIONS.items():
            if source is state and target not in reached:
                reached.append(target)
    assert sorted(reached) == sorted(State)


def test_a_closed_connection_never_opens_again() -> None:
    assert {target for (source, _), target in TRANSITIONS.items() if source is State.CLOSED} == {
        State.CLOSED
    }


def test_every_state_can_be_ended() -> None:
    assert all((state, Step.END) in TRANSITIONS for state in State)


def test_an_open_connection_is_only_left_by_a_loss_or_an_end() -> None:
    for state in (State.RECOVERING, State.CONNECTED):
        left = [step for (source, step), target in TRANSITIONS.items() if source is state]
        assert set(left) - {Step.RECOVERED} == {Step.LOST, Step.END}
