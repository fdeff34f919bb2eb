"""An unusual client: the reference client with one thing done otherwise, and as right.

A row forbids an outcome, never a style. A checker that convicts one of these knows only how we
would have written it, and would convict half of the good bots there are.
"""

from dataclasses import dataclass, field

from hubproof.client.runtime import Parts


@dataclass(frozen=True, slots=True, kw_only=True)
class Unusual:
    """One style. Nothing may ever convict it of anything."""

    name: str
    says: str
    parts: Parts = field(repr=False)
