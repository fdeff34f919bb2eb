"""Serving: the three hubs at their paths, as their clients may ask for them.

Rule: what is offered stands here and nowhere else; what a client chooses changes nothing of what
the hubs do.
"""

from collections.abc import Callable

from hubproof.contract.mesolive.methods import HUB_PATHS
from hubproof.contract.signalr.protocols import PROTOCOLS
from hubproof.simulator.session.options import SessionOptions
from hubproof.simulator.transports.hosting import HubHost
from hubproof.simulator.transports.lobby import ALL_TRANSPORTS, EndpointOptions
from hubproof.simulator.transports.server import HubServer

OFFERED = EndpointOptions(transports=ALL_TRANSPORTS, is_stateful=True)
"""What each of the hubs offers: connections that can come back where a client asks for that."""


def hub_server(
    host: HubHost,
    *,
    authorize: Callable[[str], str | None],
    clock: Callable[[], int],
    token: Callable[[], str],
) -> HubServer:
    """A server whose hubs are all served by `host`; the rest is what HubServer takes."""
    return HubServer(
        {name: (path, host) for name, path in HUB_PATHS.items()},
        authorize=authorize,
        clock=clock,
        token=token,
        options=SessionOptions(protocols=tuple(PROTOCOLS)),
        endpoints=dict.fromkeys(HUB_PATHS, OFFERED),
    )
