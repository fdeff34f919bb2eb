"""The parcel: one member of every kind that a bot's contract uses.

Rule: names, order and defaults are those of the recorded server's class.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import IntEnum
from uuid import UUID

from hubproof.contract.dotnet.kinds import DateTime, DateTimeOffset, Long, TimeSpan

NO_KEY = UUID(int=0)


class Side(IntEnum):
    """An enum with two members."""

    BUY = 0
    SELL = 1


@dataclass(frozen=True, slots=True)
class Parcel:
    """Everything at its default, as an empty object is read."""

    count: int = 0
    big: Long = 0
    ratio: float = 0.0
    price: Decimal = Decimal(0)
    open: bool = False
    name: str | None = None
    nothing: str | None = None
    side: Side = Side.BUY
    maybe_side: Side | None = None
    when: DateTime = field(default_factory=DateTime)
    moment: DateTimeOffset = field(default_factory=DateTimeOffset)
    day: date = date.min
    span: TimeSpan = field(default_factory=TimeSpan)
    key: UUID = NO_KEY
    bytes_: bytes | None = None
    numbers: list[int] | None = None
    by_number: dict[int, str] | None = None
    by_name: dict[str, Decimal] | None = None
    inner: "Parcel | None" = None


def sample() -> Parcel:
    """A parcel with something in every member."""
    return Parcel(
        count=7,
        big=9_007_199_254_740_993,
        ratio=0.1,
        price=Decimal("1.10"),
        open=True,
        name="é<&>",
        side=Side.SELL,
        when=DateTime.parse("2026-01-02T03:04:05.678Z"),
        moment=DateTimeOffset.parse("2026-01-02T03:04:05-05:00"),
        day=date(2026, 1, 16),
        span=TimeSpan(900_610_010_000),
        key=UUID("01234567-89ab-cdef-0123-456789abcdef"),
        bytes_=b"\x00\x01\xfe\xff",
        numbers=[1, 2, 3],
        by_number={1: "one", -2: "minus two"},
        by_name={"A b": Decimal("0.10")},
        inner=Parcel(count=1),
    )
