"""A hub connection that comes back: calls, streams, callbacks, and reconnection with back-off.

Rules. Every call is settled, and its error says whether its outcome is known. A stream belongs to
one connection and ends with it; whoever wants it to go on opens it again. A call while there is
no connection fails at once and was certainly not sent. After a loss the connection is made anew,
for ever and with growing delays, also where the server's Close does not invite it: hubs are
restarted, and a bot that stays away from a hub which closed on it no longer watches its orders.
Only a refused key ends it, because trying again cannot help and may lock the account.

A new connection knows nothing of the one before. The `on_connected` hooks put that right
(subscribe, replay); until they are done the connection does not count as connected.
"""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable

import aiohttp
from msgspec import Raw

from hubproof.client.backoff import Backoff
from hubproof.client.sdk.callbacks import Callbacks
from hubproof.client.sdk.calls import Calls
from hubproof.client.sdk.exceptions import (
    CallTimeout,
    ConnectFailed,
    ConnectionLost,
    NotConnected,
)
from hubproof.client.sdk.link import Link, open_link
from hubproof.client.sdk.options import ConnectionOptions
from hubproof.client.sdk.states import TRANSITIONS, State, Step
from hubproof.client.sdk.streams import Stream
from hubproof.contract.signalr.messages import (
    AnyMessage,
    CancelInvocation,
    Completion,
    Invocation,
    StreamInvocation,
    StreamItem,
)

NO_RESULT = "Client didn't provide a result."
"""What Microsoft's clients answer when a server asks them for a result that nobody gives."""

UNANSWERED_MAX = 2
"""So many calls in a row without an answer, and the connection is given up, alive as it looks."""

Hook = Callable[[], Awaitable[None]]

_log = logging.getLogger(__name__)


