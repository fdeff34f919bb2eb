"""Hashes: what the reference client's histories come to, one line of JSON for a set of seeds.

They are the same on every machine, Python and hash seed. A change of them means that runs changed,
which a commit may do on purpose and never by accident.
"""

import json
from collections.abc import Iterable

from hubproof.harness.nemesis import expand
from hubproof.harness.subjects.naming import parse
from hubproof.harness.trial import Terms, carry_out
from hubproof.scenarios import SCENARIOS

REFERENCE = "reference"


def hashes(seeds: Iterable[int]) -> dict[str, dict[str, str]]:
    """Scenario, then seed as text, to the SHA-256 of the history."""
    seeds = list(seeds)
    return {name: {str(seed): _hash(name, seed) for seed in seeds} for name in SCENARIOS}


def as_text(found: dict[str, dict[str, str]]) -> str:
    """The form in which they are committed."""
    return json.dumps(found, indent=2) + "\n"


def _hash(name: str, seed: int) -> str:
    scenario = SCENARIOS[name]
    finished = carry_out(expand(scenario, seed), scenario, parse(REFERENCE), Terms())
    return finished.record.history.sha256()
