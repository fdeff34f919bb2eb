"""What the documents leave open about reading positions and legs, and the answers of this house.

Rows of the table in `assumed.py`.
"""

from hubproof.contract.mesolive.assumption import Assumption

POSITIONS: tuple[Assumption, ...] = (
    Assumption(
        key="positions.details",
        question="What does GetPosition bring?",
        answer="The fields of LivePosition, Legs, Vars, and the blocks of PositionDataEntry that "
        "concern the position and its legs.",
        why="It is documented as a detailed view with legs, variables and pricing blocks.",
    ),
    Assumption(
        key="positions.leg_arguments",
        question="What are the arguments of ListLegs, GetLeg, GetLegs and GetPosition?",
        answer="LivePositionId and BrokerAccountId as filters of a page; LegId; LegIds; "
        "PositionId.",
        why="LiveLeg names its position LivePositionId, other arguments say PositionId, and the "
        "events LegId.",
    ),
    Assumption(
        key="positions.legs_results",
        question="What do ListLegs and GetLegs bring?",
        answer="Legs, a list of LiveLeg, for the page with a ContinuationToken.",
        why="The other lists are called after what is in them.",
    ),
)
