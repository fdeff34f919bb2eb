"""`python -m hubproof.harness.proof soak|convict|blind|hashes`: what the Makefile's targets run.

Each prints what it measured and ends with status 1 where the claim does not hold. The committed
hashes are made anew by `python -m hubproof.harness.proof hashes > tests/harness/histories.json`.
"""

import argparse
import sys
import time
from pathlib import Path

from hubproof.harness.checkers import CHECKERS
from hubproof.harness.mutants import MUTANTS
from hubproof.harness.proof.blind import unnoticed
from hubproof.harness.proof.conviction import SEEDS, try_mutant
from hubproof.harness.proof.hashes import as_text, hashes
from hubproof.harness.proof.soak import soak
from hubproof.harness.proof.tally import cells
from hubproof.harness.unusual import UNUSUAL
from hubproof.harness.verdict import Verdict

SOAK_SEEDS = 1_000

UNUSUAL_SEEDS = 100
"""Of each scenario, for each unusual client."""

FIRED_MIN = 50
"""How often every fault must have acted in every phase over a whole soak."""

HASHED_SEEDS = [7]
"""The seeds whose histories are committed."""


def main(argv: list[str]) -> int:
    """Run one of the proofs; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m hubproof.harness.proof")
    parser.add_argument("proof", choices=("soak", "convict", "blind", "hashes"))
    parser.add_argument(
        "--seeds", type=int, nargs="+", help="how many seeds of each scenario; hashes: which ones"
    )
    options = parser.parse_args(argv)
    if options.proof == "hashes":
        sys.stdout.write(as_text(hashes(options.seeds or HASHED_SEEDS)))
        return 0
    count = options.seeds[0] if options.seeds else None
    if options.proof == "soak":
        return _soak(count or SOAK_SEEDS)
    if options.proof == "convict":
        return _convict(count or SEEDS)
    return _blind()


def _soak(seeds: int) -> int:
    is_proven = _soak_reference(seeds)
    for name in UNUSUAL:
        is_proven &= _soak_unusual(name, min(seeds, UNUSUAL_SEEDS))
    return 0 if is_proven else 1


def _soak_reference(seeds: int) -> bool:
    began = time.perf_counter()
    tally = soak(seeds)
    took_s = time.perf_counter() - began
    _print(f"{tally.runs} runs of the reference client in {took_s:.0f} s: {tally.verdicts}")
    for name, phase in cells():
        _print(f"  {name:<26}{phase:<14}{tally.fired.get((name, phase), 0):>8} times")
    for failure in tally.failures:
        _print(failure)
    rare = tally.rarely_fired(FIRED_MIN if seeds >= SOAK_SEEDS else 1)
    for name, phase in rare:
        _print(f"{name} fired only {tally.fired.get((name, phase), 0)} times at {phase}")
    return tally.verdicts.get(Verdict.VALID) == tally.runs and not rare


def _soak_unusual(name: str, seeds: int) -> bool:
    tally = soak(seeds, subject=f"unusual:{name}")
    _print(f"{tally.runs} runs of unusual:{name}: {tally.verdicts}")
    for failure in tally.unfair:
        _print(failure)
    return not tally.unfair


def _convict(seeds: int) -> int:
    complaints: list[str] = []
    for name in MUTANTS:
        trials = try_mutant(name, seeds=seeds)
        found = ", ".join(f"{row} (seed {seed})" for row, seed in trials.convictions.items())
        _print(f"{name:<28}{found or 'nothing'}")
        complaints += trials.complaints()
    for complaint in complaints:
        _print(complaint)
    return 1 if complaints else 0


def _blind() -> int:
    missed = list(unnoticed(Path.cwd()))
    for name in missed:
        _print(f"nobody noticed that {name} was blind")
    _print(f"{len(CHECKERS) - len(missed)} of {len(CHECKERS)} blinded checkers were noticed")
    return 1 if missed else 0


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
