"""The replay: our server answers as the recorded one, and the replay would notice if not."""

import dataclasses
from pathlib import Path
from random import Random
from typing import Any

import pytest

from hubproof.harness.conformance.defects import INSTEAD
from hubproof.harness.conformance.recordings import (
    Attach,
    CloseSocket,
    Drop,
    Got,
    GotClose,
    Recording,
    Request,
    Send,
    Words,
    read_file,
    read_place,
)
from hubproof.harness.conformance.replay import in_virtual_time

TRANSCRIPTS = Path(__file__).parents[2] / "transcripts"
FILES = sorted((TRANSCRIPTS / "cases").glob("*.json"))
MUTANTS_PER_FILE = 4


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name.removesuffix(".json"))
def test_every_recording_is_answered_alike(path: Path) -> None:
    outcomes = list(in_virtual_time(read_file(path)))
    assert outcomes
    assert {one.recording.name: one.differences for one in outcomes if not one.is_same} == {}


def test_all_recordings_are_there() -> None:
    recordings = read_place(TRANSCRIPTS)
    assert len(recordings) == 1139
    assert len({one.name for one in recordings}) == 1139


def changed(words: Words, rng: Random) -> Words | None:
    """The words with one character changed, none of a placeholder's."""
    text = words.text
    places = [place for place in range(len(text)) if "$" not in text]
    if not places:
        return None
    place = places[int(rng.random() * len(places))]
    letters = [one for one in "0123456789abcdef" if one != text[place]]
    letter = letters[int(rng.random() * len(letters))]
    return dataclasses.replace(words, text=text[:place] + letter + text[place + 1 :])


def mutant(recording: Recording, rng: Random) -> Recording | None:
    """The recording with one character of one answer changed; None where it has none."""
    for place in sorted(range(len(recording.steps)), key=lambda _: rng.random()):
        step: Any = recording.steps[place]
        other: Any
        if isinstance(step, Got):
            words = changed(step.words, rng)
            other = None if words is None else dataclasses.replace(step, words=words)
        elif isinstance(step, GotClose):
            other = dataclasses.replace(step, code=step.code + 1)
        elif isinstance(step, Request):
            body = changed(step.answer.body, rng)
            answer = None if body is None else dataclasses.replace(step.answer, body=body)
            other = None if answer is None else dataclasses.replace(step, answer=answer)
        else:
            continue
        if other is not None:
            steps = (*recording.steps[:place], other, *recording.steps[place + 1 :])
            return dataclasses.replace(recording, steps=steps)
    return None


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name.removesuffix(".json"))
def test_one_changed_character_of_any_answer_is_noticed(path: Path) -> None:
    rng = Random(path.name)
    sound = [one for one in read_file(path) if "defect" not in one.flags]
    sample = sorted(sound, key=lambda _: rng.random())[:MUTANTS_PER_FILE]
    mutants = [one for one in (mutant(each, rng) for each in sample) if one is not None]
    assert mutants
    unnoticed = [one.recording.name for one in in_virtual_time(mutants) if one.is_same]
    assert unnoticed == []


# What is done instead of a defect: the same recording with the answers that it should have had.

ADD = '{"type":3,"invocationId":"1","result":3}'
ADD_PACKED = "07950380a1310303"


def instead(recording: Recording) -> Recording:
    """The recording as it goes with our server."""
    is_packed = recording.encoding == "messagepack"

    def got(text: str, digits: str = "") -> Got:
        words = Words(digits, is_hex=True) if is_packed else Words(text)
        at = recording.steps[-1].at
        return Got(at=at, on="a", words=words, kind="binary" if is_packed else "text")

    steps = list(recording.steps)
    case = recording.case.partition("/")[2]
    if case in ("unknown-type", "unknown-type-same-frame"):
        steps.append(got(ADD, ADD_PACKED))
    elif case == "half-a-message":
        place = max(n for n, step in enumerate(steps) if isinstance(step, Send)) + 2
        steps = [*steps[:place], got(ADD, ADD_PACKED)]
    elif case == "adopted":
        steps = _adopted(steps)
    elif case == "id-twice":
        refusal = (
            "An unexpected error occurred invoking 'Sum' on the server."
            " HubException: An upload that this call names is under way already."
        )
        packed = bytes.fromhex("950380a13201d9") + bytes([len(refusal)]) + refusal.encode()
        prefix = bytes([len(packed) & 0x7F | 0x80, len(packed) >> 7])
        second = got(
            f'{{"type":3,"invocationId":"2","error":"{refusal}"}}', (prefix + packed).hex()
        )
        sends = [n for n, step in enumerate(steps) if isinstance(step, Send)]
        steps.insert(sends[2] + 1, second)
        steps[-1] = got('{"type":3,"invocationId":"1","result":4}', "07950380a1310304")
    elif case == "unread":
        steps = [step for step in steps if not isinstance(step, GotClose)]
        steps[-1] = got('{"type":3,"invocationId":"2","result":3}', "07950380a1320303")
    return dataclasses.replace(recording, steps=tuple(steps), flags=recording.flags - {"defect"})


