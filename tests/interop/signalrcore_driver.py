"""Drives signalrcore and prints what happened as one JSON object.

Usage: python signalrcore_driver.py pairs|hubs ORIGIN KEY. The first talks to the test hub, over
each transport in each encoding that this client can do, side by side; the second to the three
MesoLive hubs. It has no call that can be waited for, so answers are collected by callbacks, which
its receiving thread runs; an error is told to one callback for all calls.
"""

import itertools
import json
import logging
import queue
import sys
import threading
import urllib.request
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from signalrcore.hub_connection_builder import HubConnectionBuilder
from signalrcore.types import HttpTransportType, HubProtocolEncoding

PATIENCE_S = 30.0
LEAVING_MS = 300
PAIRS = [
    (HttpTransportType.web_sockets, HubProtocolEncoding.text),
    (HttpTransportType.web_sockets, HubProtocolEncoding.binary),
    (HttpTransportType.server_sent_events, HubProtocolEncoding.text),
]


class Driver:
    """One connection, and what it saw."""

    def __init__(self, url: str, key: str, pair: tuple[Any, Any] = PAIRS[0]) -> None:
        transport, encoding = pair
        options = {"transport": transport, "access_token_factory": lambda: key}
        self.connection = (
            HubConnectionBuilder()
            .with_url(url, options=options)
            .with_hub_protocol(encoding)
            .configure_logging(logging.CRITICAL)
            .build()
        )
        self.answers: defaultdict[str, queue.Queue[Any]] = defaultdict(queue.Queue)
        self.opened, self.closed = threading.Event(), threading.Event()
        self.told: queue.Queue[Any] = queue.Queue()
        self.connection.on_open(self.opened.set)
        self.connection.on_close(self.closed.set)
        self.connection.on_error(lambda answer: self.answers[answer.invocation_id].put(answer))
        for event in ("Told", "OnEntrySignal"):
            self.connection.on(event, self.told.put)
        # A stream is subscribed to after it was asked for, when its first items may be there.
        self.listening = threading.Lock()
        self.hear, self.connection.on_message = self.connection.on_message, self.take

    def take(self, messages: list[Any]) -> None:
        with self.listening:
            self.hear(messages)

    def call(self, method: str, *arguments: Any) -> Any:
        """Invoke a method; its result, or the error's text."""
        number = f"{method}-{len(self.answers)}"
        self.connection.invoke(method, list(arguments), self.answers[number].put, number)
        answer = self.answers[number].get(timeout=PATIENCE_S)
        return answer.error or answer.result

    def stream(self, method: str, *arguments: Any) -> Iterator[Any]:
        """The items of a stream, to its end."""
        items: queue.Queue[Any] = queue.Queue()
        end = object()
        with self.listening:
            handler = self.connection.stream(method, list(arguments))
            handler.subscribe(
                {"next": items.put, "complete": lambda _: items.put(end), "error": items.put}
            )
        return iter(lambda: items.get(timeout=PATIENCE_S), end)

    def start(self) -> "Driver":
        """Connect, and wait until it is."""
        self.connection.start()
        assert self.opened.wait(PATIENCE_S)
        return self

    def talk(self) -> dict[str, Any]:
        """Everything that the test asks the test hub about."""
        seen = {
            "user": self.call("MyUser"),
            "transport": self.call("MyTransport"),
            "echo": self.call("Echo", "é漢😀\u2028"),
            "add": self.call("add", 20, 22),
            "nothing": self.call("Nothing"),
            "refused": self.call("Refuse"),
            "unknown": self.call("Nowhere"),
            "many": self.call("TellMany", 3),
            "told": [self.told.get(timeout=PATIENCE_S) for _ in range(3)],
            "whole": list(self.stream("Count", 3, 0)),
        }
        # Closing a socket does not wake the thread that reads it, which this client then waits for:
        # without an answer on its way that would be until the next ping.
        self.connection.invoke("Slow", [LEAVING_MS])
        self.connection.stop()
        assert self.closed.wait(PATIENCE_S)
        return seen


def noted(url: str) -> Any:
    """What the server noted of a connection, once it has noted the end of it."""
    while True:
        with urllib.request.urlopen(url) as answer:  # noqa: S310  # our own server
            lines = json.load(answer)
        if lines[-1].startswith("disconnected"):
            return lines


def pairs(origin: str, key: str) -> dict[str, Any]:
    """What each pair of a transport and an encoding saw of the test hub."""

    def talk(pair: tuple[Any, Any]) -> tuple[str, dict[str, Any]]:
        name = f"{pair[0].value}-{pair[1].value}"
        seen = Driver(f"{origin}/secure?tag={name}", key, pair).start().talk()
        return name, seen | {"noted": noted(f"{origin}/log/{name}")}

    with ThreadPoolExecutor(len(PAIRS)) as pool:
        return dict(pool.map(talk, PAIRS))


def hubs(origin: str, key: str) -> dict[str, Any]:
    """What the three MesoLive hubs said."""
    control, data, event = (
        Driver(f"{origin}/hubs/{name}/v1", key).start() for name in ("control", "data", "event")
    )
    asked = {"Symbol": "SPX", "Provider": "InteractiveBrokers", "PriceFields": "Bid, Ask"}
    seen = {
        "subscribed": event.call("SubscribeToStrategies", {"Strategies": None}),
        "latest": event.call("GetLatestEventSeqId", {}),
        "signal": event.told.get(timeout=PATIENCE_S),
        "strategies": control.call("ListStrategies", {}),
        "refused": control.call("GetOrder", {}),
        "snapshot": data.call("GetUnderlyingSnapshot", asked),
        "stream": list(itertools.islice(data.stream("StreamUnderlyingData", asked), 2)),
    }
    data.connection.stop()  # it cannot leave a stream otherwise
    assert data.closed.wait(PATIENCE_S)
    return seen


try:
    task, *arguments = sys.argv[1:]
    sys.stdout.write(json.dumps({"pairs": pairs, "hubs": hubs}[task](*arguments)))
except Exception as error:  # noqa: BLE001  # whatever stopped the client is the driver's result
    sys.stdout.write(json.dumps({"error": repr(error)}))
    sys.exit(1)
