"""Where the world's names and its randomness come from: hashes of one seed.

Nothing is drawn for a name, so a world that publishes one event more gives all its other events the
names they had. The generators are one per purpose, so a draw for one never shifts another's.
"""

import hashlib
import random
from uuid import UUID


def world_seed(rng: random.Random) -> str:
    """The seed that everything in one world is derived from; takes one draw."""
    return f"{int(rng.random() * 2**53):014x}"


def child(seed: str, purpose: str) -> random.Random:
    """The generator of one purpose."""
    digest = hashlib.sha256(f"{seed}/{purpose}".encode()).digest()
    return random.Random(int.from_bytes(digest[:8], "big"))


def event_id(seed: str, event_seq_id: int) -> UUID:
    """The EventId of one event of the log, stable for the seed."""
    digest = hashlib.sha256(f"{seed}/event/{event_seq_id}".encode()).digest()
    return UUID(bytes=digest[:16], version=4)
