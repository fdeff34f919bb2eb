"""What the documents leave open about adjusting a position, and about its signals.

Rows of the table in `assumed.py`; the arguments are with the other preparations.
"""

from hubproof.contract.mesolive.assumption import Assumption

ADJUSTMENTS: tuple[Assumption, ...] = (
    Assumption(
        key="adjustment.condition",
        question="Which Condition selects an adjustment?",
        answer="The text of the strategy's own condition, together with the Operation; any other "
        "is a ValidationError on Condition.",
        why="The vendor's backtester keys a strategy's adjustments by condition, and each of them "
        "may have several operations.",
    ),
    Assumption(
        key="adjustment.allowed",
        question="When is AdjustmentAllowed true, and what does it forbid?",
        answer="While the adjustment's signal is On. It forbids nothing: it is advice.",
        why="It is to an adjustment what EntryAllowed is to an entry.",
        value=True,
    ),
    Assumption(
        key="adjustment.update_vars",
        question="What applies UpdateVars?",
        answer="Its preparation: when the job is Completed the variables are set, and "
        "OnPositionUpdate has said Adjusted. Its plan has no leg groups, and to execute it is a "
        "ValidationError.",
        why="It is documented as applied by the server and as needing no orders.",
        value=True,
    ),
    Assumption(
        key="adjustment.variables",
        question="When are the variables of an adjustment set that trades?",
        answer="With the first fill of its plan. The result's Vars are those that it comes to.",
        why="Those of an entry are stored after it has filled, and evaluated for the preview.",
        value=True,
    ),
    Assumption(
        key="adjustment.status",
        question="Which events tell that a position was adjusted?",
        answer="OnLegUpdate for each leg traded, and OnPositionUpdate with Adjusted for every "
        "fill, or Closed where nothing is left. The position keeps its id.",
        why="Positions follow fills, and Adjusted is the documented word.",
        value=True,
    ),
    Assumption(
        key="adjustment.moved_leg",
        question="What is a leg called that takes the place of another?",
        answer="Not as the other: it is a leg of its own, with its own id, of the same group.",
        why="The result has legs by name, and MoveLeg trades both.",
    ),
    Assumption(
        key="adjustment.leg_groups",
        question="How are the legs of an adjustment, or of an exit after one, grouped and counted?",
        answer="By the LegGroupId of each. A group is traded in the unit it was entered in where "
        "that comes out even; a single leg in its signed contracts; anything else as a combination "
        "that is bought, in the smallest unit.",
        why="A group is one order, and the sign of a combination's price needs a direction.",
    ),
    Assumption(
        key="adjustment.order_legs",
        question="What is Qty in OrderLegs?",
        answer="The signed contracts that are traded; the rest is the leg as the position has it.",
        why="They are the legs that the orders touch; what is held can be read elsewhere.",
    ),
    Assumption(
        key="adjustment.whole",
        question="Of what are PositionPrice and PositionGreeks in the result of an adjustment?",
        answer="Of all that the position holds before anything is traded.",
        why="It is what the condition was met by.",
    ),
    Assumption(
        key="adjustment.quantities",
        question="How much do AddLegs and MoveLeg trade, and what is QtyMultiplier in the result?",
        answer="The strategy's ratio for every unit that the position still has of it; what the "
        "moved leg had. QtyMultiplier is null.",
        why="What a position holds sets the quantities, as for an exit.",
    ),
    Assumption(
        key="signals.of_a_position",
        question="What does one exit or adjustment signal stand for?",
        answer="An exit signal for a position, an adjustment signal for a position and a "
        "Condition: each is On and Off by itself.",
        why="The Condition is what a preparation is asked for with.",
    ),
    Assumption(
        key="signals.end_with_position",
        question="What becomes of a position's signals when it is closed or its strategy deleted?",
        answer="They go Off.",
        why="A level of something that is gone holds no longer.",
        value=True,
    ),
    Assumption(
        key="adjustment.automatic",
        question="When does the server update variables by itself, and what does it tell?",
        answer="When the simulator's script says so, under a condition that does nothing else. "
        "Started at once; later OnPositionUpdate with Adjusted and Completed, or Failed where the "
        "position or the adjustment is gone. No job, no signal and no record.",
        why="The manual says that it may, and neither when nor whether it does so for the API.",
        value=True,
    ),
    Assumption(
        key="strategy.adjustments_of_a_definition",
        question="What adjustments has a strategy that was made of a definition?",
        answer="One for each condition and operation under Adjustment.ConditionalAdjustments, in "
        "the form of the vendor's backtester. VarDefines that are numbers are taken; what is done "
        "to legs is what the strategy whose legs it has does under the same operation.",
        why="Selecting legs and evaluating expressions is the vendor's product, not the contract.",
        value=True,
    ),
)
