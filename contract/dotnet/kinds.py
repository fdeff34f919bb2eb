"""Kinds that Python has no equal of: whole numbers of a width, and times to a ten-millionth.

Rule: nothing is rounded. A .NET time counts ticks of 100 ns from the year 1, and so do these; a
`datetime` would lose the last digit.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Annotated

TICKS_PER_S = 10_000_000
TICKS_PER_MINUTE = 60 * TICKS_PER_S
TICKS_PER_DAY = 86_400 * TICKS_PER_S
EPOCH_TICKS = date(1970, 1, 1).toordinal() * TICKS_PER_DAY - TICKS_PER_DAY
"""1970 counted from the year 1."""

TICKS_MAX = date.max.toordinal() * TICKS_PER_DAY - 1
"""The last tick of the year 9999."""

OFFSET_MINUTES_MAX = 14 * 60
SPAN_LENGTHS = range(8, 27)
"""How long the text of a length of time may be."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number of so many bits with a sign."""

    bits: int
    name: str

    def holds(self, number: int) -> bool:
        """Whether the number fits."""
        return -(1 << self.bits - 1) <= number < 1 << self.bits - 1

    def wrapped(self, number: int) -> int:
        """The number as unchecked arithmetic leaves it."""
        half = 1 << self.bits - 1
        return (number + half) % (2 * half) - half


INT32 = Whole(32, "Int32")
INT64 = Whole(64, "Int64")

Long = Annotated[int, INT64]
"""A whole number of 64 bits; a plain `int` is one of 32, as in C#."""


class Zone(Enum):
    """What a DateTime knows of its zone: nothing, that it is UTC, or that it is the server's."""

    UNSPECIFIED = ""
    UTC = "Z"
    LOCAL = "+00:00"


@dataclass(frozen=True, slots=True)
class DateTime:
    """A time on the clock, in ticks from the year 1; its default is the first one."""

    ticks: int = 0
    zone: Zone = Zone.UNSPECIFIED

    def __post_init__(self) -> None:
        _check_ticks(self.ticks)

    @classmethod
    def parse(cls, text: str) -> "DateTime":
        """From ISO 8601. A time with an offset becomes the server's, which is UTC here.

        Raises:
            ValueError: it is no time.
        """
        ticks, offset = _parse(text)
        if offset is None:
            return cls(ticks)
        if offset == "Z":
            return cls(ticks, Zone.UTC)
        moment = DateTimeOffset(ticks, _minutes(offset))
        return cls(moment.ticks - moment.minutes * TICKS_PER_MINUTE, Zone.LOCAL)

    def __str__(self) -> str:
        return _clock(self.ticks) + self.zone.value


@dataclass(frozen=True, slots=True)
class DateTimeOffset:
    """A time on the clock of a zone, with that zone's minutes from UTC."""

    ticks: int = 0
    minutes: int = 0

    def __post_init__(self) -> None:
        _check_ticks(self.ticks)
        _check_ticks(self.ticks - self.minutes * TICKS_PER_MINUTE)
        if abs(self.minutes) > OFFSET_MINUTES_MAX:
            raise ValueError("no zone is so far from UTC")

    @classmethod
    def parse(cls, text: str) -> "DateTimeOffset":
        """From ISO 8601; without a zone it is the server's, UTC.

        Raises:
            ValueError: it is no time.
        """
        ticks, offset = _parse(text)
        return cls(ticks, 0 if offset in (None, "Z") else _minutes(str(offset)))

    def __str__(self) -> str:
        sign = "-" if self.minutes < 0 else "+"
        hours, minutes = divmod(abs(self.minutes), 60)
        return f"{_clock(self.ticks)}{sign}{hours:02}:{minutes:02}"


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """A length of time in ticks."""

    ticks: int = 0

    def __post_init__(self) -> None:
        if not INT64.holds(self.ticks):
            raise ValueError("too long a time")

    @classmethod
    def parse(cls, text: str) -> "TimeSpan":
        """From `[-][d.]hh:mm:ss[.fffffff]`, or from days, or hours and minutes, alone.

        Raises:
            ValueError: it is no length of time.
        """
        match = _SPAN.fullmatch(text)
        if match is None or len(text) not in SPAN_LENGTHS:
            raise ValueError("not a length of time")
        told = [match["first"], *_NUMBER.findall(match["more"])]
        names = _SPAN_FORMS[re.sub(r"\d+", "", match["more"])]
        parts = dict(zip(names, told, strict=True))
        if len(parts.get("f", "")) > FRACTION_DIGITS:
            raise ValueError("finer than a tick")
        days, hours, minutes, seconds = (int(parts.get(one, 0)) for one in "dhms")
        if hours > 23 or minutes > 59 or seconds > 59:  # noqa: PLR2004  # the clock's
            raise ValueError("not on the clock")
        ticks = ((days * 24 + hours) * 60 + minutes) * TICKS_PER_MINUTE + seconds * TICKS_PER_S
        ticks += int(parts.get("f", "").ljust(FRACTION_DIGITS, "0"))
        return cls(-ticks if match["sign"] else ticks)

    def __str__(self) -> str:
        days, rest = divmod(abs(self.ticks), TICKS_PER_DAY)
        seconds, fraction = divmod(rest, TICKS_PER_S)
        clock = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
        sign = "-" if self.ticks < 0 else ""
        return f"{sign}{f'{days}.' if days else ''}{clock}{f'.{fraction:07}' if fraction else ''}"


FRACTION_DIGITS = 7

_NUMBER = re.compile(r"\d+", re.ASCII)
_SPAN = re.compile(r"[ \t]*(?P<sign>-)?(?P<first>\d+)(?P<more>(?:[:.]\d+)*)", re.ASCII)


class _SpanForms(dict[str, str]):
    """Which parts a length of time has, by what separates them."""

    def __missing__(self, separators: str) -> str:
        raise ValueError(f"no length of time is written with {separators}")


_SPAN_FORMS = _SpanForms(
    {"": "d", ":": "hm", ".:": "dhm", "::": "hms", ".::": "dhms", "::.": "hmsf", ".::.": "dhmsf"}
)
_TIME = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)(?:T(?P<h>[01]\d|2[0-3]):(?P<m>[0-5]\d)(?::(?P<s>[0-5]\d)"
    r"(?:\.(?!$)(?P<f>\d{0,16}))?)?(?P<zone>Z|[+-]\d\d(?::[0-5]\d)?)?)?",
    re.ASCII,
)


def _check_ticks(ticks: int) -> None:
    if not 0 <= ticks <= TICKS_MAX:
        raise ValueError("before the year 1, or after 9999")


def _parse(text: str) -> tuple[int, str | None]:
    match = _TIME.fullmatch(text)
    if match is None:
        raise ValueError("not a time")
    days = date.fromisoformat(match["day"]).toordinal() - 1
    seconds = int(match["h"] or 0) * 3600 + int(match["m"] or 0) * 60 + int(match["s"] or 0)
    fraction = int((match["f"] or "")[:7].ljust(7, "0"))
    return days * TICKS_PER_DAY + seconds * TICKS_PER_S + fraction, match["zone"]


def _minutes(offset: str) -> int:
    minutes = int(offset[1:3]) * 60 + int(offset[4:6] or 0)
    return -minutes if offset[0] == "-" else minutes


def _clock(ticks: int) -> str:
    days, rest = divmod(ticks, TICKS_PER_DAY)
    seconds, fraction = divmod(rest, TICKS_PER_S)
    clock = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    shown = f".{fraction:07}".rstrip("0") if fraction else ""
    return f"{date.fromordinal(days + 1).isoformat()}T{clock}{shown}"
