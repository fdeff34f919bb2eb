"""Where the world's names and its randomness come from: hashes of one seed.

Nothing is drawn for a name, so a world that publishes one event more gives all its other events the
names they had. The generators are one per purpose, so a draw for one never shifts another's.
"""

import hashlib
import random

_VARIANT = "89ab"
"""How the first digit of a UUID's fourth part says that it follows RFC 4122."""


def world_seed(rng: random.Random) -> str:
    """The seed that everything in one world is derived from; takes one draw."""
    return f"{int(rng.random() * 2**53):014x}"


def child(seed: str, purpose: str) -> random.Random:
    """The generator of one purpose."""
    digest = hashlib.sha256(f"{seed}/{purpose}".encode()).digest()
    return random.Random(int.from_bytes(digest[:8], "big"))


def event_id(seed: str, event_seq_id: int) -> str:
    """The EventId of one event of the log as the text of a UUID, stable for the seed."""
    return _uuid(f"{seed}/event/{event_seq_id}")


def error_id(seed: str, number: int) -> str:
    """The ErrorId of the `number`-th error as the text of a UUID, stable for the seed."""
    return _uuid(f"{seed}/error/{number}")


def _uuid(name: str) -> str:
    # Version 4 is written into the text: as a number it would pass through two UUID objects.
    digits = hashlib.sha256(name.encode()).hexdigest()
    fourth = _VARIANT[int(digits[16], 16) & 3] + digits[17:20]
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{fourth}-{digits[20:32]}"
