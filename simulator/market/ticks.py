"""Reading ticks: the rows of a table that a user recorded, made into a tape's ticks.

Columns `time`, `provider`, `symbol`, `bid`, `ask`, `last`, others are ignored; rows in the order of
time. A time is ISO 8601 (UTC where it names no offset) or a number of seconds, and only differences
count. A provider is named as on the wire; a price is above 0, and an empty one is none. A wrong row
is refused, never left out: a run on half a tape would look like a run on all of it.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation

from hubproof.contract.mesolive.enums import DataProviderType
from hubproof.simulator.market.tape import Tick

COLUMNS = ("time", "provider", "symbol", "bid", "ask", "last")

Row = tuple[str, Mapping[str, object]]
"""Where it stands, as people count, and its values by column: text, numbers or datetimes."""

TICKS_MAX = 5_000_000
"""More would not fit into the memory of a small machine."""

_ORIGIN = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_US_PER_S = 1_000_000

# Seconds since 1970 stay below this for three thousand years: more are milliseconds.
_SECONDS_MAX = Decimal(10**11)

# Beyond it sums of money would no longer be exact.
_PRICE_MAX = Decimal(10**9)


class TicksError(ValueError):
    """A table cannot be told again; the sentence names the row and the remedy."""


def check_columns(names: Iterable[str | None]) -> None:
    """See that no column is missing.

    Raises:
        TicksError: One is.
    """
    given = list(names)
    missing = [name for name in COLUMNS if name not in given]
    if missing:
        raise TicksError(
            f"the column {missing[0]} is missing; the first line must name {', '.join(COLUMNS)}"
        )


def ticks_of(rows: Iterable[Row]) -> Sequence[Tick]:
    """The ticks of a table, the first of them at 0.

    Raises:
        TicksError: A row makes no sense, is earlier than the one before, or there is none.
    """
    ticks: list[Tick] = []
    began = latest = 0
    style: type | None = None
    for where, row in rows:
        at_us, own_style = _time(where, row["time"])
        if style is None:
            began, latest, style = at_us, at_us, own_style
        if own_style is not style:
            raise TicksError(
                f"{where}: time is {row['time']}, unlike those before it; use one form"
            )
        if at_us < latest:
            raise TicksError(
                f"{where}: time {row['time']} is earlier than the row before; sort the file by time"
            )
        if len(ticks) >= TICKS_MAX:
            raise TicksError(f"{where}: over {TICKS_MAX:,} ticks; give a shorter file")
        latest = at_us
        ticks.append(_tick(where, row, at_us - began))
    if not ticks:
        raise TicksError("there is not one tick in it")
    return ticks


def _tick(where: str, row: Mapping[str, object], at_us: int) -> Tick:
    bid, ask, last = (_price(where, name, row[name]) for name in ("bid", "ask", "last"))
    symbol = _text(row["symbol"])
    if not symbol:
        raise TicksError(f"{where}: symbol is missing")
    return Tick(at_us, _provider(where, _text(row["provider"])), symbol, bid, ask, last)


def _provider(where: str, name: str) -> DataProviderType:
    try:
        return DataProviderType(name)
    except ValueError:
        names = " or ".join(one.value for one in DataProviderType)
        raise TicksError(f"{where}: provider is {name!r}; use {names}") from None


def _time(where: str, value: object) -> tuple[int, type]:
    """Microseconds, and whether they were given as a `datetime` or as a number (`Decimal`)."""
    moment = value if isinstance(value, datetime) else None
    seconds = None if moment is not None else _number(value)
    if seconds is not None:
        if abs(seconds) > _SECONDS_MAX:
            raise TicksError(f"{where}: time is {value}; give seconds, or a date and time")
        return round(seconds * _US_PER_S), Decimal
    if moment is None:
        try:
            moment = datetime.fromisoformat(_text(value))
        except ValueError:
            text = _text(value)
            said = (
                f"is {text!r}, neither ISO 8601 nor a number of seconds" if text else "is missing"
            )
            raise TicksError(f"{where}: time {said}") from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return (moment - _ORIGIN) // _MICROSECOND, datetime


def _price(where: str, name: str, value: object) -> Decimal | None:
    if value is None or _text(value) == "":
        return None
    price = _number(value)
    if price is None or not 0 < price <= _PRICE_MAX:
        why = "not above 0" if price is not None and price <= 0 else "no price"
        raise TicksError(f"{where}: {name} is {value}, which is {why}; leave it empty for none")
    return price


def _number(value: object) -> Decimal | None:
    """A finite number, or None; one that was a float comes as the shortest text for it."""
    if isinstance(value, bool):
        return None
    try:
        number = Decimal(_text(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _text(value: object) -> str:
    return "" if value is None else str(value).strip()
