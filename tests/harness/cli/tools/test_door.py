"""What was asked is carried out on a terminal: statuses, signals, and nothing but sentences."""

import json
import logging
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from hubproof.harness.cli.arguments import parse
from hubproof.harness.cli.exits import NotVerifiedError, UsageError
from hubproof.harness.cli.tools import door, dump, lists, quotes

Start = Callable[..., "subprocess.Popen[str]"]
live = pytest.mark.live

STREAM = ("tools", "data", "underlying", "stream", "--symbol", "SPX", "--seconds", "60")
KEY = "a-key-to-keep"


@pytest.fixture
def hubs(served: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A real server, and the environment that leads to it."""
    one = served(KEY)
    monkeypatch.setenv("MESOLIVE_INSTANCE", one.origin)
    monkeypatch.setenv("MESOLIVE_API_KEY", KEY)
    return one


def no_trace(said: Any) -> None:
    assert "Traceback" not in said.out + said.err
    assert KEY not in said.out + said.err


@live
@pytest.mark.usefixtures("hubs")
def test_every_tool_is_carried_out_and_status_0_says_that_it_was_seen(hubproof: Any) -> None:
    for line, first in (
        ("agents list", "connector"),
        ("accounts list --limit 50", "account"),
        ("strategies list", "id"),
        ("data underlying snapshot --symbol SPX", "time"),
        ("data underlying stream --symbol SPX --seconds 0.6", "time"),
        ("events dump --strategy-id 101 --seconds 5", "seq"),
    ):
        said = hubproof("tools", *line.split())
        assert (said.status, said.err) == (0, "")
        assert said.lines[0].split()[0] == first
        no_trace(said)


@live
def test_what_goes_wrong_is_one_sentence_and_its_status(hubs: Any, hubproof: Any) -> None:
    secure = hubs.origin.replace("http:", "https:")
    for line, status, says in (
        ("agents list --key wrong", 3, "The hub refused MESOLIVE_API_KEY (HTTP 401"),
        ("agents list --instance nowhere", 3, "has no http or https scheme"),
        (f"agents list --instance {secure}", 2, "cannot connect to https://"),
        ("data underlying snapshot --symbol NOPE", 2, "There is no underlying NOPE."),
        ("events dump --strategy-id 9 --seconds 1", 2, "to none of these: 9"),
    ):
        said = hubproof("tools", *line.split())
        assert said.status == status
        assert said.err.startswith("hubproof: ")
        assert says in said.err
        assert said.err.count("\n") == 1
        no_trace(said)
        as_json = hubproof("tools", *line.split(), "--json")
        assert as_json.status == status
        assert says in json.loads(as_json.lines[-1])["error"]


@live
def test_without_a_server_the_connection_was_refused(
    hubproof: Any, free_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MESOLIVE_INSTANCE", f"http://127.0.0.1:{free_port}")
    monkeypatch.setenv("MESOLIVE_API_KEY", KEY)
    for line in ("agents list", "data underlying stream --symbol SPX", "events dump"):
        said = hubproof("tools", *line.split())
        assert (said.status, said.out) == (2, "")
        assert "the connection was refused; is the server running" in said.err
        no_trace(said)


def test_without_an_address_it_is_asked_for(hubproof: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MESOLIVE_INSTANCE", raising=False)
    said = hubproof("tools", "agents", "list")
    assert (said.status, said.out) == (3, "")
    assert said.err.startswith("hubproof: MESOLIVE_INSTANCE is not set")
    as_json = hubproof("tools", "agents", "list", "--json")
    assert as_json.json["error"].startswith("MESOLIVE_INSTANCE is not set")


@live
@pytest.mark.usefixtures("hubs")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_a_watch_early_and_in_order(start: Start, number: signal.Signals) -> None:
    process = start(*STREAM)
    assert process.stdout is not None
    process.stdout.readline()
    process.stdout.readline()
    process.send_signal(number)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, "")
    assert out.splitlines()[-1].startswith("SPX in ")


@live
def test_a_signal_breaks_off_what_only_waits(start: Start) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        origin = f"http://127.0.0.1:{silent.getsockname()[1]}"
        process = start("tools", "agents", "list", "--key", KEY, "--instance", origin)
        caller, _ = silent.accept()
        with caller:
            caller.recv(1)
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (2, "", "hubproof: interrupted\n")


@live
@pytest.mark.usefixtures("hubs")
def test_whoever_reads_no_further_ends_it() -> None:
    script = f"{sys.executable} -m hubproof {' '.join(STREAM)} | head -1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", script], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.stdout.splitlines()[0].startswith("time ")
    assert (done.stdout.splitlines()[1:], done.stderr) == (["0"], "")


@live
@pytest.mark.usefixtures("hubs")
def test_output_that_cannot_be_written_is_our_failure() -> None:
    script = f"{sys.executable} -m hubproof tools events dump --seconds 60 > /dev/full"
    done = subprocess.run(
        ["bash", "-c", script], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 4
    assert "No space left on device" in done.stderr
    assert "Traceback" not in done.stderr


@live
def test_a_server_that_goes_mid_stream_ends_it(hubs: Any, start: Start) -> None:
    process = start(*STREAM)
    assert process.stdout is not None
    process.stdout.readline()
    process.stdout.readline()
    hubs.kill()
    out, err = process.communicate(timeout=60)
    assert process.returncode == 2
    assert out.splitlines()[-1].startswith("SPX in ")
    assert err.startswith("hubproof: quotes of SPX are not verified: InteractiveBrokers: the conn")
    assert err.count("\n") == 1


def test_what_the_client_logs_is_told_once_of_a_kind_and_without_a_trace(paper: Any) -> None:
    one = paper()
    log = logging.getLogger("hubproof.client.sdk.hub_client")
    error = ValueError(f"the key is {one.key}")
    with door.told_by(one.sheet):
        for number in (1, 2):
            log.error("item %d cannot be read", number, exc_info=error)
        log.warning("a stream is read too slowly")
        logging.getLogger("hubproof.client.sdk.connection").warning("next attempt in 1 s")
    log.warning("nobody is told any more")
    assert one.notes == [
        "item 1 cannot be read: the key is (key)",
        "a stream is read too slowly",
    ]


@pytest.mark.parametrize("kind", [UsageError, NotVerifiedError])
def test_no_sentence_has_the_key_or_a_second_line(kind: type[Exception]) -> None:
    with pytest.raises(kind) as raised, door.sentences_without(KEY):
        raise kind(f"the hub says {KEY}\n\x1b[2J")
    assert str(raised.value) == "the hub says (key)\\n\\x1b[2J"


@pytest.mark.parametrize(
    ("line", "tool"),
    [
        ("agents list", lists.agents),
        ("accounts list", lists.accounts),
        ("strategies list", lists.strategies),
        ("data underlying stream --symbol SPX", quotes.stream),
        ("data underlying snapshot --symbol SPX", quotes.snapshot),
        ("events dump", dump.dump),
    ],
)
def test_each_tool_is_the_one_that_was_asked_for(line: str, tool: Any, paper: Any) -> None:
    one = paper()
    nowhere: Any = None  # nothing is run
    coming: Any = door.chosen(parse(["tools", *line.split()]), nowhere, one.sheet, one.watch)
    assert coming.__name__ == tool.__name__
    coming.close()
