"""The player: says the client's side of a recording to a server, and lets the ledger compare.

Rule: a step is done when everything recorded before it has been heard, and not before its recorded
time. The loop may be the virtual one, where waiting costs nothing, or the machine's.
"""

import asyncio
import json
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from hubproof.harness.conformance.carriers import CARRIERS, OK, SWITCHED, Carrier, Cutter, events
from hubproof.harness.conformance.ledger import Heard, Ledger, Message
from hubproof.harness.conformance.placeholders import Bindings, UnboundError
from hubproof.harness.conformance.recordings import (
    HEARINGS,
    Attach,
    CloseSocket,
    Doing,
    Drop,
    Recording,
    Request,
    Send,
    Wait,
    Words,
)
from hubproof.harness.conformance.rules import Reply as Whole
from hubproof.harness.conformance.rules import differences
from hubproof.harness.conformance.wire import Reply, Server, ask

PATIENCE_S = 3.0
"""How long an answer may be later than it was recorded, before it is missing."""

GRACE_S = 0.05
"""How long the next step waits for the answer to a request that may well be one that waits."""

PENDING_S = 0.1
"""How long every later step waits for it again."""

ANSWERED_S = 100.0
"""How long the last answers may take: a poll with nothing to tell takes 90 s."""

LISTENED_S = 0.4
LISTENED_TIMED_S = 2.5
"""How long a connection is listened to after the last step."""


@dataclass(slots=True)
class Pending:
    """A request whose answer has not come, or has not been compared."""

    step: Request | Send
    task: asyncio.Task[str | None]


