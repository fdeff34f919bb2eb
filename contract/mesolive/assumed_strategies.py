"""What the documents leave open about strategies, and the answers this house gives.

Rows of the table in `assumed.py`; who changes one changes its tests in `tests/simulator/world`.
"""

from hubproof.contract.mesolive.assumption import Assumption
from hubproof.contract.mesolive.enums import StatusCode

STRATEGIES = (
    Assumption(
        key="strategy.arguments",
        question="What are the arguments of the calls that make and change a strategy?",
        answer="StrategyDefinition, StrategyName, ActiveOnAccounts, BacktestId, MesoSimInstance "
        "and CloneStrategyId to create one; StrategyId with what is new for the others.",
        why="They are what the vendor's example command takes, in the spelling of the models.",
    ),
    Assumption(
        key="strategy.results",
        question="What do these calls bring?",
        answer="The strategy as it is listed, with its Definition; nothing after a deletion.",
        why="GetStrategy brings the same, so a client has one thing to read.",
    ),
    Assumption(
        key="strategy.calls_take_no_key",
        question="Are these calls idempotent?",
        answer="No: a repeated CreateStrategy makes a second strategy.",
        why="The table of the API marks other calls as idempotent and not these.",
        value=True,
    ),
    Assumption(
        key="strategy.checked_definition",
        question="What is checked of a StrategyDefinition?",
        answer="That it is an object, MesoSimVersion is 3 or later, StrategyName and Symbol are "
        "texts that are not empty, and Backtest, Structure, Entry, Adjustment, Exit and Settings "
        "objects, where they are there and not null. ValidationErrors names each that is not, as "
        "in StrategyDefinition.Symbol.",
        why="The manual says that the version is checked, and shows these parts as objects.",
        value=StatusCode.ValidationError,
    ),
    Assumption(
        key="strategy.legs_of_a_definition",
        question="Which legs does a strategy trade that was made of a definition?",
        answer="Those of the first strategy of the setup; a copy trades those of its original.",
        why="Selecting legs from expressions is the vendor's product, not the hub's contract.",
        value=True,
    ),
    Assumption(
        key="strategy.new_is_inactive",
        question="On which accounts is a new strategy active?",
        answer="On those that it names, and on none where it names none.",
        why="Nothing should trade that nobody switched on.",
        value=True,
    ),
    Assumption(
        key="strategy.deletion_ends_signals",
        question="What becomes of the signals, jobs, orders and positions of a deleted strategy?",
        answer="Signals go Off and errors are cleared. Preparations of it are NotFound; what was "
        "begun goes on, and what is held stays.",
        why="A level of something that is gone holds no longer; money does not vanish.",
        value=True,
    ),
)
