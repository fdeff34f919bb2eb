"""What the documents leave open about exits, adjustments and cancelled preparations.

Rows of the table in `assumed.py`; where an entry has a page, exit and adjustment are its twins.
"""

from hubproof.contract.mesolive.assumption import Assumption

PREPARATIONS: tuple[Assumption, ...] = (
    Assumption(
        key="exit.arguments",
        question="What are the arguments of StartPreparePositionExit?",
        answer="IdempotencyKey, PositionId and DataProvider, which may be null.",
        why="The example command takes the position alone; the rest is its entry twin's.",
    ),
    Assumption(
        key="preparation.adjustment_arguments",
        question="What are the arguments of StartPreparePositionAdjustment?",
        answer="IdempotencyKey, PositionId, Operation and Condition; LegSelectionConstraint and "
        "DataProvider may be absent.",
        why="The example command takes the middle three; an operation that selects legs may need "
        "what an entry needs for it.",
    ),
    Assumption(
        key="preparation.statuses",
        question="What do the status calls for entries and adjustments bring?",
        answer="What the documented one for exits brings, with the Result of their own kind.",
        why="The completed events are alike in the same way.",
    ),
    Assumption(
        key="plan.figures_are_of_one_unit",
        question="Of how much are the prices and greeks in the result of a preparation?",
        answer="Of one contract of a leg, of one unit of a leg group (LegGroupQtys has how many), "
        "and PositionPrice and PositionGreeks of one unit of all that an entry or exit trades. "
        "Position figures are of all that is held: GetPosition, streams, adjustments.",
        why="The limit of an order is a price of one unit, and the plan is where it is read.",
        value=True,
    ),
    Assumption(
        key="preparation.cancels",
        question="What are the arguments of the three cancels, and what do they bring?",
        answer="IdempotencyKey and JobId; JobId and the job's Status.",
        why="A cancel is documented as keyed and as best effort, so the caller must learn what "
        "came of it.",
    ),
    Assumption(
        key="job.cancelled",
        question="What becomes of a preparation that is cancelled?",
        answer="Its status is Cancelled, its record Failed, and the Failed event is sent. One that "
        "had ended stays as it was, and the cancel succeeds and says so.",
        why="The call is best effort, and whoever waits for a job must hear that it is over.",
        value=True,
    ),
    Assumption(
        key="preparation.auto_update_vars",
        question="What do the three callbacks about automatic changes of variables carry?",
        answer="PositionId, PositionName, BrokerAccountId and Condition, all of them optional; "
        "with Vars when it is completed and Error when it failed. No strategy.",
        why="Their names say what happens and no page says to whom.",
    ),
)
