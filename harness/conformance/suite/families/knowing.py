"""What a hub knows of its caller: its key, what it said when it attached, how it is connected.

Rule: what the hub was told shows in the results of methods that tell it again. Where the recorded
server goes by the token alone and we ask for more, a sentence is a SHOULD and says so.
"""

from functools import partial

from hubproof.harness.conformance.suite.case import Sentence, Traits, cases
from hubproof.harness.conformance.suite.families.negotiating import NOBODY
from hubproof.harness.conformance.suite.scene import Scene
from hubproof.harness.conformance.suite.speech import call, result
from hubproof.harness.conformance.suite.trial import demand, expect
from hubproof.harness.conformance.suite.ways import EVERY_TRANSPORT, PLAIN, SSE, WS_JSON

ALICE, BOB = ({"Authorization": f"Bearer {user}"} for user in ("alice", "bob"))


async def scheme_by_case(s: Scene, scheme: str) -> None:
    """The test hub's own reading of the header: that of most servers ignores case."""
    path = "/secure/negotiate?negotiateVersion=1"
    answer = await s.ask("POST", path, headers={"Authorization": f"{scheme} alice"})
    expect("the status", 401, answer.status)


async def other_scheme(s: Scene) -> None:
    """Keys of another kind are no keys here, and none was shown beside them."""
    path = "/secure/negotiate?negotiateVersion=1"
    answer = await s.ask("POST", path, headers={"Authorization": "Basic alice"})
    expect("the status", 401, answer.status)


async def header_wins(s: Scene) -> None:
    a = await s.join("/secure", headers=ALICE, query={"access_token": "bob"})
    await a.say(call("1", "MyUser"))
    await a.hears(result("1", "alice"))


async def known_anywhere(s: Scene, headers: dict[str, str], user: str | None) -> None:
    """An endpoint that wants no key knows the one it is shown, and minds no other."""
    answer = await s.ask("POST", "/hub/negotiate?negotiateVersion=1", headers=headers)
    expect("the status", 200, answer.status)
    a = await s.join(headers=headers)
    await a.say(call("1", "MyUser"))
    await a.hears(result("1", user))


async def no_name_is_nobodys(s: Scene) -> None:
    """Who has shown no key is not the user whose name is empty."""
    a, b = await s.join(), await s.join()
    await a.say(call("1", "ToUser", "", "x"), call("2", "ToUsers", ["", "nobody"], "x"))
    await a.hears(result("1", None), result("2", None))
    await b.quiet(0.1)


async def others_key(s: Scene) -> None:
    """The token in a stranger's hands, with a key that is good and not its owner's."""
    a = await s.join("/secure", headers=ALICE)
    if s.way.is_socket:
        thief = s.at(a.path)
        expect("the status for another's key", 404, await thief.attach(BOB))
    else:
        verbs = ("POST",) if s.way is SSE else ("GET", "POST", "DELETE")
        for method in verbs:
            note = a.bytes_of(call(None, "Note", "stolen")) if method == "POST" else None
            asked = {"method": method, "path": a.path, "headers": BOB, "body": note}
            await s.is_refused(404, NOBODY, **asked)
    await s.log("connected")
    a.is_gone = True


async def transport(s: Scene) -> None:
    a = await s.join()
    await a.say(call("1", "MyTransport"))
    await a.hears(result("1", s.way.transport))


async def what_was_asked(s: Scene) -> None:
    a = await s.join(headers={"X-Colour": "blue"}, query={"shade": "dark é"})
    await a.say(call("1", "MyHeader", "x-colour"), call("2", "MyQuery", "shade"))
    await a.hears(result("1", "blue"), result("2", "dark é"))
    await a.say(call("3", "MyQuery", "nothing"))
    await a.hears(result("3", None))


async def kept(s: Scene) -> None:
    a, b = await s.join(), await s.join()
    await a.say(call("1", "Keep", "x"))
    await a.hears(result("1", None))
    await a.say(call("2", "Kept"))
    await a.hears(result("2", "x"))
    await b.say(call("1", "Kept"))
    await b.hears(result("1", None))


async def public_id_is_known(s: Scene) -> None:
    a = await s.join()
    await a.say(call("1", "Me"))
    await a.hears(result("1", a.id))
    demand(a.id != a.token, "an id that is not the token", a.id)


BY_CASE = Traits(level="SHOULD", source="the recorded test hub, which reads the header itself")
OURS = Traits(
    level="SHOULD", source="our own demand: the recorded server goes by the token and logs the name"
)
HUB = Traits(source="HubCallerContext.cs; the recorded test hub")

CASES = (
    *cases(
        PLAIN,
        *(
            Sentence(
                18,
                name,
                f"The test hub knows no scheme {scheme}",
                partial(scheme_by_case, scheme=scheme),
                BY_CASE,
            )
            for name, scheme in (("scheme-lower", "bearer"), ("scheme-upper", "BEARER"))
        ),
        Sentence(18, "other-scheme", "What another scheme shows is no key", other_scheme),
    ),
    *cases(
        EVERY_TRANSPORT,
        Sentence(18, "both", "A key in the header wins over one in the query", header_wins),
        Sentence(
            18,
            "open",
            "Where no key is wanted the one that is shown tells the user",
            partial(known_anywhere, headers=ALICE, user="alice"),
        ),
        Sentence(
            18,
            "open-wrong",
            "Where no key is wanted a wrong one is as good as none",
            partial(known_anywhere, headers={"Authorization": "Bearer eve"}, user=None),
        ),
        Sentence(18, "others", "Another user's key reaches nobody's connection", others_key, OURS),
        Sentence(14, "known", "A hub knows the transport of its client", transport, HUB),
        Sentence(
            18, "asked", "A hub knows with which headers and query one came", what_was_asked, HUB
        ),
        Sentence(50, "kept", "What a hub keeps of one is nobody else's", kept, HUB),
        Sentence(10, "known", "The public id is the one that a hub knows", public_id_is_known, HUB),
    ),
    *cases(
        (WS_JSON,),
        Sentence(
            79, "no-user", "Who has no key is not the user without a name", no_name_is_nobodys
        ),
    ),
)
