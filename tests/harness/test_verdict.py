"""How verdicts compose."""

from itertools import permutations

from hubproof.harness.verdict import Verdict, worst


def test_invalid_outranks_unknown_outranks_valid_in_any_order() -> None:
    for order in permutations(Verdict):
        assert worst(order) is Verdict.INVALID
    assert worst([Verdict.VALID, Verdict.UNKNOWN]) is Verdict.UNKNOWN
    assert worst([Verdict.UNKNOWN, Verdict.VALID]) is Verdict.UNKNOWN


def test_nothing_to_object_to_is_valid() -> None:
    assert worst([]) is Verdict.VALID
