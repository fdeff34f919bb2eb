"""What messages are made of: typed records, JSON kept as it came, and JSON written in advance.

Inside a record every datetime is aware and in UTC, and every decimal is a finite number, whatever
the text on the wire looked like. Without that a naive time would fail only where two are compared,
and a NaN only where a fill is added up: far from the message that brought it.
"""

import inspect
from datetime import UTC, datetime
from decimal import Decimal
from typing import ClassVar, Self, get_args

import msgspec

NEVER = datetime(1, 1, 1, tzinfo=UTC)
"""What a .NET server writes into a compulsory time that has not happened: `Order.FilledAt`."""

END_OF_TIME = datetime.max.replace(tzinfo=UTC)
"""What such a server has for a time that never comes."""


class WireModel(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A record whose attribute names are the names on the wire.

    Unknown names are forbidden so that a name in another casing is noticed, even where nothing is
    compulsory; whoever reads leaves out what is really unknown (`fitting`).
    """

    _checked: ClassVar[tuple[str, ...]] = ()
    """The fields that may hold a time or a decimal."""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        annotations = inspect.get_annotations(cls)
        cls._checked += tuple(name for name, kind in annotations.items() if _is_checked(kind))
        if cls._checked:
            # Most records have neither, and msgspec is quicker with those that have no hook.
            cls.__post_init__ = cls._check  # type: ignore[attr-defined]

    def _check(self) -> None:
        for name in self._checked:
            value = getattr(self, name)
            if value is None:
                continue
            if isinstance(value, Decimal):
                if not value.is_finite():
                    raise _not_finite(name, value)
            elif isinstance(value, datetime):
                if value.tzinfo is not UTC:
                    msgspec.structs.force_setattr(self, name, _in_utc(value))
            elif isinstance(value, dict):
                for key, number in value.items():
                    if not number.is_finite():
                        raise _not_finite(f"{name}[{key}]", number)


def _is_checked(annotation: object) -> bool:
    return any(kind in (datetime, Decimal) for kind in (annotation, *get_args(annotation)))


def _in_utc(value: datetime) -> datetime:
    if value.tzinfo is None:
        return value.replace(tzinfo=UTC)
    try:
        return value.astimezone(UTC)
    except OverflowError:
        # The least or greatest time there is, written by a server that stands in another zone.
        return NEVER if value.year == NEVER.year else END_OF_TIME


def _not_finite(name: str, number: Decimal) -> ValueError:
    return ValueError(f"{name} must be a finite number, not {number}")


class JsonElement:
    """JSON of a shape nobody documented, kept exactly as it came so that it can be sent back.

    Numbers with a fraction are Decimals. Equality is that of the JSON; order of keys is kept.
    """

    __slots__ = ("_content",)

    NAMED: ClassVar[tuple[str, ...]] = ()
    """The names that are known of it."""

    FOLLOWS_DIALECT: ClassVar[bool] = False
    """Whether a hub writes those names in its dialect: it does so where it has a model of them."""

    def __init__(self, **named: object) -> None:
        self._content: object = named

    @classmethod
    def from_json(cls, content: object) -> Self:
        """Wrap decoded JSON: dict, list, str, int, Decimal or bool.

        Raises:
            ValueError: The content is null: only presence is checked.
        """
        if content is None:
            raise ValueError("a value is required here, not null")
        element = cls()
        element._content = content
        return element

    @property
    def content(self) -> object:
        """The JSON that came, or the names it was made of."""
        return self._content

    def named(self, name: str) -> object:
        """The value under `name`, in any casing; None where there is none, or no object."""
        if not isinstance(self._content, dict):
            return None
        if name in self._content:
            return self._content[name]
        spelled = {key.lower(): value for key, value in self._content.items()}
        return spelled.get(name.lower())

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and other._content == self._content

    __hash__ = None  # type: ignore[assignment]  # its content may be a list or a dict

    def __repr__(self) -> str:
        return f"{type(self).__name__}.from_json({self._content!r})"


class Written:
    """A value whose JSON text exists already: it goes out as it is, in whatever surrounds it.

    `text` must be in the dialect of that writer, because nothing of it is looked at again.
    """

    __slots__ = ("text",)

    def __init__(self, text: bytes) -> None:
        self.text = text

    def opened(self) -> object:
        """What the text says, for who writes no JSON.

        Raises:
            TypeError: There is nothing but the text.
        """
        raise TypeError(f"{type(self).__name__} is there as JSON only")

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and other.text == self.text

    __hash__ = None  # type: ignore[assignment]  # nobody looks a text of a megabyte up

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.text!r})"
