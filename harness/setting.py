"""The setting of a run: the world that a seed puts the subject into.

How long jobs, orders and fills take, and how small the pages of history are, comes from the seed,
so that a client which is right only at one speed or one page size is found out.
"""

from collections.abc import Sequence
from datetime import datetime

from hubproof.contract.mesolive.dialect import OURS, Dialect
from hubproof.harness.nemesis import child
from hubproof.simulator.market.tape import Tick
from hubproof.simulator.world.habits import PROMPT, BrokerHabits
from hubproof.simulator.world.retention import UNBOUNDED, Retention
from hubproof.simulator.world.setup import WorldSetup
from hubproof.simulator.world.world import World

USER = "user-1"
"""Whose world it is; the key of a run is his."""

PAGE_SIZES = (2, 3, 7, 50, 1000)
"""The most events a page of history carries, one of these a run: the cap is 1000, the server may
send fewer, and only small pages show who stops after the first one."""


def world_of(  # noqa: PLR0913  # what a world differs in, each by its name
    seed: int,
    epoch: datetime,
    habits: BrokerHabits = PROMPT,
    *,
    ticks: Sequence[Tick] = (),
    dialect: Dialect = OURS,
    retention: Retention = UNBOUNDED,
) -> World:
    """The world of one run; `epoch` is the UTC time of its first microsecond.

    `habits` are those of its scenario's broker; which order they concern comes from the seed.
    `ticks` are told in place of the seed's quotes; `dialect` is how its hubs write,
    `retention` how much of the history they keep.
    """
    rng = child(seed, "world")
    pages = PAGE_SIZES[int(rng.random() * len(PAGE_SIZES))]
    setup = WorldSetup(
        user=USER, page_size_max=pages, habits=habits, dialect=dialect, retention=retention
    )
    return World(setup, rng, epoch, ticks=ticks)
