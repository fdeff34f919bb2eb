"""The report: what a reader sees, and what a script reads."""

import pytest

from hubproof.harness.conformance.suite import report
from hubproof.harness.conformance.suite.behaviours import BEHAVIOURS
from hubproof.harness.conformance.suite.case import Case, Outcome
from hubproof.harness.conformance.suite.families import CASES
from hubproof.harness.verdict import Verdict

VALID, INVALID, UNKNOWN = Verdict.VALID, Verdict.INVALID, Verdict.UNKNOWN


def case(name: str) -> Case:
    return next(one for one in CASES if one.id == name)


def some(*verdicts: Verdict) -> list[Outcome]:
    names = ["44.result.ws.json", "44.later.ws.json", "44.result.sse.json", "91.unknown.ws.json"]
    return [
        Outcome(case(name), verdict, "5", "6")
        if verdict is not VALID
        else Outcome(case(name), VALID)
        for name, verdict in zip(names, verdicts, strict=False)
    ]


def row(outcomes: list[Outcome], number: int) -> list[str]:
    (line,) = [one for one in report.matrix(outcomes) if one.startswith(f"{number:>3} ")]
    return line[60:].split()


def test_a_cell_says_how_many_of_how_many() -> None:
    assert row(some(VALID, VALID, VALID), 44) == ["2", "·", "1", "·", "·", "·"]
    assert row(some(VALID, INVALID, VALID), 44) == ["1/2", "·", "1", "·", "·", "·"]
    assert row(some(VALID, UNKNOWN, UNKNOWN), 44) == ["1/2?", "·", "0/1?", "·", "·", "·"]
    assert row(some(INVALID, UNKNOWN), 44) == ["0/2", "·", "·", "·", "·", "·"]


def test_the_matrix_fits_and_has_every_behaviour() -> None:
    lines = list(report.matrix([Outcome(one, VALID) for one in CASES]))
    assert max(map(len, lines)) <= 100
    assert [int(line[:3]) for line in lines[2:-1]] == [one.number for one in BEHAVIOURS]
    assert "not applicable" in next(line for line in lines if line.startswith(" 17 "))


def test_behaviours_that_were_not_asked_for_are_left_out() -> None:
    assert [line[:3] for line in report.matrix(some(VALID), is_all=False)][2:-1] == [" 44"]
    listed = list(report.listing([case("91.unknown.ws.json")], is_all=False))
    assert [line[:2] for line in listed] == ["91", "  ", "  ", "1 "]
    assert listed[-1] == "1 case, 1 sentence, 1 behaviour"


def test_what_has_no_case_is_listed_with_all_the_others() -> None:
    listed = list(report.listing(CASES))
    assert [line[:20] for line in listed if line.startswith("17")] == ["17  not applicable: "]
    assert any(line.startswith("25  in part: ") for line in listed)
    assert listed[-1].startswith(f"{len(CASES)} cases, ")
    assert listed[-1].endswith(f" sentences, {len(BEHAVIOURS)} behaviours")


@pytest.mark.parametrize(
    ("verdicts", "verdict"),
    [
        ((), UNKNOWN),
        ((VALID, VALID), VALID),
        ((VALID, UNKNOWN), UNKNOWN),
        ((INVALID, UNKNOWN), INVALID),
        ((VALID, VALID, VALID, INVALID), VALID),
        ((VALID, VALID, VALID, UNKNOWN), VALID),
    ],
)
def test_only_what_must_be_so_decides(verdicts: tuple[Verdict, ...], verdict: Verdict) -> None:
    assert report.verdict_of(some(*verdicts)) is verdict


def test_a_failure_says_what_was_expected_what_came_and_how_to_try_again() -> None:
    told = list(report.failures(some(VALID, INVALID, UNKNOWN), "http://127.0.0.1:5600"))
    assert told == [
        "departs  44.later.ws.json (MUST): A method that waits gets one completion with its result",
        "    expected  5",
        "    came      6",
        "    again     hubproof conformance server http://127.0.0.1:5600 --case 44.later.ws.json",
        "unknown  44.result.sse.json (MUST): A call gets one completion with its result",
        "    expected  5",
        "    came      6",
        "    again     hubproof conformance server http://127.0.0.1:5600 --case 44.result.sse.json",
    ]


def test_the_total_counts_what_only_should_be_so() -> None:
    told = report.total(some(VALID, INVALID, UNKNOWN, INVALID), 1.25)
    assert told == "1 of 4 cases pass, 2 depart (1 of them SHOULD), 1 could not be tried; 1.2 s"


def test_the_total_tells_what_passed_by_itself_only() -> None:
    told = report.total([Outcome(case("44.result.ws.json"), VALID, tries=2), *some(VALID)], 1.25)
    assert told.startswith("2 of 2 cases pass (1 of them at a second try, by themselves), 0 depart")


def test_the_json_says_the_same() -> None:
    told = report.as_json(some(VALID, INVALID), None)
    assert told["verdict"] == "invalid"
    assert [one["number"] for one in told["behaviours"]] == list(range(1, 105))
    assert [one["verdict"] for one in told["cases"]] == ["valid", "invalid"]
    assert told["cases"][1] == {
        "id": "44.later.ws.json",
        "behaviour": 44,
        "level": "MUST",
        "says": "A method that waits gets one completion with its result",
        "source": "HubProtocol.md; DefaultHubDispatcher.cs; recordings",
        "transport": "WebSockets",
        "encoding": "json",
        "verdict": "invalid",
        "tries": 1,
        "expected": "5",
        "came": "6",
        "again": "hubproof conformance server --case 44.later.ws.json",
    }


def test_the_list_has_every_sentence_its_ways_and_its_source() -> None:
    lines = list(report.listing(CASES))
    assert "44.result  MUST  A call gets one completion with its result" in lines
    place = lines.index("44.result  MUST  A call gets one completion with its result")
    assert lines[place + 1 : place + 3] == [
        "      over ws.json ws.messagepack sse.json lp.json lp.messagepack",
        "      from HubProtocol.md; DefaultHubDispatcher.cs; recordings",
    ]
    assert max(map(len, lines)) <= 110
    assert any(line.startswith("17  not applicable: HTTP/2") for line in lines)
    assert any(line.startswith("25  in part: 1011 ") for line in lines)
    assert lines[-1].endswith(", 104 behaviours")
