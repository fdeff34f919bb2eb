"""The hub clients under the names MesoLive's own SDK gives them.

Code written against that SDK runs on this package with one import changed. What is ours on top of
it, options, hooks and more precise errors, is additional and never required.
"""

from hubproof.client.sdk import exceptions, models
from hubproof.client.sdk.control import MesoLiveControlHubClient
from hubproof.client.sdk.data import MesoLiveDataHubClient
from hubproof.client.sdk.event import MesoLiveEventHubClient
from hubproof.client.sdk.options import ConnectionOptions

__all__ = [
    "ConnectionOptions",
    "MesoLiveControlHubClient",
    "MesoLiveDataHubClient",
    "MesoLiveEventHubClient",
    "exceptions",
    "models",
]
