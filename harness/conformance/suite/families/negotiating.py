"""Behaviours 1 to 10: the negotiation, and the ids that it gives.

Rule: an answer is compared member by member; ids are judged by what they open.
"""

import re
from functools import partial
from typing import Any

from hubproof.harness.conformance.carriers import OK, SWITCHED
from hubproof.harness.conformance.suite.case import Sentence, Traits, cases
from hubproof.harness.conformance.suite.scene import Scene, Whole
from hubproof.harness.conformance.suite.trial import CannotTryError, demand, expect
from hubproof.harness.conformance.suite.ways import EVERY, EVERY_TRANSPORT, PLAIN

SOCKET = {"transport": "WebSockets", "transferFormats": ["Text", "Binary"]}
EVENTS = {"transport": "ServerSentEvents", "transferFormats": ["Text"]}
POLLING = {"transport": "LongPolling", "transferFormats": ["Text", "Binary"]}
ALL = [SOCKET, EVENTS, POLLING]

TOKEN = re.compile(r"[\w-]{22,}")
"""128 bits in base64url."""

MANY = 40
NOBODY = "No Connection with that ID"
NO_INTEGER = "The client requested a non-integer protocol version."
TOO_OLD = "The client requested version '0', but the server does not support this version."


async def _negotiate(s: Scene, query: str, endpoint: str = "/hub") -> Any:
    """The JSON that a negotiation is answered with."""
    answer = await s.ask("POST", f"{endpoint}/negotiate{query}")
    expect("the status", 200, answer.status)
    return answer.json()


def _held_to_version_1(told: Any, **more: Any) -> None:
    demand(isinstance(told, dict), "an object", told)
    ids = {name: told.pop(name, None) for name in ("connectionId", "connectionToken")}
    expect("the rest", {"negotiateVersion": 1, "availableTransports": ALL, **more}, told)
    demand(all(isinstance(one, str) and one for one in ids.values()), "both ids", ids)
    demand(ids["connectionId"] != ids["connectionToken"], "a secret token of its own", ids)


async def version_1(s: Scene, path: str = "/hub/negotiate") -> None:
    answer = await s.ask("POST", f"{path}?negotiateVersion=1")
    expect("the status", 200, answer.status)
    expect("the type", "application/json", answer.headers.get("content-type"))
    size = answer.headers.get("content-length")
    expect("the length", str(len(answer.body)), size)
    _held_to_version_1(answer.json())


async def version_0(s: Scene) -> None:
    told = await _negotiate(s, "")
    demand(isinstance(told.pop("connectionId", None), str), "an id", told)
    expect("the rest", {"negotiateVersion": 0, "availableTransports": ALL}, told)


async def id_opens(s: Scene) -> None:
    talk = await s.join(version=None)
    await talk.still_answers()


async def answered_with_1(s: Scene, query: str) -> None:
    _held_to_version_1(await _negotiate(s, query))


async def refused(s: Scene, query: str, says: str, endpoint: str = "/hub") -> None:
    expect("the answer", {"error": says}, await _negotiate(s, query, endpoint))


async def at_minimum(s: Scene) -> None:
    _held_to_version_1(await _negotiate(s, "?negotiateVersion=1", "/current"))


async def stateful(s: Scene, query: str, *, granted: bool, endpoint: str = "/stateful") -> None:
    more = {"useStatefulReconnect": True} if granted else {}
    _held_to_version_1(await _negotiate(s, query, endpoint), **more)


async def without(s: Scene) -> None:
    told = await _negotiate(s, "?useStatefulReconnect=true", "/stateful")
    demand(isinstance(told.pop("connectionId", None), str), "an id", told)
    wanted = {"negotiateVersion": 0, "availableTransports": ALL, "useStatefulReconnect": True}
    expect("the rest", wanted, told)


async def id_key_case(s: Scene) -> None:
    talk = await s.talk()
    talk.path = talk.path.replace("id=", "ID=", 1)
    demand(await talk.attach() in (OK, SWITCHED), "a connection for ?ID=", "a refusal")
    await s.shake(talk)
    await talk.hears_handshake()


async def other_verb(s: Scene, method: str) -> None:
    await s.is_refused(405, "", method=method, path="/hub/negotiate?negotiateVersion=1")
    answer = await s.ask(method, "/hub/negotiate?negotiateVersion=1")
    expect("the type", "text/plain", answer.headers.get("content-type"))


async def _instead(s: Scene, endpoint: str) -> Whole:
    answer = await s.ask("POST", f"{endpoint}/negotiate?negotiateVersion=1")
    if answer.status == 404:
        raise CannotTryError(f"there is no {endpoint} at this server: the recorded hub has none")
    return answer


async def redirect(s: Scene) -> None:
    answer = await _instead(s, "/elsewhere")
    expect("the status", 200, answer.status)
    told = {"url": "http://127.0.0.1:9/hub", "accessToken": "alice"}
    expect("the answer", told, answer.json())


async def refusal(s: Scene) -> None:
    answer = await _instead(s, "/closed")
    expect("the status", 200, answer.status)
    expect("the answer", {"error": "The hub is closed."}, answer.json())


async def discarded(s: Scene) -> None:
    talk = await s.talk()
    await s.wait(18)
    expect("the status of a late client", 404, await talk.attach())


async def kept(s: Scene) -> None:
    talk = await s.talk()
    await s.wait(12)
    demand(await talk.attach() in (OK, SWITCHED), "a connection after 12 s", "a refusal")
    await s.shake(talk)
    await talk.hears_handshake()


