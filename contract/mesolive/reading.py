"""Reading: texts and bytes of either encoding to contract values, whatever their dialect.

A reader takes what is in the models' own form at once, and everything else by way of plain values.
What does not fit is told by its place, because a peer's mistake is found by that.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec

from hubproof.contract.mesolive.fitting import Fit, fitting
from hubproof.contract.mesolive.wiremodel import JsonElement

_PROBLEM = re.compile(
    r"(?P<problem>.*?)(?: - at (?P<key>`key` in )?`\$\.?(?P<path>.*)`)?", re.DOTALL
)
_MISSING = re.compile(r"Object missing required field `(?P<field>\w+)`")


class ContractError(ValueError):
    """A message that the contract does not allow.

    `path` leads from the decoded type to the value at fault, as in `LegGroupOrder.LimitPrice` or
    `Fills[...].Price`, and is empty for the whole message; `problem` says what is wrong there.
    """

    def __init__(self, type_name: str, path: str, problem: str) -> None:
        self.path = path
        self.problem = problem
        dot = "." if path and not path.startswith("[") else ""
        super().__init__(f"{type_name}{dot}{path}: {problem}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoding:
    """How bytes of one encoding are read: as a type, or as plain values.

    `unfold` makes JSON of the plain values that stand for JSON.
    """

    name: str
    decoder: Callable[..., Any]
    plain: Callable[[Any], Any]
    unfold: Callable[[Any], Any]


class Reader:
    """Reads one type: at once where it is in the models' own form, else by way of plain values."""

    def __init__(self, type_: Any, name: str, encoding: Encoding) -> None:
        self._type = type_
        self._name = name
        self._encoding = encoding
        self._decoder = encoding.decoder(type_, dec_hook=self._wrap)
        self._fit: Fit | None = None

    def read(self, raw: Any) -> Any:
        """The value.

        Raises:
            ContractError: It is not in this encoding, or not a value of that type.
        """
        try:
            try:
                return self._decoder.decode(raw)
            except msgspec.ValidationError:
                return self._convert(self._encoding.plain(raw))
        except msgspec.ValidationError as error:
            raise _named(error, self._name) from error
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            problem = f"this is not {self._encoding.name} ({error})"
            raise ContractError(self._name, "", problem) from error
        except RecursionError as error:
            raise ContractError(self._name, "", "this is nested too deeply") from error

    def _convert(self, plain: object) -> Any:
        if self._fit is None:
            self._fit = fitting(self._type)
        return msgspec.convert(self._fit(plain), self._type, str_keys=True, dec_hook=self._wrap)

    def _wrap(self, type_: type, content: object) -> object:
        if issubclass(type_, JsonElement):
            return type_.from_json(self._encoding.unfold(content))
        # A TypeError would be taken for a fault of the message; this one is the caller's.
        raise NotImplementedError(f"{type_.__name__} has no JSON form in the contract")


def name_of(type_: type) -> str:
    """What a message calls a type."""
    return getattr(type_, "__name__", str(type_))


def _named(error: msgspec.ValidationError, type_name: str) -> ContractError:
    told = _PROBLEM.fullmatch(str(error))
    assert told is not None  # every part of the pattern is optional
    problem, path = told["problem"], told["path"] or ""
    if missing := _MISSING.fullmatch(problem):
        path = f"{path}.{missing['field']}" if path else missing["field"]
        problem = "this required field is missing"
    elif told["key"]:
        problem = f"a key of this map is wrong: {problem}"
    return ContractError(type_name, path, problem)
