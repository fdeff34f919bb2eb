"""Writing: contract values as JSON, in any dialect.

Our own dialect is what msgspec writes of the models as they are; another one is written by way of
plain JSON values, which costs some twenty times as much and is nobody's common case.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from enum import Enum
from typing import Any

import msgspec

from hubproof.contract.mesolive.dialect import OURS, Dialect
from hubproof.contract.mesolive.fitting import number_of
from hubproof.contract.mesolive.wiremodel import JsonElement, Written

_ENDS = {"z": "Z", "offset": "+00:00", "nothing": ""}


class Writer:
    """Writes in one dialect."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._forms: dict[type, Callable[[Any], Any]] = {}
        self._fields: dict[type, tuple[tuple[str, str], ...]] = {}
        form = "string" if dialect.decimals == "strings" else "number"
        self._encoder = msgspec.json.Encoder(decimal_format=form, enc_hook=unwrap)  # type: ignore[arg-type]

    def encode(self, value: object) -> bytes:
        """The JSON text of a model, or of anything made of models and plain JSON values.

        Raises:
            TypeError: Something in it has no JSON form.
        """
        return self._encoder.encode(value if self._dialect == OURS else self.plain(value))

    def plain(self, value: Any) -> Any:
        """The same as plain JSON values, with names, enums and times in this dialect.

        Decimals, ids and JSON that is written already are left to the encoder.
        """
        kind = type(value)
        form = self._forms.get(kind)
        if form is None:
            form = self._forms[kind] = self._form_of(kind)
        return form(value)

    def _form_of(self, kind: type) -> Callable[[Any], Any]:
        forms: tuple[tuple[type, Callable[[Any], Any]], ...] = (
            (Enum, self._enum),
            (msgspec.Struct, self._model),
            (list, self._list),
            (tuple, self._list),
            (dict, self._map),
            (datetime, self._time),
            (JsonElement, self._element),
        )
        return next((form for base, form in forms if issubclass(kind, base)), _as_it_is)

    def _enum(self, member: Enum) -> Any:
        return number_of(member) if self._dialect.enums == "integers" else member.value

    def _model(self, model: msgspec.Struct) -> Any:
        return {name: self.plain(getattr(model, own)) for own, name in self._names(model)}

    def _list(self, items: Iterable[Any]) -> Any:
        return [self.plain(one) for one in items]

    def _map(self, items: Mapping[Any, Any]) -> Any:
        return {key: self.plain(one) for key, one in items.items()}

    def _names(self, model: msgspec.Struct) -> tuple[tuple[str, str], ...]:
        names = self._fields.get(type(model))
        if names is None:
            own = model.__struct_fields__
            names = self._fields[type(model)] = tuple((one, self._dialect.name(one)) for one in own)
        return names

    def _time(self, value: datetime) -> str:
        if self._dialect.datetimes == "ticks":
            return f"{value.replace(tzinfo=None).isoformat(timespec='microseconds')}0Z"
        return value.replace(tzinfo=None).isoformat() + _ENDS[self._dialect.datetimes]

    def _element(self, element: JsonElement) -> Any:
        """Names that we gave it ourselves follow the dialect; the rest goes back as it came."""
        content = self.plain(element.content)
        if not element.FOLLOWS_DIALECT or not isinstance(content, dict):
            return content
        return {
            self._dialect.name(name) if name in element.NAMED else name: inner
            for name, inner in content.items()
        }


def _as_it_is(value: Any) -> Any:
    return value


def unwrap(value: object) -> object:
    """What msgspec is to write for a value that it does not know.

    Raises:
        TypeError: It has no JSON form.
    """
    if isinstance(value, JsonElement):
        return value.content
    if isinstance(value, Written):
        return msgspec.Raw(value.text)
    raise TypeError(f"{type(value).__name__} has no JSON form in the contract")
