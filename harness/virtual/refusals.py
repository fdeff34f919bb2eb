"""What the virtual loop refuses: everything that would need the kernel, a thread or real time.

Each refusal names the call and the remedy, and is remembered on the loop, because a subject may
swallow the exception. A call that silently fell through to the kernel would block a loop that
never polls it, or bring real time into a run that must repeat.
"""

import asyncio
from typing import Any, NoReturn

REMEDY = "run this subject with --mode live"

REFUSED_CALLS = {
    "add_reader": "watches a real file descriptor",
    "add_writer": "watches a real file descriptor",
    "remove_reader": "watches a real file descriptor",
    "remove_writer": "watches a real file descriptor",
    "sock_recv": "reads a real socket",
    "sock_recv_into": "reads a real socket",
    "sock_recvfrom": "reads a real socket",
    "sock_recvfrom_into": "reads a real socket",
    "sock_sendall": "writes a real socket",
    "sock_sendto": "writes a real socket",
    "sock_sendfile": "writes a real socket",
    "sock_accept": "accepts on a real socket",
    "sendfile": "writes a real socket",
    "connect_accepted_socket": "wraps a real socket",
    "create_datagram_endpoint": "opens a datagram socket",
    "create_unix_connection": "opens a unix socket",
    "create_unix_server": "opens a unix socket",
    "connect_read_pipe": "reads a real pipe",
    "connect_write_pipe": "writes a real pipe",
    "start_tls": "encrypts with TLS",
    "subprocess_exec": "starts a process",
    "subprocess_shell": "starts a process",
    "run_in_executor": "starts a thread",
    "set_default_executor": "starts a thread",
    "getnameinfo": "asks the name service",
}
"""Loop method -> why it cannot exist in virtual time. This table is all there is to edit."""


class Refused(RuntimeError):  # noqa: N818  # the word of the design; it reads as an answer
    """A call that cannot exist in virtual time; the sentence names the call and the remedy."""


class RefusingLoop(asyncio.BaseEventLoop):
    """An event loop without a kernel: it schedules, and refuses every call of the table."""

    def __init__(self) -> None:
        super().__init__()
        self.refusals: list[str] = []
        """Every refusal so far, for a harness whose subject swallowed the exception."""

    def refuse(self, call: str, why: str) -> NoReturn:
        """Record and raise the refusal of ``call``, which ``why`` completes as a verb phrase."""
        sentence = f"{call} {why}, which does not exist in virtual time: {REMEDY}"
        self.refusals.append(sentence)
        raise Refused(sentence)


def _refusal(name: str, why: str) -> Any:
    def refused(self: RefusingLoop, *_args: object, **_options: object) -> NoReturn:
        self.refuse(f"loop.{name}()", why)

    refused.__name__ = name
    refused.__qualname__ = f"RefusingLoop.{name}"
    return refused


for _name, _why in REFUSED_CALLS.items():
    setattr(RefusingLoop, _name, _refusal(_name, _why))
