"""What the documents leave open about reading positions and legs, and the answers of this house.

Rows of the table in `assumed.py`.
"""

from hubproof.contract.mesolive.assumption import Assumption

POSITIONS: tuple[Assumption, ...] = (
    Assumption(
        key="position.details",
        question="What does GetPosition bring?",
        answer="The position as it is listed, its Legs, Vars, Prices and PnL.",
        why="The documents speak of legs, variables and pricing blocks.",
    ),
    Assumption(
        key="position.leg_arguments",
        question="What are the arguments of ListLegs, GetLeg, GetLegs and GetPosition?",
        answer="LivePositionId and BrokerAccountId as filters of a page; LegId; LegIds; "
        "PositionId.",
        why="LiveLeg names its position LivePositionId, other arguments say PositionId, and the "
        "events LegId.",
    ),
    Assumption(
        key="position.legs_results",
        question="What do ListLegs and GetLegs bring?",
        answer="Legs, a list of LiveLeg, for the page with a ContinuationToken.",
        why="The other lists are called after what is in them.",
    ),
)
