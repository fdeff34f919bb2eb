"""For the pytest that runs pysignalr's own tests: our server in the place of their container.

Their tests import `docker` to start a container, and `requests` to log in. Neither is installed
for their sake: the first is never used, and of the second one function is.
"""

import json
import os
import sys
import urllib.request
from types import ModuleType
from typing import Any

import pytest


class Response:
    """The answer to a POST."""

    def __init__(self, status: int, body: bytes) -> None:
        self.status_code = status
        self._body = body

    def json(self) -> Any:
        return json.loads(self._body)


def post(url: str, json: Any = None, timeout: float = 10) -> Response:  # as requests
    body = str(json).encode()
    request = urllib.request.Request(url, data=body, method="POST")  # noqa: S310  # our own server
    with urllib.request.urlopen(request, timeout=timeout) as answer:  # noqa: S310  # the same
        return Response(answer.status, answer.read())


def _stand_in(name: str, **members: Any) -> ModuleType:
    module = ModuleType(name)
    vars(module).update(members)
    sys.modules[name] = module
    return module


_stand_in("docker", client=_stand_in("docker.client", DockerClient=object))
_stand_in("requests", post=post, exceptions=_stand_in("requests.exceptions"))


@pytest.hookimpl(tryfirst=True)
def pytest_fixture_setup(fixturedef: Any, request: Any) -> str | None:
    if fixturedef.argname != "aspnet_server":
        return None
    address = os.environ["HUBPROOF_WEATHER"]
    fixturedef.cached_result = (address, fixturedef.cache_key(request), None)
    return address
