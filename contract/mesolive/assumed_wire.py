"""What the documents leave open about the form of messages, and the answers this house gives.

Rows of the table in `assumed.py`. The simulator can write every form that is named here, see
`dialect`; a reader takes all of them at any time, see `wire`.
"""

from hubproof.contract.mesolive.assumption import Assumption
from hubproof.contract.mesolive.enums import StatusCode

WIRE: tuple[Assumption, ...] = (
    Assumption(
        key="wire.casing",
        question="How are names written?",
        answer="In PascalCase; any casing is read.",
        why="All documentation shows it.",
    ),
    Assumption(
        key="wire.enums",
        question="How are enums written?",
        answer="By name; numbers, and names in any casing, are read.",
        why="The documented enums have no numbers.",
    ),
    Assumption(
        key="wire.enum_numbers",
        question="Which number stands for which member, where enums are numbers?",
        answer="Members count from 0 as listed here; flags are bits from 1 on, and -1 is All.",
        why="It is what C# does with an enum that says nothing else.",
    ),
    Assumption(
        key="wire.decimals",
        question="Are decimals JSON numbers or strings?",
        answer="Numbers are written; both are read, and neither passes through a float.",
        why="Numbers are what a .NET server writes.",
    ),
    Assumption(
        key="wire.datetimes",
        question="How are times written?",
        answer="ISO-8601 with Z; an offset, none (UTC), and seven fractional digits are read.",
        why="The documents say UTC and no more.",
    ),
    Assumption(
        key="wire.messagepack",
        question="What do values look like in MessagePack?",
        answer="Names as declared, enums by name, decimals as text, times as timestamps, ids of "
        "maps as numbers; JSON of no known shape as plain values. Every form is read.",
        why="It is what MessagePack for .NET does with a hub that says nothing else.",
    ),
    Assumption(
        key="wire.transports",
        question="Which transports and encodings are offered, and can a connection come back?",
        answer="WebSockets, Server-Sent Events and long polling; JSON and MessagePack; stateful "
        "reconnect for who asks for it.",
        why="A server that offers all of it serves every client; what one does not use it does not "
        "notice.",
    ),
    Assumption(
        key="lists.item_names",
        question="What are the items of a list answer called?",
        answer="Agents, Accounts, Strategies, Positions and Orders.",
        why="GetEventsSince calls its own Events.",
    ),
    Assumption(
        key="lists.unknown_filter",
        question="What does a list bring whose filter names what does not exist?",
        answer="An empty page, with Success; what was made by a deleted strategy is still found.",
        why="The documents call these arguments filters; a plan without a position is no mistake.",
        value=StatusCode.Success,
    ),
    Assumption(
        key="auth.transport",
        question="How does the key travel?",
        answer="As a bearer token in the Authorization header, or as access_token in the query.",
        why="SignalR servers take both, the query for clients that cannot set headers.",
    ),
    Assumption(
        key="auth.bad_token",
        question="How is a wrong key refused?",
        answer="With HTTP 401, on negotiate and on connect.",
        why="The default of ASP.NET Core.",
    ),
)
