"""The report of the suite: the matrix, the list of cases, what failed and how to try it again.

Rule: lines for a terminal of 100 columns, and one JSON object that says the same.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from hubproof.harness.conformance.suite.behaviours import (
    BEHAVIOURS,
    NOT_APPLICABLE,
    PARTS_NOT_TRIED,
)
from hubproof.harness.conformance.suite.case import Case, Outcome
from hubproof.harness.conformance.suite.ways import COLUMNS
from hubproof.harness.verdict import Verdict, worst

VERSION = 1
SAYS_COLUMNS = 54
CELL_COLUMNS = 6
COMMAND = "hubproof conformance server"
HEADS = ("ws", "ws", "sse", "lp", "lp", "http")
SECOND_HEADS = ("json", "mpack", "json", "json", "mpack", "")
LEGEND = "3: three cases pass   1/3: one of three does   ?: could not be tried   ·: none here"


def verdict_of(outcomes: Sequence[Outcome]) -> Verdict:
    """What all of it comes to: only what MUST be so decides; of nothing, unknown."""
    must = [one.verdict for one in outcomes if one.case.level == "MUST"]
    return worst(must) if outcomes else Verdict.UNKNOWN


def count(number: int, noun: str) -> str:
    """So many of something, in words: `1 case`, `2 cases`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def listing(cases: Sequence[Case], *, is_all: bool = True) -> Iterator[str]:
    """Every sentence with its ways; where they are all, also what has none."""
    ways: dict[tuple[int, str], list[str]] = {}
    for case in cases:
        ways.setdefault((case.behaviour.number, case.name), []).append(case.way.name)
    firsts = {(case.behaviour.number, case.name): case for case in cases}
    for key, case in firsts.items():
        yield f"{case.behaviour.number}.{case.name}  {case.level}  {case.says}"
        yield f"      over {' '.join(ways[key])}"
        yield f"      from {case.source}"
    numbers = {number for number, _ in firsts}
    for number, why in NOT_APPLICABLE.items():
        if is_all:
            yield f"{number}  not applicable: {why}"
    for number, why in PARTS_NOT_TRIED.items():
        if number in numbers:
            yield f"{number}  in part: {why}"
    behaviours = len(BEHAVIOURS) if is_all else len(numbers)
    yield (
        f"{count(len(cases), 'case')}, {count(len(firsts), 'sentence')},"
        f" {count(behaviours, 'behaviour')}"
    )


def matrix(outcomes: Sequence[Outcome], *, is_all: bool = True) -> Iterator[str]:
    """Behaviours down, ways across; where all were played, also those that have no case."""
    cells: dict[tuple[int, str], list[Verdict]] = {}
    for one in outcomes:
        key = (one.case.behaviour.number, one.case.way.name)
        cells.setdefault(key, []).append(one.verdict)
    for heads in (HEADS, SECOND_HEADS):
        yield (
            " " * (SAYS_COLUMNS + 6) + "".join(f"{head:>{CELL_COLUMNS}}" for head in heads)
        ).rstrip()
    played = {number for number, _ in cells}
    for behaviour in BEHAVIOURS:
        start = f"{behaviour.number:>3} {behaviour.level[0]} {behaviour.says:<{SAYS_COLUMNS}}"
        if behaviour.number in NOT_APPLICABLE:
            if is_all:
                yield f"{start}  not applicable"
        elif behaviour.number in played:
            row = (_cell(cells.get((behaviour.number, way.name), [])) for way in COLUMNS)
            yield start + "".join(f"{cell:>{CELL_COLUMNS}}" for cell in row)
    yield LEGEND


def _cell(verdicts: Sequence[Verdict]) -> str:
    if not verdicts:
        return "·"
    valid = verdicts.count(Verdict.VALID)
    if valid == len(verdicts):
        return str(valid)
    doubt = "?" if Verdict.INVALID not in verdicts else ""
    return f"{valid}/{len(verdicts)}{doubt}"


def failures(outcomes: Sequence[Outcome], server: str | None) -> Iterator[str]:
    """What is not valid: what was expected, what came, and how to try it again."""
    for one in outcomes:
        if one.verdict is Verdict.VALID:
            continue
        case = one.case
        word = "departs" if one.verdict is Verdict.INVALID else "unknown"
        yield f"{word}  {case.id} ({case.level}): {case.says}"
        yield f"    expected  {one.expected}"
        yield f"    came      {one.came}"
        yield f"    again     {again(case, server)}"


def again(case: Case, server: str | None) -> str:
    """The command that plays this case alone."""
    return " ".join(part for part in (COMMAND, server, "--case", case.id) if part)


def total(outcomes: Sequence[Outcome], took_s: float) -> str:
    """All of it in one line."""
    counts = Counter(one.verdict for one in outcomes)
    second = sum(one.verdict is Verdict.VALID and one.tries > 1 for one in outcomes)
    again = f" ({second} of them at a second try, by themselves)" if second else ""
    should = sum(one.verdict is Verdict.INVALID and one.case.level != "MUST" for one in outcomes)
    of_them = f" ({should} of them SHOULD)" if should else ""
    return (
        f"{counts[Verdict.VALID]} of {_cases_pass(len(outcomes))}{again},"
        f" {counts[Verdict.INVALID]} depart{of_them},"
        f" {counts[Verdict.UNKNOWN]} could not be tried; {took_s:.1f} s"
    )


def _cases_pass(number: int) -> str:
    return "1 case passes" if number == 1 else f"{number} cases pass"


def as_json(outcomes: Sequence[Outcome], server: str | None) -> dict[str, Any]:
    """All of it as one object of JSON's own types."""
    return {
        "version": VERSION,
        "server": server,
        "verdict": str(verdict_of(outcomes)),
        "behaviours": [
            {
                "number": one.number,
                "level": one.level,
                "says": one.says,
                "family": one.family,
                "not_applicable": NOT_APPLICABLE.get(one.number),
            }
            for one in BEHAVIOURS
        ],
        "cases": [
            {
                "id": one.case.id,
                "behaviour": one.case.behaviour.number,
                "level": one.case.level,
                "says": one.case.says,
                "source": one.case.source,
                "transport": one.case.way.transport or None,
                "encoding": one.case.way.encoding,
                "verdict": str(one.verdict),
                "expected": one.expected or None,
                "came": one.came or None,
                "tries": one.tries,
                "again": again(one.case, server),
            }
            for one in outcomes
        ],
    }
