"""An assumption: one question that the documents leave open, and the answer that we go by.

Every one says why, or nobody could tell later whether it was a reason or a whim.
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