class HubConnection:
    """One hub at `url`, over as many WebSockets as it takes."""

    def __init__(
        self, url: str, api_key: str, *, options: ConnectionOptions, rng: random.Random
    ) -> None:
        self._url = url
        self._api_key = api_key
        self._options = options
        self._backoff = Backoff(rng, base_s=options.backoff_base_s, cap_s=options.backoff_cap_s)
        self._state = State.IDLE
        self._is_stopping = False
        self._failures = 0
        self._failure: ConnectFailed | None = None
        self._unanswered = 0
        self._link: Link | None = None
        self._calls = Calls()
        self._connected = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._sending: set[asyncio.Task[None]] = set()
        self.callbacks = Callbacks()
        self.connected_hooks: list[Hook] = []
        self.disconnected_hooks: list[Callable[[str], None]] = []

    @property
    def state(self) -> State:
        """Where the connection stands."""
        return self._state

    async def start(self, session: aiohttp.ClientSession) -> None:
        """Connect through `session`, and return once the hooks for the first connection are done.

        Raises:
            AuthenticationFailed: the hub does not accept the key.
            NotConnected: it was tried as often as it may; the cause is the last failure.
        """
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._run(session), name=self._url)
        await self.connected()

    async def connected(self) -> None:
        """Wait until the connection is there.

        Raises:
            AuthenticationFailed: the hub no longer accepts the key.
            NotConnected: the connection was stopped, never started, or tried as often as it may;
                its cause is then the last failure.
        """
        while not self._connected.is_set():
            if self._task is None or self._state is State.CLOSED:
                self._raise_end()
            await self._connected.wait()
        if self._state is State.CLOSED:
            self._raise_end()

    async def ended(self) -> None:
        """Wait until the connection has ended for good.

        Raises:
            AuthenticationFailed: because the hub refused the key.
        """
        if self._task is not None:
            await asyncio.wait([self._task])
            if not self._task.cancelled():
                self._task.result()

    async def stop(self) -> None:
        """Say goodbye and close; open calls are lost."""
        if self._task is None or self._task.done():
            return
        self._is_stopping = True
        if self._link is not None:
            await self._link.say_goodbye()
        self._task.cancel()
        await asyncio.wait([self._task])
        self.callbacks.cancel()

    def drop(self, reason: str) -> None:
        """Give up the present connection, so that a new one starts over."""
        if self._link is not None:
            self._link.fail(reason)

    async def invoke(self, target: str, arguments: list[Raw]) -> Raw:
        """Call `target` and return its result.

        Raises:
            NotConnected: not sent.
            HubError: the hub refused the invocation.
            CallTimeout: no answer in time.
            ConnectionLost: the connection ended first.
        """
        link = self._link
        if link is None:
            raise NotConnected(f"{target} was not sent: there is no connection to {self._url}")
        invocation_id, answer = self._calls.open()
        try:
            async with asyncio.timeout(self._options.call_timeout_s):
                await link.send(Invocation(target, arguments, invocation_id))
                return await answer
        except TimeoutError as error:
            self._miss_an_answer(link)
            waited = f"{self._options.call_timeout_s:g} s"
            raise CallTimeout(f"no answer to {target} within {waited}") from error
        except (OSError, aiohttp.ClientError) as error:
            raise ConnectionLost(f"{target} may not have been sent: {error}") from error
        finally:
            self._calls.forget(invocation_id)
            if answer.done() and not answer.cancelled():
                # Read it, so that an answer nobody waits for any more is not reported as unread.
                answer.exception()

    def _miss_an_answer(self, link: Link) -> None:
        """One answer may be lost; a connection that answers nothing is not read by its hub."""
        self._unanswered += 1
        if self._unanswered >= UNANSWERED_MAX and link is self._link:
            link.fail(f"{self._unanswered} calls in a row were not answered")

    async def stream(self, target: str, arguments: list[Raw]) -> Stream:
        """Open a stream of `target`; its reader must `leave` it in the end.

        Raises:
            NotConnected: not sent.
            ConnectionLost: the connection ended first.
        """
        link = self._link
        if link is None:
            raise NotConnected(f"{target} was not sent: there is no connection to {self._url}")
        invocation_id, stream = self._calls.open_stream(lambda left: self._cancel(link, left))
        try:
            await link.send(StreamInvocation(invocation_id, target, arguments))
        except (OSError, aiohttp.ClientError) as error:
            stream.leave()
            raise ConnectionLost(f"{target} may not have been sent: {error}") from error
        except BaseException:
            stream.leave()
            raise
        return stream

    def _raise_end(self) -> None:
        if self._task is not None and self._task.done() and not self._task.cancelled():
            self._task.result()
        if self._failure is not None and not self._is_stopping:
            raise NotConnected(f"no connection to {self._url}: {self._failure}") from self._failure
        raise NotConnected(f"the connection to {self._url} was stopped or never started")

    def _step(self, step: Step) -> None:
        self._state = TRANSITIONS[self._state, step]

    async def _run(self, session: aiohttp.ClientSession) -> None:
        try:
            while True:
                self._step(Step.ATTEMPT)
                reason = await self._attempt(session)
                if self._is_stopping or self._failures == self._options.attempts_max:
                    return
                self._step(Step.LOST)
                delay_s = self._backoff.next_delay_s()
                _log.warning("%s: %s; next attempt in %.1f s", self._url, reason, delay_s)
                await asyncio.sleep(delay_s)
        finally:
            self._step(Step.END)
            # Whoever waits for a connection wakes up and learns that none will come.
            self._connected.set()

    async def _attempt(self, session: aiohttp.ClientSession) -> str:
        """One connection from its opening to its end; returns why it ended."""
        try:
            link = await open_link(session, self._url, self._api_key, self._options)
        except ConnectFailed as error:
            self._failures += 1
            self._failure = error
            return str(error)
        self._failures = 0
        self._failure = None
        self._link = link
        self._unanswered = 0
        self._step(Step.OPENED)
        recovery = asyncio.get_running_loop().create_task(self._recover(link))
        reason = "the client was stopped"
        try:
            reason = await link.read(self._deliver)
        finally:
            self._link = None
            self._connected.clear()
            self._calls.lose(reason)
            recovery.cancel()
            await link.abandon()
            await asyncio.wait([recovery])
            self._announce_loss(reason)
        return reason

    async def _recover(self, link: Link) -> None:
        """Run the hooks for a new connection; if one fails, the connection is not worth having."""
        try:
            for hook in self.connected_hooks:
                await hook()
        except Exception as error:  # noqa: BLE001  # a hook is the user's code: any failure counts
            if self._link is link:
                _log.warning("%s: recovery failed", self._url, exc_info=error)
                link.fail(f"recovery failed: {type(error).__name__}: {error}")
            return
        if self._link is link:
            self._step(Step.RECOVERED)
            self._backoff.reset()
            self._connected.set()

    def _announce_loss(self, reason: str) -> None:
        for hook in self.disconnected_hooks:
            try:
                hook(reason)
            except Exception:  # noqa: BLE001  # the same
                _log.exception("a disconnected hook raised; the connection goes on")

    def _deliver(self, message: AnyMessage) -> None:
        if type(message) is Completion:
            self._unanswered = 0
            self._calls.complete(message)
        elif type(message) is Invocation:
            if not self.callbacks.deliver(message.target, message.arguments):
                self.drop(f"the handlers of {message.target} fell too far behind")
            if message.invocation_id:
                self._refuse(message.invocation_id)
        elif type(message) is StreamItem:
            self._calls.take_item(message)

    def _refuse(self, invocation_id: str) -> None:
        """A server that asks for a result must be told that there is none, or it waits for ever."""
        link = self._link
        if link is not None:
            self._send_soon(link, Completion(invocation_id, error=NO_RESULT))

    def _cancel(self, link: Link, invocation_id: str) -> None:
        """A hub that is not told that a stream was left goes on writing it."""
        if self._link is link:
            self._send_soon(link, CancelInvocation(invocation_id))

    def _send_soon(self, link: Link, message: Completion | CancelInvocation) -> None:
        """Send what nobody waits for, beside whatever goes on."""
        sending = asyncio.get_running_loop().create_task(self._send(link, message))
        self._sending.add(sending)
        sending.add_done_callback(self._sending.discard)

    async def _send(self, link: Link, message: Completion | CancelInvocation) -> None:
        try:
            await link.send(message)
        except (OSError, aiohttp.ClientError) as error:
            link.fail(f"a message could not be sent: {error}")
