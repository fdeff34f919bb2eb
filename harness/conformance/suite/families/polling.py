"""Behaviours 30 to 36: long polling, poll by poll.

Rule: every poll here is a plain request, so that what each is answered with can be compared.
"""

from hubproof.harness.conformance.suite.case import Sentence, Traits, cases
from hubproof.harness.conformance.suite.families.negotiating import NOBODY
from hubproof.harness.conformance.suite.scene import Scene, Whole
from hubproof.harness.conformance.suite.speech import call, close, result
from hubproof.harness.conformance.suite.talk import Talk
from hubproof.harness.conformance.suite.trial import CannotTryError, demand, expect
from hubproof.harness.conformance.suite.ways import POLLS

OCTETS = "application/octet-stream"


async def _poll(s: Scene, a: Talk, patience_s: float = 3.0) -> list[object]:
    """One poll: its status and its body."""
    answer = await s.ask("GET", a.path, patience_s=patience_s)
    return [answer.status, answer.body]


async def _shaken(s: Scene, endpoint: str = "/hub") -> Talk:
    """A connection that has been polled, and has shaken hands."""
    a = await s.talk(endpoint)
    first = await _poll(s, a)
    await s.ask("POST", a.path, body=s.handshake())
    second = await _poll(s, a)
    if first != [200, b""] or second != [200, b"{}\x1e"]:
        raise CannotTryError(f"the first polls were answered with {first} and {second}")
    return a


async def _post(s: Scene, a: Talk, *messages: dict[str, object]) -> None:
    await s.ask("POST", a.path, body=b"".join(map(a.bytes_of, messages)))


async def first(s: Scene) -> None:
    a = await s.talk()
    began = s.now_s()
    answer = await s.ask("GET", a.path)
    came = [answer.status, answer.headers.get("content-type"), answer.headers.get("content-length")]
    expect("the first poll", [200, OCTETS, "0"], came)
    demand(s.now_s() - began < 1, "an answer at once", f"{s.now_s() - began:.1f} s")


async def later_waits(s: Scene) -> None:
    a = await _shaken(s)
    poll = s.begin(s.ask("GET", a.path))
    await s.wait(0.5)
    demand(not poll.done(), "a poll that waits while there is nothing to tell", "an answer")
    await _post(s, a, call("1", "Add", 1, 2))
    answer: Whole = await poll
    expect("the poll", [200, a.bytes_of(result("1", 3))], [answer.status, answer.body])


async def everything(s: Scene) -> None:
    a = await _shaken(s)
    await _post(s, a, *(call(str(number), "Add", number, 1) for number in range(5)))
    await s.wait(0.2)
    wanted = b"".join(a.bytes_of(result(str(number), number + 1)) for number in range(5))
    answer = await s.ask("GET", a.path)
    expect("one poll", [200, wanted], [answer.status, answer.body])
    expect("its type", OCTETS, answer.headers.get("content-type"))


async def idle(s: Scene) -> None:
    a = await _shaken(s, "/poll")
    began = s.now_s()
    answer = await s.ask("GET", a.path, patience_s=5)
    took_s = s.now_s() - began
    came = [answer.status, answer.headers.get("content-type"), answer.body]
    expect("an idle poll", [200, "text/plain", b""], came)
    demand(1.5 < took_s < 3.5, "the end after the endpoint's 2 s", f"{took_s:.1f} s")


async def idle_for_long(s: Scene) -> None:
    a = await _shaken(s)
    began = s.now_s()
    expect("an idle poll", [200, b""], await _poll(s, a, patience_s=95))
    took_s = s.now_s() - began
    demand(88 < took_s < 92, "the end after 90 s", f"{took_s:.1f} s")


async def over(s: Scene) -> None:
    a = await _shaken(s)
    await _post(s, a, {"type": 7})
    await s.wait(0.2)
    expect("the goodbye", [200, a.bytes_of(close())], await _poll(s, a))
    expect("the poll after it", [204, b""], await _poll(s, a))
    await s.wait(0.05)
    expect("the next one", [404, NOBODY.encode()], await _poll(s, a))


async def replaced(s: Scene) -> None:
    a = await _shaken(s)
    older = s.begin(s.ask("GET", a.path))
    await s.wait(0.1)
    newer = s.begin(s.ask("GET", a.path))
    answer: Whole = await older
    expect("the older poll", [204, b""], [answer.status, answer.body])
    demand(not newer.done(), "a newer poll that waits", "an answer")
    await _post(s, a, call("1", "Add", 1, 2))
    answer = await newer
    expect("the newer poll", [200, a.bytes_of(result("1", 3))], [answer.status, answer.body])


async def deleted(s: Scene) -> None:
    a = await _shaken(s)
    poll = s.begin(s.ask("GET", a.path))
    await s.wait(0.1)
    answer = await s.ask("DELETE", a.path)
    expect("the status of DELETE", 202, answer.status)
    answer = await poll
    wanted = a.bytes_of(close(again=True))
    expect("the outstanding poll", [200, wanted], [answer.status, answer.body])
    await s.wait(0.3)
    for method in ("GET", "POST", "DELETE"):
        await s.is_refused(404, NOBODY, method=method, path=a.path)
    await s.log("connected", "disconnected")


async def deleted_too_early(s: Scene) -> None:
    a = await s.talk()
    says = "Cannot terminate this connection using the DELETE endpoint."
    await s.is_refused(400, says, method="DELETE", path=a.path)


async def left(s: Scene) -> None:
    a = await _shaken(s)
    await s.wait(14)
    expect("the hub's log after 14 s", ["connected"], await s.lines())
    await s.wait(4)
    expect("the hub's log after 18 s", ["connected", "disconnected"], await s.lines())
    await s.is_refused(404, NOBODY, path=a.path)


async def polls_keep_it(s: Scene) -> None:
    """Polls more than 15 s long do not count as nobody."""
    a = await _shaken(s)
    poll = s.begin(s.ask("GET", a.path, patience_s=40))
    await s.wait(20)
    await _post(s, a, call("1", "Add", 1, 2))
    answer = await poll
    expect("the poll", [200, a.bytes_of(result("1", 3))], [answer.status, answer.body])


async def no_pings(s: Scene) -> None:
    a = await s.join("/brisk")
    a.hears_pings = True
    await a.quiet(4.0)


CASES = cases(
    POLLS,
    Sentence(30, "first", "The first poll is answered at once, with nothing", first),
    Sentence(30, "later", "Later polls wait for something to tell", later_waits),
    Sentence(31, "everything", "Five answers come in one poll", everything),
    Sentence(32, "idle", "A poll with nothing to tell ends empty, with 200", idle),
    Sentence(
        32, "idle-90", "By default an idle poll ends after 90 s", idle_for_long, Traits(waits_s=91)
    ),
    Sentence(32, "over", "An ended connection answers one poll with 204, the next with 404", over),
    Sentence(33, "replaced", "A second poll ends the first with 204 and waits", replaced),
    Sentence(34, "deleted", "DELETE is a 202, and the outstanding poll says goodbye", deleted),
    Sentence(34, "too-early", "DELETE before the first poll is a 400", deleted_too_early),
    Sentence(
        35, "left", "When nobody has polled for 15 s the hub hears of it", left, Traits(waits_s=20)
    ),
    Sentence(
        35,
        "waiting",
        "Who waits in a poll for 20 s has not left",
        polls_keep_it,
        Traits(waits_s=20),
    ),
    Sentence(36, "none", "No ping comes, however long one polls", no_pings, Traits(waits_s=4)),
)
