"""Bytes that lead to code that no bytes led to before: the wire under atheris, for as long as told.

Not part of the suite: `make fuzz` runs it where atheris installs (Linux, CPython with wheels), as
`python -m tests.fuzz.wire -max_total_time=300`. An input that makes anything but the protocol's own
errors is kept by libFuzzer as a file `crash-...`, and run again by naming that file.
"""

import importlib
import sys
from collections.abc import Callable
from typing import Any

TARGETS = (
    "hubproof.contract.signalr.json_protocol",
    "hubproof.contract.signalr.json_reading",
    "hubproof.contract.signalr.json_tokens",
    "hubproof.contract.signalr.messagepack_protocol",
    "hubproof.contract.signalr.packed",
    "hubproof.contract.signalr.handshake",
    "hubproof.contract.dotnet.json_values",
    "hubproof.contract.dotnet.messagepack_values",
    "hubproof.simulator.session.session",
    "hubproof.simulator.session.service",
    "hubproof.simulator.session.intake",
    "hubproof.simulator.session.resending",
)
"""Whose branches are followed."""

HELD_BYTES_MAX = 16 * 1024
"""How much an input may make a session hold: none is longer than that."""

HANDSHAKES = (
    b'{"protocol":"json","version":2}\x1e',
    b'{"protocol":"messagepack","version":2}\x1e',
    b"",
)
WORDS = dict(
    enumerate(
        [
            *(b'{"type":%d' % kind for kind in range(10)),
            *(b',"invocationId":"1"', b',"target":"A"', b',"target":"Wait"', b',"arguments":['),
            *(b'1],"streamIds":["u"]', b"1]", b',"item":1', b',"result":1', b',"error":"e"'),
            *(b',"sequenceId":', b"}\x1e", b"\x09\x95\x01\x80\xa11\xa1A\x91\x01", b"\x02\x91\x06"),
        ]
    )
)
"""What bytes stand for in every second input: pieces of messages, which chance would not find."""

NULLS = (b"null", b"\xc0")


def main() -> None:
    """Look until the time is over, or something has broken."""
    try:
        atheris = importlib.import_module("atheris")
    except ImportError:
        sys.stderr.write("atheris is not installed here: nothing was looked at\n")
        return
    with atheris.instrument_imports(include=["hubproof"]):
        for name in TARGETS:
            importlib.import_module(name)
    atheris.Setup(sys.argv, attack_of())
    atheris.Fuzz()


def attack_of() -> Callable[[bytes], None]:
    """What is done with each input: it is read as values, and said to a session in pieces."""
    from hubproof.contract.dotnet.shapes import ValueMismatchError, shape_of
    from hubproof.harness.conformance.served.parcel import Parcel
    from hubproof.simulator.hubs.typed.values import VALUES

    shapes = [shape_of(kind) for kind in (Parcel, list[int], str, float, bool)]

    def attack(data: bytes) -> None:
        if len(data) < 2:  # two bytes choose
            return
        how, told = data[0], data[2:]
        for values in VALUES.values():
            for shape in shapes:
                try:
                    values.decode(told, shape)
                except ValueMismatchError:
                    values.misfit(told, shape, "argument")
        if data[1] % 2:
            told = b"".join(WORDS.get(one) or bytes((one,)) for one in told)
        converse(how, told)

    return attack


def converse(how: int, told: bytes) -> None:
    """One session, to which `told` is said in pieces; `how` chooses everything else."""
    from hubproof.simulator.session.options import SessionOptions
    from hubproof.simulator.session.session import Session

    options = SessionOptions(
        protocols=("json", "messagepack"),
        has_details=bool(how & 4),
        calls_at_once_max=1 + (how >> 3 & 1),
        buffer_bytes_max=100,
    )
    session = Session(options, 0, is_stateful=bool(how & 16))
    session.receive(HANDSHAKES[how % len(HANDSHAKES)], 0)
    size = 1 + (how >> 5) * 9
    for place in range(0, len(told), size):
        now = place * 100_000
        session.receive(told[place : place + size], now)
        carry_out(session, now)
        session.advance(now)
        if session.is_stateful and place % 7 == how % 7 and session.leave_transport(now):
            session.come_back(now)
    session.receive_eof()
    carry_out(session, 0)
    assert session.intake._unread_bytes <= HELD_BYTES_MAX


def carry_out(session: Any, now: int) -> None:
    """Do what a hub does: answer calls, read uploads, end streams."""
    from hubproof.simulator.session.events import Invoked, Uploaded

    while (event := session.next_event()) is not None:
        if isinstance(event, Invoked):
            for stream_id in event.stream_ids:
                session.expect_upload(stream_id)
            if event.streaming and event.invocation_id is not None:
                session.item(event.invocation_id, NULLS[session.protocol.is_binary])
            if event.target != "Wait":
                session.complete(event.invocation_id, now=now)
        elif isinstance(event, Uploaded) and len(bytes(event.item)) % 2:
            session.read_upload(event.stream_id, now)
        session.outbox.take()


if __name__ == "__main__":
    main()
