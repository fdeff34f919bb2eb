"""A mutant: the reference client with one bug planted in it, and what it must be convicted of.

A checker that cannot tell a mutant from the reference client proves nothing. `row` is the bug's own
requirement, `also` lists the rows that follow from it: a conviction of any other row means that a
checker convicts the innocent, and fails the suite.
"""

from dataclasses import dataclass, field

from hubproof.client.runtime import Parts


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """One planted bug. `scenarios` are those in which its own row is seen."""

    name: str
    says: str
    row: str
    also: tuple[str, ...] = ()
    scenarios: tuple[str, ...]
    parts: Parts = field(repr=False)
