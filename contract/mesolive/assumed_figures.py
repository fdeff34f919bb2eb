"""What the documents leave open about the figures of contracts, legs and positions.

Rows of the table in `assumed.py`, each with the answer of this house.
"""

from hubproof.contract.mesolive.assumption import Assumption

FIGURES: tuple[Assumption, ...] = (
    Assumption(
        key="data.provider_inferred",
        question="Which provider does the hub take for a position or leg where none is named?",
        answer="That of its account's broker; for a paper account, or where the broker quotes "
        "nothing, that of the agent's connector. One that is named is taken instead.",
        why="The argument is called an override, and paper positions need a connected source too.",
    ),
    Assumption(
        key="data.closed_position",
        question="What becomes of the stream of a position or leg that is closed?",
        answer="It goes on: its price is null, its running PnL nought, and Realized stands.",
        why="Streams are documented to end by cancellation or disconnection, and by nothing else.",
    ),
    Assumption(
        key="data.fills",
        question="When does a stream tell of a fill?",
        answer="Within the window of the stream, even while nobody quotes anything.",
        why="A reader that heard of the fill on the Event hub looks here for its figures.",
    ),
    Assumption(
        key="data.greek_bases",
        question="What do GreekFields choose, as LiveGreeks has one number for each greek?",
        answer="Greeks are those at the mark: without Mark they are null.",
        why="A base that was not asked for is null in every other block.",
    ),
    Assumption(
        key="data.leg_group_figures",
        question="Of how many units are the prices and greeks of legs, leg groups and positions?",
        answer="Of one contract of a leg, and of all that is held in a group or position, each in "
        "points; PnL is money.",
        why="GetPosition prices a position so, and its groups should sum up to it.",
    ),
    Assumption(
        key="data.unknown_legs",
        question="What is answered for several legs of which some do not exist?",
        answer="Those that there are when the call comes; NotFound where there is none of them.",
        why="GetLegs leaves out the others; a stream that can never tell anything helps nobody.",
    ),
    Assumption(
        key="data.no_such_contract",
        question="How is a contract answered that nobody could quote?",
        answer="With ValidationError, or NotFound where its underlying is unknown; a stream is "
        "completed with an error.",
        why="As for an underlying; the field at fault is known.",
    ),
    Assumption(
        key="data.listed_contracts",
        question="Which contracts does somebody quote?",
        answer="Options that have not expired, of 100 (or what a strategy on the underlying has) a "
        "point; stocks and indices without option fields, of 1 a point. Their Root begins with "
        "the symbol, or is null. Any strike; any root and multiplier of futures and their options.",
        why="A price for what cannot exist would hide the mistake of whoever asks for it.",
    ),
    Assumption(
        key="data.boot_frames",
        question="What is in a boot frame of anything but an underlying?",
        answer="Nought in every price and greek; PnL is worked out from that, and is as wrong.",
        why="A hub that makes figures from the quotes it has makes these from what it has not yet.",
    ),
)
