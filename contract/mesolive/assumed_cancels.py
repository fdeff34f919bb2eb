"""What we had to assume about cancelling an order; `assumed` has it in its table with the rest.

The documents say that CancelOrder is keyed and how a lost one is recovered, and nothing else.
"""

from hubproof.contract.mesolive.assumption import Assumption
from hubproof.contract.mesolive.enums import StatusCode

CANCELS: tuple[Assumption, ...] = (
    Assumption(
        key="cancel.arguments",
        question="What are the arguments of CancelOrder, and what does it bring?",
        answer="IdempotencyKey and OrderId; OrderId, State and CumQty of the cancelled order.",
        why="The guide calls it keyed and names no argument; GetOrder takes the same id.",
    ),
    Assumption(
        key="cancel.of_final_order",
        question="How is a cancel answered whose order is filled, cancelled or rejected already?",
        answer="With status ValidationError and OrderId in Error.ValidationErrors; it leaves no "
        "record, and the key stays free.",
        why="There is nothing left to cancel, and what became of the order stands in GetOrder.",
        value=StatusCode.ValidationError,
    ),
    Assumption(
        key="cancel.takes_effect_later",
        question="May an order still fill after its cancel was accepted?",
        answer="Yes, until the broker confirms the cancel; till then its record is Processing. "
        "Where the order ended first the record is Failed and the call gets ProviderError.",
        why="The broker is asked, not told: a cancel and a fill can pass each other on the way.",
        value=StatusCode.ProviderError,
    ),
    Assumption(
        key="cancel.keeps_fills",
        question="What is left of a partly filled order that is cancelled?",
        answer="What was filled: CumQty and the position stay, and the state is Cancelled.",
        why="A fill is a trade, and a trade is not undone by a cancel.",
        value=True,
    ),
    Assumption(
        key="cancel.record_of_the_order",
        question="What does the record of SendOrder say once its order was cancelled?",
        answer="Completed, as before; GetOrder says that the order is Cancelled.",
        why="A final record never changes, and sending the order had succeeded.",
        value=True,
    ),
    Assumption(
        key="cancel.while_agent_offline",
        question="How is CancelOrder answered while the agent of the order's account is offline?",
        answer="As SendOrder is: ProviderError with Error.Code AgentOffline, and no record.",
        why="The cancel goes to the broker by the same way as the order.",
        value=StatusCode.ProviderError,
    ),
)
