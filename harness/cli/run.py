"""`hubproof run`: scenarios, a subject, seeds; verdicts.

Every plan is expanded before its run starts, and every finished run is kept at once, so that
breaking off in the middle loses nothing that was learned.
"""

import argparse

from hubproof.harness.cli import artifacts
from hubproof.harness.cli.campaign import carry_out_all
from hubproof.harness.cli.exits import Exit, UsageError
from hubproof.harness.cli.objects import Told
from hubproof.harness.cli.order import Order, scenario_named, subject_of, terms_of
from hubproof.harness.nemesis import expand
from hubproof.harness.plan import SEED_MAX
from hubproof.harness.pool import longest_first
from hubproof.scenarios import SCENARIOS


def run(options: argparse.Namespace) -> tuple[Exit, Told]:
    """Carry out `hubproof run`; the status, and the object that --json prints.

    Raises:
        UsageError: What was asked for cannot be run.
        BrokenOffError: A run failed, and not by its subject.
    """
    names = dict.fromkeys(options.scenarios or SCENARIOS)
    terms, scenarios = terms_of(options), [scenario_named(name) for name in names]
    if terms.mode == "live":
        scenarios = longest_first(scenarios)
    if options.seed + options.seeds - 1 > SEED_MAX:
        raise UsageError(f"the last seed would be above {SEED_MAX}; choose a smaller --seed")
    seeds = range(options.seed, options.seed + options.seeds)
    order = Order(
        plans=((one, expand(one, seed, options.dialect)) for one in scenarios for seed in seeds),
        total=len(scenarios) * len(seeds),
        subject=subject_of(options),
        terms=terms,
        out=artifacts.prepare(options.out) if options.out is not None else None,
        is_json=options.json,
        at_once=options.at_once,
    )
    return carry_out_all(order)
