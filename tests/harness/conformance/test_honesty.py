"""The replay's honesty: it accepts what a server may do otherwise, and nothing that it may not."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from hubproof.harness.conformance.recordings import read
from hubproof.harness.conformance.replay import in_virtual_time

CASES = [
    case
    for path in sorted((Path(__file__).parents[2] / "transcripts" / "cases").glob("*.json"))
    for case in json.loads(path.read_text(encoding="utf-8"))
    if not case.get("defect")
]
SAMPLE = 60

Case = dict[str, Any]
Change = Callable[[Case, Random], bool]


def pick(rng: Random, places: list[Any]) -> Any:
    return places[int(rng.random() * len(places))] if places else None


def messages(case: Case) -> list[int]:
    """Where a message is that counts: of no timer, and of no connection that is dropped later."""
    dropped = {step["on"] for step in case["steps"] if step.get("do") == "drop"}
    timers = ('"type":6', '"type":8', "029106", "039208")
    return [
        place
        for place, step in enumerate(case["steps"])
        if (text := step.get("got") or step.get("got_hex"))
        and step["on"] not in dropped
        and not any(timer in text for timer in timers)
    ]


def answers(case: Case) -> list[Any]:
    return [step["answer"] for step in case["steps"] if step.get("do") == "http"]


# What may be otherwise.


def other_frames(case: Case, rng: Random) -> bool:
    for step in case["steps"]:
        if "frame" in step:
            step["frame"] = int(rng.random() * 99)
    return True


def other_order_of_headers_and_transfer(case: Case, _: Random) -> bool:
    for answer in answers(case):
        headers = dict(reversed(answer["headers"].items()))
        if headers.pop("content-length", None) is not None:
            headers["transfer-encoding"] = "chunked"
        elif headers.pop("transfer-encoding", None) is not None:
            headers["content-length"] = "5"
        answer["headers"] = headers
    return True


def other_order_of_members(case: Case, _: Random) -> bool:
    for step in case["steps"]:
        text = step.get("got", "")
        if text.startswith("{") and "." not in text:  # digits would not survive being parsed
            step["got"] = json.dumps(dict(reversed(json.loads(text).items())))
    return True


# What may not.


def other_status(case: Case, rng: Random) -> bool:
    answer = pick(rng, answers(case))
    if answer:
        answer["status"] += 1
    return answer is not None


def other_header(case: Case, rng: Random) -> bool:
    free = ("content-length", "transfer-encoding")
    several = [(one, name) for one in answers(case) for name in one["headers"] if name not in free]
    chosen = pick(rng, several)
    if chosen:
        chosen[0]["headers"][chosen[1]] += "x"
    return chosen is not None


def one_less(case: Case, rng: Random) -> bool:
    place = pick(rng, messages(case))
    if place is not None:
        del case["steps"][place]
    return place is not None


def one_twice(case: Case, rng: Random) -> bool:
    place = pick(rng, messages(case))
    if place is not None:
        case["steps"].insert(place, copy.deepcopy(case["steps"][place]))
    return place is not None


def other_order(case: Case, rng: Random) -> bool:
    steps, places = case["steps"], messages(case)

    def said(place: int) -> tuple[Any, ...]:
        return tuple(steps[place].get(key) for key in ("got", "got_hex"))

    swappable = [
        place
        for place in places
        if place + 1 in places
        and steps[place]["on"] == steps[place + 1]["on"]
        and said(place) != said(place + 1)
        and not case.get("unordered")
    ]
    place = pick(rng, swappable)
    if place is not None:
        steps[place], steps[place + 1] = steps[place + 1], steps[place]
    return place is not None


def other_close(case: Case, rng: Random) -> bool:
    step = pick(rng, [step for step in case["steps"] if "got_close" in step])
    if step and rng.random() < 0.5:
        step["reason"] = "bye"
    elif step:
        step["got_close"] += 1
    return step is not None


def no_end(case: Case, _: Random) -> bool:
    dropped = any(step.get("do") == "drop" for step in case["steps"])
    ends = [n for n, step in enumerate(case["steps"]) if "got_close" in step or "got_end" in step]
    if ends and not dropped:
        del case["steps"][ends[-1]]
    return bool(ends) and not dropped


def a_frame_more(case: Case, _: Random) -> bool:
    last = case["steps"][-1]
    if "got" in last or "got_hex" in last:
        case["steps"].append({"on": last["on"], "got_frame": "pong", "at": last["at"]})
        return True
    return False


def changed(change: Change) -> list[Case]:
    rng = Random(change.__name__)
    found: list[Case] = []
    for case in sorted(CASES, key=lambda _: rng.random()):
        other = copy.deepcopy(case)
        if len(found) < SAMPLE and change(other, rng):
            found.append(other)
    return found


@pytest.mark.parametrize(
    "change", [other_frames, other_order_of_headers_and_transfer, other_order_of_members]
)
def test_what_may_be_otherwise_is_no_difference(change: Change) -> None:
    outcomes = in_virtual_time(read(changed(change)))
    assert {one.recording.name: one.differences for one in outcomes if not one.is_same} == {}


@pytest.mark.parametrize(
    "change",
    [
        other_status,
        other_header,
        one_less,
        one_twice,
        other_order,
        other_close,
        no_end,
        a_frame_more,
    ],
)
def test_what_may_not_is_one(change: Change) -> None:
    recordings = read(changed(change))
    assert len(recordings) > SAMPLE // 2
    assert [one.recording.name for one in in_virtual_time(recordings) if one.is_same] == []
