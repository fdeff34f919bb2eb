"""Key is payload hash: what is sent decides under which key, so equal intents share one.

The second entry of a strategy on an account looks like a repetition of the first. The hub says so,
too, and the bot believes that it has entered.
"""

import hashlib
from dataclasses import replace

import msgspec

from hubproof.client.records import KEY_PREFIXES, KeyedArgs, Step
from hubproof.client.runtime import Parts
from hubproof.client.sdk import models
from hubproof.client.submission import Refused, Settled, Submission
from hubproof.contract.mesolive import wire
from hubproof.harness.mutants.mutant import Mutant


class Hashing(Submission):
    """The key is made of the payload."""

    async def submit(self, step: Step) -> Settled | Refused:
        """Send a step under the hash of all that it says but its key."""
        args = _nameless(step.args)
        digest = hashlib.sha256(wire.encode(msgspec.structs.replace(args, IdempotencyKey="")))
        key = KEY_PREFIXES[type(args)] + digest.hexdigest()
        return await super().submit(replace(step, args=args).with_key(key))


def _nameless(args: KeyedArgs) -> KeyedArgs:
    """Without the name of the position, which would tell one entry from the next."""
    if isinstance(args, models.PreparePositionEntryArgs):
        return msgspec.structs.replace(args, PositionName="entry")
    return args


MUTANT = Mutant(
    name="key_is_payload_hash",
    says="makes its keys of what it sends, so that two equal intents share one",
    row="IDEM-10",
    also=("SAFE-4",),
    scenarios=("steady_state",),
    parts=Parts(submission=Hashing),
)
