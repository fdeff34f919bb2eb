"""One client of a hub, and what runs for it.

Rule: it is made when hands are shaken, and what belongs to it ends when it has left.
"""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from hubproof.simulator.hubs.typed.hub import Context
from hubproof.simulator.hubs.typed.uploads import Upload
from hubproof.simulator.hubs.typed.values import Values
from hubproof.simulator.transports.conversation import Conversation


@dataclass(slots=True)
class Client:
    """A connection, how it carries values, its streams and its uploads by their ids.

    It `is_greeted` when its hub has heard that it has come; `why` says what was wrong when it left.
    """

    connection: Conversation
    context: Context
    values: Values
    is_greeted: bool = False
    has_left: bool = False
    why: Exception | None = None
    streams: dict[str, "asyncio.Task[None]"] = field(default_factory=dict)
    uploads: dict[str, Upload[Any]] = field(default_factory=dict)
