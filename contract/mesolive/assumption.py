"""What an assumption is: a question that the vendor's documents leave open, and our answer to it.

Rule: an answer says why it was chosen, because the day the vendor answers otherwise somebody has to
know what rested on it.
"""

from dataclasses import dataclass

from hubproof.contract.mesolive.enums import StatusCode


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumption:
    """One open question; `value` is the answer where code can act on it as it stands."""

    key: str
    question: str
    answer: str
    why: str
    value: StatusCode | bool | None = None
