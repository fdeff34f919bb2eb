"""Limits: what a peer could make endless has a bound with a name, and this table knows them all.

A limit is a constant of a module or a default of the session's options; the sentence behind it in
the source says what it is for. A number that stands unnamed within the code is nobody's decision.
"""

import ast
from collections.abc import Iterator, Mapping

NETWORK = ("contract/signalr/", "simulator/session/", "simulator/transports/")
"""What a peer's bytes reach before any hub has seen them."""

LIMITS = {
    "contract/signalr/json_protocol.py": ("MESSAGE_BYTES_MAX",),
    "contract/signalr/json_tokens.py": ("DEPTH_MAX",),
    "contract/signalr/messagepack_protocol.py": ("PREFIX_BYTES_MAX",),
    "simulator/session/agreement.py": ("VERSION_MAX",),
    "simulator/session/intake.py": ("UNREAD_BYTES_MAX",),
    "simulator/session/liveness.py": ("TICK_US",),
    "simulator/session/options.py": (
        "buffer_bytes_max",
        "calls_at_once_max",
        "client_timeout_s",
        "handshake_timeout_s",
        "keep_alive_s",
        "message_bytes_max",
    ),
    "simulator/session/outbox.py": ("FRAME_BYTES_MAX",),
    "simulator/session/resending.py": ("ACK_US", "WAITING_BYTES_MAX"),
    "simulator/session/uploads.py": ("ITEMS_MAX",),
    "simulator/session/voice.py": ("AWAY_US",),
    "simulator/transports/backlog.py": (
        "BACKLOG_BYTES_MAX",
        "LOOK_US",
        "SEND_TIMEOUT_US",
        "UNSENT_BYTES_MAX",
    ),
    "simulator/transports/carriage.py": ("DISCONNECT_US", "LINGER_US"),
    "simulator/transports/endpoint.py": ("POST_BYTES_MAX",),
    "simulator/transports/listening.py": ("HEADER_BYTES_MAX", "IDLE_S", "LINE_BYTES_MAX"),
    "simulator/transports/lobby.py": ("POLL_S", "poll_s"),
    "simulator/transports/negotiation.py": ("VERSION_MAX",),
    "simulator/transports/requests.py": ("BODY_S",),
    "simulator/transports/reservations.py": (
        "ATTACH_US",
        "POSTED_BYTES_IN_ALL_MAX",
        "POSTED_BYTES_MAX",
        "WAITING_MAX",
    ),
    "simulator/transports/server.py": ("STOP_S",),
    "simulator/transports/upgrading.py": ("FRAME_BYTES_MAX",),
}
"""A limit that is new is one more name here."""

ENDINGS = ("_MAX", "_US", "_S")

LARGE = 600
"""Numbers below are statuses, sizes of fields and the like; from here on they bound something."""


def of_the_network(sources: Mapping[str, ast.Module]) -> Iterator[tuple[str, ast.Module]]:
    for path, tree in sources.items():
        if str(path).startswith(NETWORK):
            yield str(path), tree


def limits(tree: ast.Module) -> list[str]:
    """The constants and defaults of a module that are named as limits are."""
    found = []
    classes = [one for one in tree.body if isinstance(one, ast.ClassDef)]
    for node in [*tree.body, *(inner for one in classes for inner in one.body)]:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            found.append(node.targets[0].id)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
            found.append(node.target.id)
    named = [one for one in found if one.upper().endswith(ENDINGS) and not one.startswith("_")]
    return sorted(one for one in named if one.isupper() or "_max" in one or one.endswith("_s"))


def unnamed(tree: ast.Module) -> list[int]:
    """Large numbers that stand within functions."""
    return [
        node.value
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Constant) and type(node.value) is int
        if node.value >= LARGE and node.value != MICROSECONDS
    ]


MICROSECONDS = 1_000_000
"""What turns seconds into microseconds bounds nothing."""


def test_every_limit_is_in_the_table(sources: Mapping[str, ast.Module]) -> None:
    found = {path: tuple(told) for path, tree in of_the_network(sources) if (told := limits(tree))}
    assert found == LIMITS


def test_no_number_bounds_anything_without_a_name(sources: Mapping[str, ast.Module]) -> None:
    assert {path: told for path, tree in of_the_network(sources) if (told := unnamed(tree))} == {}


def test_a_limit_and_a_number_are_seen() -> None:
    assert limits(ast.parse("SIZE_MAX = 3\n_OWN_MAX = 3\nwait_s: float = 1.0\nits = 2")) == [
        "SIZE_MAX",
        "wait_s",
    ]
    assert unnamed(ast.parse("def f(x):\n    return x > 4096")) == [4096]
