"""Which bases of a quote are wanted: the one enum of the contract whose members combine.

A combination travels as .NET writes flags by name: `Bid, Ask`. It is read in any order and however
the names are spelled, because that server does.
"""

from enum import StrEnum
from typing import Self

from hubproof.contract.mesolive.provenance import DOCUMENTED, known

BASES = ("Bid", "Ask", "Last", "Mark")
"""The bases of a quote, in the order in which a combination names them."""


@known(DOCUMENTED, "docs:python-sdk/data-hub")
class LiveQuoteFields(StrEnum):
    """Bases of a quote; `Bid | Ask` asks for both, All for every one."""

    Bid = "Bid"
    Ask = "Ask"
    Last = "Last"
    Mark = "Mark"
    All = "All"

    def __or__(self, other: "LiveQuoteFields") -> "LiveQuoteFields":
        """Both together."""
        return LiveQuoteFields(f"{self.value},{other.value}")

    @property
    def bases(self) -> tuple[str, ...]:
        """The bases that are asked for: field names of LivePrices."""
        return BASES if self is LiveQuoteFields.All else tuple(self.value.split(", "))

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        """The combination that a text names; None for what is no such text."""
        if not isinstance(value, str):
            return None
        spelled = {member.value.lower(): member.value for member in cls}
        named = [spelled.get(name.strip().lower()) for name in value.split(",")]
        if None in named:
            return None
        if "All" in named or all(base in named for base in BASES):
            return cls["All"]
        text = ", ".join(base for base in BASES if base in named)
        if text not in cls._value2member_map_:
            made = str.__new__(cls, text)
            made._name_ = made._value_ = text
            cls._value2member_map_[text] = made
        found = cls._value2member_map_[text]
        assert isinstance(found, cls)
        return found
