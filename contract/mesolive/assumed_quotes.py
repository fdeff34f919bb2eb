"""The open questions about the Data hub, with the answers this house gives; a part of `assumed`.

Rule: as there, one row for each question.
"""

from hubproof.contract.mesolive.assumption import Assumption

QUOTES = (
    Assumption(
        key="data.arguments",
        question="What are the arguments of the underlying's stream and snapshot?",
        answer="Symbol, Provider, and PriceFields, which is All where it is absent.",
        why="The documents call them free-standing, with Provider required by the server.",
    ),
    Assumption(
        key="data.item",
        question="What is an item of the stream, and what does the snapshot bring?",
        answer="Symbol, Provider, and Prices, a LivePrices.",
        why="Whoever reads two providers must see whose quote it is; LivePrices is documented.",
    ),
    Assumption(
        key="data.refused",
        question="How is a request refused without a Provider, or for a symbol that nobody quotes?",
        answer="A snapshot with ValidationError or NotFound; a stream is completed with an error"
        " before its first item.",
        why="The guide names the exceptions: the API's for the snapshot, SignalR's for the stream.",
    ),
    Assumption(
        key="data.quote_fields",
        question="How does a combination of LiveQuoteFields travel?",
        answer="By name, joined with a comma; order, spaces and casing do not matter.",
        why="It is how .NET writes flags by name, and reads them.",
    ),
    Assumption(
        key="data.first_item",
        question="What comes first on a stream?",
        answer="At once the quote as it stands, like a snapshot; before it as many boot frames as "
        "the market's setup says.",
        why="A reader that starts while nothing moves would otherwise know no price.",
        value=True,
    ),
    Assumption(
        key="data.coalescing",
        question="How often do items come, and what happens to a slow reader's?",
        answer="The newest quote at most every 250 ms; 16 wait, and the oldest is dropped.",
        why="The documents name a small window and a bounded channel and give no number.",
    ),
    Assumption(
        key="data.non_finite",
        question="How does a quote travel that is no finite number?",
        answer='As a float in MessagePack, as "NaN" where decimals are strings. Where they are '
        "numbers, Interactive Brokers has 1.7976931348623157E+308, and any other provider null, "
        "with its age.",
        why="JSON has no such number. The greatest double is what that broker's interface leaves "
        "where nothing was set; elsewhere what is missing is null.",
    ),
    Assumption(
        key="data.leg_arguments",
        question="What are the arguments of the streams and snapshots of legs?",
        answer="LegId or LegIds, Include (All if absent), Provider, and the three selections of "
        "bases that StreamPositionData has.",
        why="A leg has no parts of its own, so one Include is enough.",
    ),
    Assumption(
        key="data.leg_items",
        question="What is an item of these streams?",
        answer="For one leg LegId, Prices, Greeks and PnL; for several LegPrices, LegGreeks and "
        "LegPnLs by live leg id.",
        why="PositionDataEntry has its legs in maps of these names.",
    ),
    Assumption(
        key="data.leg_groups",
        question="What does PositionDataEntry have for leg groups?",
        answer="LegGroupPrices, LegGroupGreeks and LegGroupPnLs by leg group id, null unless "
        "IncludeLegGroups asks for them.",
        why="The page was cut off; the prepare results call the first two so.",
    ),
    Assumption(
        key="data.contract_arguments",
        question="What are the arguments for a contract, and for a combination of contracts?",
        answer="Contract, a LiveContract, or Contracts, a list of Contract and signed Qty; then "
        "Provider, Include, PriceFields and GreekFields.",
        why="LiveContract is the only description of an instrument that is documented.",
    ),
    Assumption(
        key="data.contract_items",
        question="What is an item of these two streams?",
        answer="What was asked for, its Provider, Prices and Greeks.",
        why="As for an underlying: whoever reads two providers must see whose quote it is.",
    ),
    Assumption(
        key="data.include_nothing",
        question="How does a caller ask for no block of the legs or leg groups?",
        answer="With None, the member of LiveDataInclude without a bit.",
        why="The argument is compulsory, and flags of .NET have that member as a rule.",
    ),
)
