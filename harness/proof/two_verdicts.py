"""Two verdicts: hubproof at its main job, once with a right client and once with a wrong one.

The reference client must come through the storm as valid, and the same client with one planted bug
must be convicted of entering twice. Anything else means that this installation cannot be trusted.
"""

import sys

from hubproof.harness.cli.arguments import parse
from hubproof.harness.cli.exits import Exit
from hubproof.harness.cli.run import run

SCENARIO = "unknown_outcome_of_an_order"
SEEDS = "10"
GUILTY = "mutant:new_key_on_retry"
GUILTY_SEED = "1"
ROW = "IDEM-8"


def two_verdicts() -> bool:
    """Run both and print what they show; whether both came out as they must."""
    _title("The reference client: its connection is cut in the middle of its orders.")
    is_valid = _judge("reference", "1", SEEDS) == (Exit.VALID, False)
    _title("The same client with one bug: when an answer is lost, it retries under a new key.")
    is_convicted = _judge(GUILTY, GUILTY_SEED, "1") == (Exit.INVALID, True)
    if is_valid and is_convicted:
        _title("Both verdicts are as they must be: the right client is valid, the bug was found.")
    else:
        _title("Not as it must be: do not trust verdicts of this installation.")
    return is_valid and is_convicted


def _judge(subject: str, seed: str, seeds: str) -> tuple[Exit, bool]:
    arguments = ["run", SCENARIO, "--subject", subject, "--seed", seed, "--seeds", seeds]
    status, told = run(parse(arguments))
    runs = told["runs"]
    assert isinstance(runs, list), "the object that --json prints lists the runs"
    rows = [violation["requirement"] for one in runs for violation in one["violations"]]
    return status, ROW in rows


def _title(text: str) -> None:
    sys.stdout.write(f"\n{text}\n\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(0 if two_verdicts() else 1)
