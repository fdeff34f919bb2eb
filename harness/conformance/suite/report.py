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


def listing(cases: Sequence[Case]) -> Iterator[str]:
    """Every sentence with its ways, and the behaviours that have none."""
    ways: dict[tuple[int, str], list[str]] = {}
    for case in cases:
        ways.setdefault((case.behaviour.number, case.name), []).append(case.way.name)
    firsts = {(case.behaviour.number, case.name): case for case in cases}
    for key, case in firsts.items():
        yield f"{case.behaviour.number}.{case.name}  {case.level}  {case.says}"
        yield f"      over {' '.join(ways[key])}"
        yield f"      from {case.source}"
    for number, why in NOT_APPLICABLE.items():
        yield f"{number}  not applicable: {why}"
    for number, why in PARTS_NOT_TRIED.items():
        yield f"{number}  in part: {why}"
    yield f"{len(cases)} cases, {len(firsts)} sentences, {len(BEHAVIOURS)} behaviours"


def matrix(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Behaviours down, ways across."""
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
    should = sum(one.verdict is Verdict.INVALID and one.case.level != "MUST" for one in outcomes)
    of_them = f" ({should} of them SHOULD)" if should else ""
    return (
        f"{counts[Verdict.VALID]} of {len(outcomes)} cases pass, {counts[Verdict.INVALID]} depart"
        f"{of_them}, {counts[Verdict.UNKNOWN]} could not be tried; {took_s:.1f} s"
    )


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
                "again": again(one.case, server),
            }
            for one in outcomes
        ],
    }
