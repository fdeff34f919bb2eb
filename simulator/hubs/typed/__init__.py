"""Hubs as plain typed Python: a class, its methods, and what their annotations say.

Rule: a method is a method of the class and nothing else; arguments are checked against its
annotations, and refused in ASP.NET Core's sentences, before it runs.
"""

from hubproof.simulator.hubs.typed.clients import Clients, Target
from hubproof.simulator.hubs.typed.host import TypedHost
from hubproof.simulator.hubs.typed.hub import Context, Hub, HubError, NotAnsweredError, hub_method
from hubproof.simulator.hubs.typed.uploads import Upload

__all__ = [
    "Clients",
    "Context",
    "Hub",
    "HubError",
    "NotAnsweredError",
    "Target",
    "TypedHost",
    "Upload",
    "hub_method",
]
