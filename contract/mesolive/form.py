"""A form: how one client is written to, by the hub's dialect and the encoding that they speak.

Who writes asks the form and never which encoding it is; who reads takes either casing, kind of
number and spelling in both.
"""

from dataclasses import dataclass
from functools import cache
from typing import TypeVar

import msgspec

from hubproof.contract.mesolive import packing, wire
from hubproof.contract.mesolive.dialect import OURS, Dialect

Decoded = TypeVar("Decoded")


@dataclass(frozen=True, slots=True)
class Form:
    """Contract values as JSON, or as MessagePack where the encoding `is_binary`."""

    dialect: Dialect
    is_binary: bool

    @property
    def has_nan(self) -> bool:
        """Whether what is no number can be told as it is."""
        return self.is_binary or self.dialect.decimals == "strings"

    def encode(self, value: object) -> bytes:
        """A model, or anything made of models and plain JSON values.

        Raises:
            TypeError: Something in it has no form.
        """
        if self.is_binary:
            return packing.pack(value, self.dialect)
        return wire.encode(value, self.dialect)

    def decode(self, raw: bytes | msgspec.Raw, type_: type[Decoded]) -> Decoded:
        """One value of that type.

        Raises:
            ContractError: It is not in this encoding, or not a value of that type.
        """
        return packing.unpack(raw, type_) if self.is_binary else wire.decode(raw, type_)


@cache
def form_of(dialect: Dialect = OURS, *, is_binary: bool = False) -> Form:
    """The form of a dialect in an encoding."""
    return Form(dialect, is_binary)
