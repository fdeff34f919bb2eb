"""Enums whose members combine.

A combination travels as .NET writes flags by name: `Bid, Ask`. It is read in any order and however
the names are spelled, because that server does.
"""

from enum import StrEnum
from functools import reduce
from typing import Self

ALL, NOTHING = "All", "None"
"""How the members that stand for every part, and for none, are called on the wire."""


class Flags(StrEnum):
    """A set of parts, in the order in which the enum declares them; All stands for every part.

    Equal sets are the same object.
    """

    def __or__(self, other: Self) -> Self:
        """Both together."""
        return type(self)(f"{self.value},{other.value}")

    @property
    def parts(self) -> tuple[str, ...]:
        """The names that are in it: one for each part."""
        if self.value == NOTHING:
            return ()
        return self.all_parts() if self.value == ALL else tuple(self.value.split(", "))

    @property
    def number(self) -> int:
        """The bits of its parts, the first declared part being 1."""
        return sum(1 << self.all_parts().index(part) for part in self.parts)

    @classmethod
    def all_parts(cls) -> tuple[str, ...]:
        """The name of every part."""
        return tuple(one.value for one in cls if one.value not in (ALL, NOTHING))

    @classmethod
    def of_number(cls, number: int) -> Self:
        """The set that a number stands for; -1 has every bit.

        Raises:
            ValueError: A bit stands for no part.
        """
        parts = cls.all_parts()
        if number != -1 and not 0 <= number < 1 << len(parts):
            raise ValueError(f"{number} is no combination of {cls.__name__}")
        if number == 0:
            return cls(NOTHING)
        return reduce(
            cls.__or__, (cls(part) for bit, part in enumerate(parts) if number >> bit & 1)
        )

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        """The combination that a text names; None for what is no such text."""
        if not isinstance(value, str):
            return None
        spelled = {member.value.lower(): member.value for member in cls}
        named = [spelled.get(name.strip().lower()) for name in value.split(",")]
        if None in named:
            return None
        parts = cls.all_parts()
        if ALL in named or all(part in named for part in parts):
            return cls(ALL)
        text = ", ".join(part for part in parts if part in named) or NOTHING
        if text not in cls._value2member_map_:
            made = str.__new__(cls, text)
            made._name_ = made._value_ = text
            cls._value2member_map_[text] = made
        found = cls._value2member_map_[text]
        assert isinstance(found, cls)
        return found
