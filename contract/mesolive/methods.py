"""Every hub method, by name.

Both sides read this one table: the client has a twin of every method, and a hub carries it out.
"""

from hubproof.contract.mesolive.method import HubMethod, HubName
from hubproof.contract.mesolive.methods_control import CONTROL
from hubproof.contract.mesolive.methods_data import DATA
from hubproof.contract.mesolive.methods_event import EVENT
from hubproof.contract.mesolive.provenance import Provenance, mark

__all__ = ["HUB_PATHS", "METHODS", "HubMethod", "HubName"]

HUB_PATHS: dict[HubName, str] = {
    "control": "/hubs/control/v1",
    "data": "/hubs/data/v1",
    "event": "/hubs/event/v1",
}
"""Documented; below the origin that MESOLIVE_INSTANCE names."""

METHODS: dict[str, HubMethod] = {method.name: method for method in (*CONTROL, *EVENT, *DATA)}

for _method in METHODS.values():
    mark(_method.name, Provenance(_method.evidence, _method.source))