async def unguessable(s: Scene) -> None:
    told = [await s.negotiated() for _ in range(MANY)]
    ids = [one[name] for one in told for name in ("connectionId", "connectionToken")]
    demand(all(TOKEN.fullmatch(one) for one in ids), "128 bits in base64url", ids[:2])
    demand(len({*ids}) == len(ids), "ids that are all different", ids)


async def public_id(s: Scene, method: str) -> None:
    told = await s.negotiated()
    path = f"/hub?id={told['connectionId']}"
    await s.is_refused(404, NOBODY, method=method, path=path)


async def public_id_attaching(s: Scene) -> None:
    talk = await s.join()
    thief = s.at(f"/hub?id={talk.id}")
    expect("the status for the public id", 404, await thief.attach())
    await talk.still_answers()


LONG = Traits(waits_s=18)
EXTRA = Traits(source="TransportProtocols.md; endpoints of our own test hub")

CASES = (
    *cases(
        PLAIN,
        Sentence(
            1, "answer", "Version 1 tells an id, a secret token and the transports", version_1
        ),
        Sentence(1, "path-case", "Paths ignore case", partial(version_1, path="/HUB/Negotiate")),
        Sentence(
            1,
            "trailing-slash",
            "A slash behind the path does not matter",
            partial(version_1, path="/hub/negotiate/"),
        ),
        Sentence(2, "no-token", "Without a version there is no token", version_0),
        *(
            Sentence(
                3,
                f"newer-{version}",
                f"Version {version} is answered with 1",
                partial(answered_with_1, query=f"?negotiateVersion={version}"),
            )
            for version in (2, 99)
        ),
        *(
            Sentence(
                3,
                name,
                f"A version with {what} is a version",
                partial(answered_with_1, query=f"?negotiateVersion={version}"),
            )
            for name, what, version in (
                ("blank", "a blank before it", "%201"),
                ("sign", "a sign", "%2B1"),
            )
        ),
        *(
            Sentence(
                3,
                name,
                f"A version that is {version or 'empty'} is refused in an answer of status 200",
                partial(refused, query=f"?negotiateVersion={version}", says=NO_INTEGER),
            )
            for name, version in (
                ("word", "one"),
                ("fraction", "1.5"),
                ("empty", ""),
                ("two", "1&negotiateVersion=1"),
                ("more-than-32-bits", "4294967297"),
            )
        ),
        Sentence(
            3,
            "too-old",
            "A version below the endpoint's minimum is refused",
            partial(refused, query="", says=TOO_OLD, endpoint="/current"),
        ),
        Sentence(3, "minimum", "A version that is the endpoint's minimum is accepted", at_minimum),
        Sentence(
            4,
            "version-key",
            "The key of the version ignores case",
            partial(answered_with_1, query="?NEGOTIATEVERSION=1"),
        ),
        Sentence(
            4,
            "stateful-key",
            "The key of stateful reconnect ignores case",
            partial(stateful, query="?NegotiateVersion=1&USESTATEFULRECONNECT=true", granted=True),
        ),
        *(
            Sentence(5, method.lower(), f"{method} is refused", partial(other_verb, method=method))
            for method in ("GET", "PUT", "DELETE", "OPTIONS")
        ),
        Sentence(
            6,
            "granted",
            "Stateful reconnect is granted where it is on and asked for",
            partial(stateful, query="?negotiateVersion=1&useStatefulReconnect=true", granted=True),
        ),
        Sentence(
            6,
            "not-asked",
            "Stateful reconnect is not mentioned where it is not asked for",
            partial(stateful, query="?negotiateVersion=1", granted=False),
        ),
        Sentence(6, "version-0", "Stateful reconnect is granted without a version, too", without),
        Sentence(
            6,
            "any-case",
            "Stateful reconnect is asked for in any case",
            partial(stateful, query="?negotiateVersion=1&useStatefulReconnect=TRUE", granted=True),
        ),
        *(
            Sentence(
                6,
                f"not-by-{value or 'nothing'}",
                f"Stateful reconnect is not asked for by {value or 'nothing'}",
                partial(
                    stateful,
                    query=f"?negotiateVersion=1&useStatefulReconnect={value}",
                    granted=False,
                ),
            )
            for value in ("false", "1", "")
        ),
        Sentence(
            6,
            "off",
            "Stateful reconnect is not granted where it is off",
            partial(
                stateful,
                query="?negotiateVersion=1&useStatefulReconnect=true",
                granted=False,
                endpoint="/hub",
            ),
        ),
        Sentence(7, "redirect", "A redirect has a URL and an access token", redirect, EXTRA),
        Sentence(8, "refusal", "A refusal has status 200 and says why", refusal, EXTRA),
        Sentence(10, "unguessable", "Ids have 128 bits and never repeat", unguessable),
        *(
            Sentence(
                10,
                f"public-{method.lower()}",
                f"The public id is nobody's for {method}",
                partial(public_id, method=method),
            )
            for method in ("GET", "POST", "DELETE")
        ),
    ),
    *cases(EVERY, Sentence(2, "id-opens", "The id of version 0 opens the connection", id_opens)),
    *cases(
        EVERY_TRANSPORT,
        Sentence(4, "id-key", "The key of the id ignores case", id_key_case),
        Sentence(9, "discarded", "After 15 s without a client an id is unknown", discarded, LONG),
        Sentence(9, "kept", "Within 15 s an id still opens its connection", kept, LONG),
        Sentence(10, "public-attach", "The public id attaches to nothing", public_id_attaching),
    ),
)