@dataclass(slots=True)
class Player:
    """Plays one recording against one server."""

    server: Server
    recording: Recording
    tag: str
    ledger: Ledger = field(init=False)
    _carriers: dict[str, Carrier] = field(default_factory=dict)
    _cutters: dict[str, Cutter] = field(default_factory=dict)
    _pending: list[Pending] = field(default_factory=list)
    _heard: asyncio.Event = field(default_factory=asyncio.Event)
    _began_s: float = 0.0
    _slip_ms: int = 0

    def __post_init__(self) -> None:
        self.ledger = Ledger(self.recording, Bindings(self.tag))

    async def play(self) -> list[str]:
        """Every difference, one sentence each; none is what is hoped for."""
        self._began_s = asyncio.get_running_loop().time()
        try:
            for number, step in enumerate(self.recording.steps, start=1):
                if isinstance(step, HEARINGS):
                    self.ledger.expect(step)
                else:
                    await self._until(step)
                    if isinstance(step, Drop):
                        self.ledger.leave(step.on)
                    self.ledger.step(f"step {number}", step.at)
                    await self._do(step)
            await self._listen()
        except UnboundError as error:
            self.ledger.differences.append(f"cannot go on: {error}")
        except Exception as error:  # noqa: BLE001  # one recording must not end the others
            self.ledger.differences.append(f"cannot go on: {type(error).__name__}: {error}")
        finally:
            for carrier in self._carriers.values():
                carrier.drop()
            for one in self._pending:
                one.task.cancel()
        return self.ledger.differences

    def _now_ms(self) -> int:
        return round((asyncio.get_running_loop().time() - self._began_s) * 1000)

    async def _until(self, step: Doing) -> None:
        """Wait until everything recorded before has been heard, and until the step's time."""
        await self._all_heard(PATIENCE_S)
        late_ms = self._now_ms() - step.at - self._slip_ms
        if late_ms > 0:
            self._slip_ms += late_ms
        else:
            await asyncio.sleep(-late_ms / 1000)
        if self._pending:
            patience_s = PENDING_S if self._knows(step) else PATIENCE_S
            await asyncio.wait([one.task for one in self._pending], timeout=patience_s)
            self._collect()

    def _knows(self, step: Doing) -> bool:
        """Whether every placeholder that a step needs has been told."""
        texts = [getattr(step, "path", "")]
        if isinstance(step, Send):
            texts += [part.text for part in step.parts]
        return all(self.ledger.bindings.knows(text) for text in texts)

    async def _all_heard(self, patience_s: float) -> None:
        try:
            async with asyncio.timeout(patience_s + self._owed_s()):
                while self.ledger.is_waiting():
                    self._heard.clear()
                    await self._heard.wait()
        except TimeoutError:
            return

    def _owed_s(self) -> float:
        """How much later than now the last expected answer was recorded."""
        return max(0.0, (self.ledger.last_expected_ms() + self._slip_ms - self._now_ms()) / 1000)

    async def _do(self, step: Doing) -> None:
        self.ledger.did(step.at + (step.ms if isinstance(step, Wait) else 0), self._now_ms())
        if isinstance(step, Request):
            await self._request(step)
        elif isinstance(step, Attach):
            await self._attach(step)
        elif isinstance(step, Send):
            await self._send(step)
        elif isinstance(step, Wait):
            await asyncio.sleep(step.ms / 1000)
        elif (carrier := self._carriers.get(step.on)) is None:
            return  # it was refused, and that was compared
        elif isinstance(step, CloseSocket):
            carrier.close_socket(step.code)
        else:
            carrier.drop()
        self.ledger.did(step.at + (step.ms if isinstance(step, Wait) else 0), self._now_ms())

    async def _request(self, step: Request) -> None:
        await self._start(step, self._ask(step))

    async def _start(self, step: Request | Send, asking: Coroutine[Any, Any, str | None]) -> None:
        """Begin a request and give its answer a moment: most come at once, some wait."""
        task = asyncio.create_task(asking)
        self._pending.append(Pending(step, task))
        await asyncio.wait([task], timeout=GRACE_S)
        self._collect()

    def _collect(self) -> None:
        """Note what was wrong with the answers that have come."""
        for one in [one for one in self._pending if one.task.done()]:
            self._pending.remove(one)
            wrong = one.task.result()
            if wrong:
                self.ledger.differences.append(wrong)

    async def _ask(self, step: Request) -> str | None:
        fill = self.ledger.bindings.fill
        path = fill(step.path)
        said = None if step.body is None else self._bytes(step.body)
        try:
            reply = await ask(self.server, step.method, path, headers=step.headers, body=said)
            if reply.headers.get("content-type") == "text/event-stream":
                self._listen_raw(reply)
                body = b""
            else:
                body = await reply.body()
        except (OSError, asyncio.IncompleteReadError) as error:
            return f"{step.method} {step.path}: {type(error).__name__} instead of an answer"
        heard = Whole(reply.status, reply.headers, body)
        found = differences(
            step.answer,
            heard,
            self.ledger.bindings,
            is_unordered="unordered" in self.recording.flags,
        )
        return f"{step.method} {step.path}: {'; '.join(found)}" if found else None

    def _listen_raw(self, reply: Reply) -> None:
        """A stream that was asked for like any page: its bytes are the answers."""

        async def listen() -> None:
            async for event in events(reply):
                told = json.dumps({"bytes": event.decode()}).encode()
                self._hear("a")(Message(told, is_packed=False))

        self._pending_raw(reply, asyncio.create_task(listen()))

    def _pending_raw(self, reply: Reply, task: asyncio.Task[None]) -> None:
        carrier = Carrier(self.server, "", {})
        carrier.own(task, reply)
        self._carriers[f"raw {len(self._carriers)}"] = carrier

    async def _attach(self, step: Attach) -> None:
        path = self.ledger.bindings.fill(step.path)
        carrier = CARRIERS[step.transport](self.server, path, step.headers)
        cutter = self._cutter(step.on)
        self.ledger.attach(step.on)
        status = await carrier.attach(cutter, self._hear(step.on))
        if status != step.status:
            self.ledger.differences.append(
                f"{step.on}: attaching got {status} instead of {step.status}"
            )
        if status in (OK, SWITCHED):
            self._carriers[step.on] = carrier

    def _cutter(self, on: str) -> Cutter:
        is_back = on in self._cutters
        cutter = self._cutters.setdefault(
            on, Cutter(is_packed=self.recording.encoding == "messagepack")
        )
        if is_back:
            cutter.back()
        return cutter

    def _hear(self, on: str) -> Callable[[Heard], None]:
        def hear(heard: Heard) -> None:
            self.ledger.hear(on, heard, self._now_ms())
            self._heard.set()

        return hear

    async def _send(self, step: Send) -> None:
        carrier = self._carriers.get(step.on)
        if carrier is None:
            return  # it was refused, and that was compared
        parts = [self._bytes(part) for part in step.parts]
        self.ledger.say(step.on)
        if step.status is None:
            await carrier.send(parts, step.kind)
            return

        async def post() -> str | None:
            status = await carrier.send(parts, step.kind)
            if status == step.status:
                return None
            return f"{step.on}: POST got {status} instead of {step.status}"

        await self._start(step, post())

    def _bytes(self, words: Words) -> bytes:
        if words.is_hex:
            return self.ledger.bindings.fill_hex(words.text)
        return self.ledger.bindings.fill(words.text).encode(errors="surrogatepass")

    async def _listen(self) -> None:
        """The last answers, and what comes that should not."""
        await self._all_heard(PATIENCE_S)
        if self._pending:
            await asyncio.wait([one.task for one in self._pending], timeout=ANSWERED_S)
            self._collect()
        for one in self._pending:
            self.ledger.differences.append(f"{one.step} got no answer")
        is_timed = "timed" in self.recording.flags
        await asyncio.sleep(LISTENED_TIMED_S if is_timed else LISTENED_S)
        self.ledger.close()