def _adopted(steps: list[Any]) -> list[Any]:
    """The second socket is let in, hears what it may have missed, and the first is cut."""
    told = [step for step in steps if isinstance(step, Got)][-1]
    back = next(n for n, step in enumerate(steps) if step.on == "b")
    attach = dataclasses.replace(steps[back], status=101)
    is_packed = told.words.is_hex
    sequence = Words("03920901", is_hex=True) if is_packed else Words('{"type":9,"sequenceId":1}')
    again = [dataclasses.replace(told, on="b", words=words) for words in (sequence, told.words)]
    if is_packed:  # this client took no part in the handshake, and cuts what it hears as JSON
        return [*steps[:back], Drop(at=attach.at, on="a")]
    return [*steps[:back], attach, Drop(at=attach.at, on="a"), *again]


DEFECTS = [one for one in read_place(TRANSCRIPTS) if "defect" in one.flags]


@pytest.mark.parametrize("recording", DEFECTS, ids=lambda one: one.name)
def test_what_is_done_instead_of_a_defect(recording: Recording) -> None:
    assert recording.case in INSTEAD
    (outcome,) = in_virtual_time([instead(recording)])
    assert outcome.differences == ()


def test_every_line_about_a_defect_has_its_recording() -> None:
    assert set(INSTEAD) == {one.case for one in DEFECTS}


def named(name: str) -> Recording:
    return next(one for one in read_place(TRANSCRIPTS) if one.name == name)


def test_a_poll_that_takes_as_long_as_any_is_waited_for() -> None:
    short = named("poll/timeout LongPolling json")
    steps = [
        dataclasses.replace(step, path=step.path.replace("/poll", "/hub"))
        if isinstance(step, Request)
        else step
        for step in short.steps
    ]
    (outcome,) = in_virtual_time([dataclasses.replace(short, steps=tuple(steps))])
    assert outcome.differences == ()


def test_acknowledgements_come_to_who_polls_too_in_their_place_and_time() -> None:
    polling = named("stateful/polling LongPolling json")
    assert "acks" not in polling.flags
    counted = dataclasses.replace(polling, flags=frozenset(("acks", "timed")))
    (outcome,) = in_virtual_time([counted])
    assert outcome.differences == ()


@pytest.mark.parametrize("case", ["close/socket-1000", "close/dropped"])
def test_who_was_refused_is_a_difference_and_not_the_end_of_the_replay(case: str) -> None:
    sound = named(f"{case} WebSockets json")
    steps = [
        dataclasses.replace(step, path="/hub?id=nobody") if isinstance(step, Attach) else step
        for step in sound.steps
    ]
    refused = dataclasses.replace(sound, steps=tuple(steps))
    (outcome, other) = in_virtual_time([refused, sound])
    assert "a: attaching got 404 instead of 101" in outcome.differences
    assert not any("cannot go on" in one for one in outcome.differences)
    assert other.is_same


def test_a_step_that_a_transport_has_not_ends_its_own_recording_only() -> None:
    sound = named("close/by-client LongPolling json")
    odd = dataclasses.replace(
        sound, steps=(*sound.steps[:4], CloseSocket(at=sound.steps[3].at, on="a", code=1000))
    )
    (outcome, other) = in_virtual_time([odd, sound])
    assert outcome.differences == ("cannot go on: NotImplementedError: ",)
    assert other.is_same
