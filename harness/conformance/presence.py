"""Whether a test hub answers at an address, before anything is played there; or anybody, later on.

Rule: who gave a wrong address, or whose server goes away, is told so in one sentence within
`PATIENCE_S`, and not in as many departures as there are cases.
"""

import asyncio
import json

from hubproof.harness.conformance.carriers import OK
from hubproof.harness.conformance.wire import Server, ask

PATIENCE_S = 2.0
"""How long anybody may take to answer both questions."""

LOOKS = 3
"""How often in a row nobody answers where nobody is: one connection that is refused says little."""

NEGOTIATION = ("POST", "/hub/negotiate?negotiateVersion=1")
LOG = ("GET", "/log/nobody")


async def what_is_missing(server: Server) -> str | None:
    """Why nothing can be played at an address, in a sentence; None where a test hub answers.

    That it negotiates and has its log is all that is asked: the rest is for the cases.
    """
    where = f"http://{server.host}:{server.port}"
    try:
        async with asyncio.timeout(PATIENCE_S):
            for question, kind in ((NEGOTIATION, dict), (LOG, list)):
                what = await _missing(server, question, kind)
                if what is not None:
                    return f"there is no test hub at {where}: {what}"
    except TimeoutError:
        return f"nobody answers at {where} within {PATIENCE_S:g} s"
    except (asyncio.IncompleteReadError, ConnectionError) as error:
        if not isinstance(error, ConnectionRefusedError):
            return f"what serves at {where} speaks no HTTP"
        return f"nobody serves at {where}"
    except OSError as error:
        return f"nobody serves at {where}: {error.strerror or error}"
    return None


async def answers(server: Server) -> bool:
    """Whether anybody still answers at an address, whatever the answer is."""
    method, path = NEGOTIATION
    for _ in range(LOOKS):
        try:
            async with asyncio.timeout(PATIENCE_S):
                reply = await ask(server, method, path)
        except OSError:  # which a time that is over is, too
            continue
        reply.writer.close()
        return True
    return False


async def _missing(server: Server, question: tuple[str, str], kind: type) -> str | None:
    """What is wrong with the answer to one question."""
    method, path = question
    reply = await ask(server, method, path)
    asked = f"{method} {path.partition('?')[0]}"
    if reply.status != OK:
        reply.writer.close()
        return f"{asked} has the answer {reply.status}"
    try:
        told = json.loads(await reply.body())
    except ValueError:
        return f"{asked} has an answer that is no JSON"
    has_id = kind is list or (isinstance(told, dict) and "connectionId" in told)
    if not isinstance(told, kind) or not has_id:
        return f"{asked} has the answer of something else"
    return None
