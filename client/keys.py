"""Idempotency keys: the operation's prefix and 128 random bits.

A key is unique for each intent, never derived from what the intent says: two equal orders that are
two intents must both happen (IDEM-10).
"""

import random
import secrets

_WORD = 2**32


class Keys:
    """Makes keys from the system's entropy, or from a seeded generator where a run must repeat."""

    def __init__(self, rng: random.Random | None = None) -> None:
        self._rng = rng

    def new(self, prefix: str) -> str:
        """A key nobody had before: `prefix` and 32 hexadecimal digits."""
        return prefix + (secrets.token_hex(16) if self._rng is None else self._seeded(self._rng))

    def _seeded(self, rng: random.Random) -> str:
        return "".join(f"{int(rng.random() * _WORD):08x}" for _ in range(4))
