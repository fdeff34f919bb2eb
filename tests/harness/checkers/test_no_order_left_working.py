from typing import TYPE_CHECKING

import pytest

from hubproof.harness.cli.blinding import checkers_in_force
from hubproof.harness.history import History
from hubproof.harness.oracle import Oracle
from hubproof.harness.scenario import Limits
from hubproof.harness.verdict import Violation

if TYPE_CHECKING:
    from tests.harness.conftest import Story

PATIENCE = Limits(cancel_unfilled_after_s=3.0)


def find(history: History, limits: Limits = PATIENCE) -> list[Violation]:
    return checkers_in_force()["no_order_left_working"].check(Oracle.of(history, limits))


def works_from(story: "Story", at: float, state: str = "Working") -> int:
    """An order that is accepted 0.1 s after `at`, and is `state` 0.3 s later; its id."""
    story.signal(at - 1.0)
    return story.order(at, "order-1", story.prepare(at - 0.8, "prep-1"), state=state)


def test_an_empty_history_is_valid(empty: History) -> None:
    assert find(empty) == []


def test_an_order_left_working_is_invalid(story: "Story") -> None:
    order = works_from(story, 3.0)
    [violation] = find(story.end())
    assert violation.requirement == "SAFE-2"
    assert violation.at_us == 26_100_000
    assert violation.message == (
        f"left order {order} in strategy 101 on account U2001 working to the end with 0 of 2 "
        "filled: accepted at 3.1 s, it was to be cancelled after 3 s, and it was never cancelled"
    )


def test_an_order_that_was_given_by_hand_is_no_clients(story: "Story") -> None:
    story.trade(3.0, None, 1, 901, state="Working", filled=0, qty=2)
    assert find(story.end()) == []


@pytest.mark.parametrize("state", ["Filled", "Cancelled", "Rejected"])
def test_an_order_that_is_over_is_valid(story: "Story", state: str) -> None:
    works_from(story, 3.0, state)
    assert find(story.end()) == []


def test_the_rest_of_a_partly_filled_order_counts(story: "Story") -> None:
    order = works_from(story, 3.0)
    story.trade(4.0, "order-1", 1, order, state="PartiallyFilled", filled=1, qty=2)
    [violation] = find(story.end())
    assert "with 1 of 2 filled" in violation.message


def test_without_a_limit_patience_is_a_style(story: "Story") -> None:
    works_from(story, 3.0)
    assert find(story.end(), Limits()) == []


def test_there_is_time_until_the_bound(story: "Story") -> None:
    works_from(story, 3.0)
    assert find(story.end(26.0)) == []
    assert len(find(story.end(26.2))) == 1


def test_a_disturbance_gives_the_bound_anew(story: "Story") -> None:
    works_from(story, 3.0)
    story.kill(20.0, back=21.0)
    assert find(story.end(44.0)) == []
    assert len(find(story.end(45.0))) == 1


def test_a_cancel_that_came_to_nothing_excuses_nobody(story: "Story") -> None:
    story.cancel(6.0, "cancel-1", works_from(story, 3.0), status="ProviderError", ends="Failed")
    [violation] = find(story.end())
    assert violation.message.endswith("and its cancel came to nothing")


def test_a_cancel_that_is_on_its_way_is_benefit_of_the_doubt(story: "Story") -> None:
    order = works_from(story, 3.0)
    story.cancel(89.0, "cancel-1", order, status=None)
    assert len(find(story.end())) == 1  # it never arrived
    story.record(89.0, "cancel-1", "CancelOrder", "Processing")
    assert find(story.end()) == []
