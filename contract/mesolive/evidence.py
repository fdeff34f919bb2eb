"""What is known of each name of the contract, readable at run time.

Importing this module imports every declaration, so an answer never depends on what else happened
to be imported before.
"""

from hubproof.contract.mesolive import callbacks, methods
from hubproof.contract.mesolive.provenance import KNOWN, Evidence, Provenance

__all__ = ["Evidence", "Provenance", "all_names", "evidence_of"]

_TABLES = (methods.METHODS, callbacks.CALLBACKS)  # they import every model and enum


def evidence_of(name: str) -> Provenance:
    """Evidence and source of `Model`, `Model.Field`, `Enum.Member`, a method or a callback.

    Raises:
        KeyError: The contract has no such name.
    """
    try:
        return KNOWN[name]
    except KeyError:
        raise KeyError(f"the contract has no {name}; see all_names() for those it has") from None


def all_names() -> tuple[str, ...]:
    """Every name that has evidence, sorted."""
    return tuple(sorted(KNOWN))
