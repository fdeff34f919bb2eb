"""Dialects: the forms in which a hub may write the same message.

The documents leave open how names, enums, decimals and times look in JSON, and whether a user's
event numbers count one by one. Ours is the first form of each; a hub of another one must be served
by the same client.
"""

from dataclasses import dataclass, fields
from typing import Literal, get_args, get_type_hints


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """How a hub writes.

    `datetimes` are in UTC, and end in `z`, in the `offset` +00:00 or in `nothing`; `ticks` is the
    round-trip form of .NET: seven digits, and Z. The EventSeqIds of a `dense` sequence count the
    user's events; a `sparse` one leaves numbers out before each.
    """

    casing: Literal["pascal", "camel"] = "pascal"
    enums: Literal["names", "integers"] = "names"
    decimals: Literal["numbers", "strings"] = "numbers"
    datetimes: Literal["z", "offset", "nothing", "ticks"] = "z"
    sequence: Literal["dense", "sparse"] = "dense"

    @classmethod
    def parse(cls, text: str) -> "Dialect":
        """The dialect that a list of words such as `camel,integers` names; the rest is ours.

        Raises:
            ValueError: A word names no form, or two name the same thing.
        """
        chosen: dict[str, str] = {}
        for word in filter(None, (word.strip().lower() for word in text.split(","))):
            what = next((name for name, forms in FORMS.items() if word in forms), None)
            if what is None:
                known = "; ".join(f"{name}: {', '.join(forms)}" for name, forms in FORMS.items())
                raise ValueError(f"{word!r} is no form of a dialect; there are {known}")
            if what in chosen:
                raise ValueError(f"{chosen[what]} and {word} are both said of {what}")
            chosen[what] = word
        return cls(**chosen)  # type: ignore[arg-type]  # they were looked up in the literals

    def name(self, name: str) -> str:
        """A PascalCase name as it is written in this dialect."""
        return camel(name) if self.casing == "camel" else name

    @property
    def peculiar(self) -> str:
        """The words for what is not as ours is; empty for ours."""
        ours = {forms[0] for forms in FORMS.values()}
        return ",".join(word for word in str(self).split(",") if word not in ours)

    def __str__(self) -> str:
        return ",".join(str(getattr(self, name)) for name in FORMS)


FORMS: dict[str, tuple[str, ...]] = {
    field.name: get_args(get_type_hints(Dialect)[field.name]) for field in fields(Dialect)
}
"""The forms of each part of a dialect, ours first."""

OURS = Dialect()
"""What the documents show, and where they show nothing what a .NET server writes."""


def camel(name: str) -> str:
    """A name as .NET's camel-case policy writes it: `Id` is id, `PnLs` pnLs, `ID` id."""
    for place, letter in enumerate(name):
        if place > 0 and (not letter.isupper() or name[place + 1 : place + 2].islower()):
            return name[:place].lower() + name[place:]
    return name.lower()
