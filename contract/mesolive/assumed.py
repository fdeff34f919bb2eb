"""Every question that the vendor's documents leave open, with the answer this house gives.

One table, one row each: where the vendor's package turns out to say otherwise, this is the list
of what to look at. A status that a hub answers with is asked for by key, so that its correction is
made here once; other answers are behaviour, in the simulator and held by its tests.
"""

from hubproof.contract.mesolive.assumed_adjustments import ADJUSTMENTS
from hubproof.contract.mesolive.assumed_cancels import CANCELS
from hubproof.contract.mesolive.assumed_figures import FIGURES
from hubproof.contract.mesolive.assumed_positions import POSITIONS
from hubproof.contract.mesolive.assumed_preparations import PREPARATIONS
from hubproof.contract.mesolive.assumed_quotes import QUOTES
from hubproof.contract.mesolive.assumed_retention import RETENTION
from hubproof.contract.mesolive.assumed_strategies import STRATEGIES
from hubproof.contract.mesolive.assumed_wire import WIRE
from hubproof.contract.mesolive.assumption import Assumption
from hubproof.contract.mesolive.enums import StatusCode

_IDEMPOTENCY = (
    Assumption(
        key="idempotency.unknown_key",
        question="How does GetIdempotencyRecord answer for a key that was never seen?",
        answer="With status NotFound.",
        why="A client must tell 'never arrived' from 'failed'; an empty record could say neither.",
        value=StatusCode.NotFound,
    ),
    Assumption(
        key="idempotency.resend_of_failed",
        question="How is a call answered whose key belongs to a Failed operation?",
        answer="With status DuplicateRequest; the record says that it failed.",
        why="The guide asks for a new key after a failure, so the old one stays used.",
        value=StatusCode.DuplicateRequest,
    ),
    Assumption(
        key="idempotency.reused_for_another_request",
        question="What is the wrong use of a key that is answered with Conflict?",
        answer="Another operation, or the same one with any other argument, under a used key.",
        why="Both would hide one of two different intents behind one record.",
        value=StatusCode.Conflict,
    ),
    Assumption(
        key="idempotency.refused_call_uses_key",
        question="Does a call that is refused as invalid use up its key?",
        answer="No: it leaves no record, and the corrected call may come under the same key.",
        why="Nothing was begun, so there is nothing to recover.",
        value=False,
    ),
    Assumption(
        key="idempotency.duplicate_carries_data",
        question="Does a DuplicateRequest answer carry the first answer's Data?",
        answer="No: it is read from the record.",
        why="The guide recovers through GetIdempotencyRecord in every case.",
        value=False,
    ),
    Assumption(
        key="idempotency.one_key_space_per_user",
        question="Within what must a key be unique?",
        answer="Within the user, over all operations and accounts.",
        why="GetIdempotencyRecord takes the key and nothing else.",
        value=True,
    ),
    Assumption(
        key="idempotency.start_completes_with_job",
        question="When is the record of a Start call Completed?",
        answer="When its job ends, and Failed where the job failed; until then it is Processing.",
        why="A client that lost the answer waits while Processing, then needs the job's result.",
        value=True,
    ),
)

_EXECUTION = (
    Assumption(
        key="plan.second_execution",
        question="May a leg group of a plan be executed a second time, under a new key?",
        answer="Yes: it is accepted and trades again.",
        why="The worst case for a client: nobody but itself prevents a double entry.",
        value=StatusCode.Success,
    ),
    Assumption(
        key="plan.multiplier_is_for_entries",
        question="What is a QtyMultiplier when the plan is not that of an entry?",
        answer="A validation error, unless it is null.",
        why="The guide has exits send null, and the page allows that others are checked.",
        value=StatusCode.ValidationError,
    ),
    Assumption(
        key="plan.wrong_account_kind",
        question="What do SendOrder on a paper and ApplyPaperFills on a live account answer?",
        answer="Status ValidationError, with BrokerAccountId in Error.ValidationErrors.",
        why="Nothing can be executed, and the argument at fault is known.",
        value=StatusCode.ValidationError,
    ),
    Assumption(
        key="plan.execution_when_not_allowed",
        question="Is a plan with EntryAllowed false refused when it is executed?",
        answer="No: the checks are advice.",
        why="The product manual calls abort conditions advisory.",
        value=StatusCode.Success,
    ),
    Assumption(
        key="request.invalid",
        question="How is an argument answered that can be read but makes no sense?",
        answer="With status ValidationError; Error.ValidationErrors names the field path.",
        why="MesoLiveApiError has that field for it. What cannot be read fails the invocation.",
        value=StatusCode.ValidationError,
    ),
    Assumption(
        key="request.unknown_id",
        question="How is a call answered about an account, strategy, position, leg, plan, job or "
        "order that does not exist?",
        answer="With status NotFound; GetLegs leaves it out, and a list has nothing to show of it.",
        why="The usual name, and the same as for an unknown key.",
        value=StatusCode.NotFound,
    ),
    Assumption(
        key="underlying.presence_only",
        question="What is in LiveUnderlying, and what does a hub check of it?",
        answer="Anything but null will do. Entry signals and strategies carry one, with Symbol and "
        "ContractType, and it may be sent back as it came.",
        why="Its shape is nowhere documented, and a client has no other source for it.",
        value=True,
    ),
    Assumption(
        key="order.fields",
        question="What are the fields of LegGroupOrder?",
        answer="OrderType, LimitPrice, StopPrice, TimeInForce (DAY if absent) and LegNames.",
        why="The page of SendOrderArgs lists type, prices and leg names in words.",
    ),
    Assumption(
        key="order.result",
        question="What does SendOrder bring?",
        answer="LiveOrderId, the id that GetOrder takes.",
        why="The record keeps LiveOrderIds, and one call makes one order.",
    ),
    Assumption(
        key="order.unfilled_filled_at",
        question="What is in Order.FilledAt, a compulsory time, before the order is filled?",
        answer="The first instant of year 1, in UTC.",
        why="It is what a .NET server writes for a time that was not set.",
    ),
    Assumption(
        key="order.rejection",
        question="How does a broker's rejection of an order reach the client?",
        answer="SendOrder has succeeded by then; OnOrderUpdate with State Rejected and Rejection "
        "follows, and GetOrder says so too.",
        why="The event has a field for it, and the broker decides after the connector.",
    ),
    Assumption(
        key="order.replacement",
        question="What does an order with ReplacesOrder trade, and what becomes of the old one?",
        answer="What the old one has left, under an id of its own; the old one is Cancelled. "
        "QtyMultiplier must be null.",
        why="The documents say that it replaces an order, and a second quantity would contradict.",
        value=True,
    ),
    Assumption(
        key="order.money_is_not_checked",
        question="Is an order refused that the account's cash or margin does not cover?",
        answer="No: it is taken, and cash may fall below zero. An order is rejected for lack of "
        "margin where a fault says so.",
        why="Every broker has rules of its own; a client that overbuys shows in its account.",
        value=False,
    ),
    Assumption(
        key="order.combo_price_sign",
        question="What is the sign of a combo's price?",
        answer="Plus is paid (debit), minus is received (credit).",
        why="The convention of the brokers that the product supports.",
    ),
    Assumption(
        key="paper.arguments",
        question="What are the arguments of ApplyPaperFills?",
        answer="IdempotencyKey, BrokerAccountId, ExecPlanId, QtyMultiplier (may be null) and "
        "Fills, a list of LegName and Price with one item for each leg of the plan.",
        why="Its twin SendOrder takes the first four; the caller is documented to supply prices.",
    ),
    Assumption(
        key="paper.result",
        question="What does ApplyPaperFills bring?",
        answer="PositionId and LiveOrderIds.",
        why="The recovery guide reads LiveOrderIds from its record as from that of SendOrder.",
    ),
    Assumption(
        key="paper.fill_emits_order_update",
        question="Does a paper fill make orders, and emit OnOrderUpdate?",
        answer="Yes: one Filled order and one OnOrderUpdate for each leg group, then "
        "OnPositionUpdate and OnLegUpdate.",
        why="Then one bookkeeping serves both kinds of account.",
        value=True,
    ),
)

AGENT_OFFLINE_CODE = "AgentOffline"
"""Error.Code of an order that its agent could not relay (`agent.order_while_offline`)."""

_AGENTS = (
    Assumption(
        key="agent.order_while_offline",
        question="How is SendOrder answered while the agent of its account is offline?",
        answer="With status ProviderError and Error.Code AgentOffline; there is no record, and the "
        "key stays free.",
        why="Nothing was begun, so the same call may come again; a client must be able to tell it "
        "from a refusal of the order itself.",
        value=StatusCode.ProviderError,
    ),
    Assumption(
        key="agent.preparation_waits",
        question="What does a preparation for an account do whose agent is offline?",
        answer="It is taken, and its job waits until the agent is back.",
        why="The job lacks market data, and nothing says that it fails.",
        value=True,
    ),
    Assumption(
        key="agent.paper_needs_none",
        question="Does a paper account need an agent?",
        answer="No: only live accounts of the connector's broker do.",
        why="The agent relays a broker's data and orders, and paper has no broker.",
        value=True,
    ),
    Assumption(
        key="agent.orders_live_on",
        question="What becomes of orders that the broker has when the agent goes offline?",
        answer="They live on and are reported.",
        why="They are at the broker; how late reports come is not documented.",
        value=True,
    ),
    Assumption(
        key="agent.quotes_go_stale",
        question="What does a provider quote whose agent is offline?",
        answer="What it quoted last; the ages grow, and its streams go on.",
        why="Quotes come by way of the agent, and the documents name an age for this very case.",
        value=True,
    ),
    Assumption(
        key="agent.account_goes_stale",
        question="What does GetAccount say of an account whose agent is offline?",
        answer="What it last knew; LastUpdated and LastSnapshotTime stay at the loss.",
        why="Nobody is there to bring newer figures.",
        value=True,
    ),
)

_EVENTS = (
    Assumption(
        key="events.since_is_exclusive",
        question="Is the event with SinceEventSeqId itself part of the answer?",
        answer="No.",
        why="A cursor names the last event that was handled.",
        value=True,
    ),
    Assumption(
        key="events.token_wins",
        question="Which counts when a token comes with another SinceEventSeqId?",
        answer="The token.",
        why="The documented replay loop moves its cursor while it passes the token on.",
        value=True,
    ),
    Assumption(
        key="events.cursor_ahead",
        question="How is GetEventsSince answered for an id that is greater than the log's last?",
        answer="With an empty page and no token. GetLatestEventSeqId tells that the cursor is "
        "wrong.",
        why="The guide has the client compare, and a refusal would say no more.",
        value=StatusCode.Success,
    ),
    Assumption(
        key="events.limit_is_lowered",
        question="What happens to a Limit above the cap of 1000, or to none?",
        answer="It becomes the cap.",
        why="The guide says that the server caps it, not that it refuses.",
        value=True,
    ),
    Assumption(
        key="events.repush_keeps_event_id",
        question="Does an active signal that is pushed again on connect keep its EventId?",
        answer="Yes, and its EventSeqId: it is the same event.",
        why="EventId is documented as stable for each event and as the key to drop repetitions.",
        value=True,
    ),
    Assumption(
        key="events.kind_names",
        question="What are the members of MesoLiveEventKind?",
        answer="The names of the payload fields.",
        why="They are the only names there are.",
    ),
    Assumption(
        key="subscription.null_covers_new_strategies",
        question="Does a subscription with null cover strategies that are created later?",
        answer="Yes.",
        why="It joins a group for all strategies; the guide recommends it for automation.",
        value=True,
    ),
    Assumption(
        key="subscription.overlap_delivers_once",
        question="Is an event delivered twice to a connection in both the all group and its own?",
        answer="No: once. Duplicates are a fault to be planned, not the calm case.",
        why="The documents allow either; a calm run should not depend on it.",
        value=True,
    ),
    Assumption(
        key="events.without_strategy_reach_user",
        question="Who gets a callback whose payload names no strategy?",
        answer="Every connection of the user, subscribed or not.",
        why="There is no group it could be routed by.",
        value=True,
    ),
    Assumption(
        key="events.numbers_have_holes",
        question="Is the EventSeqId of a user's next event always the last one plus one?",
        answer="No: it is greater. GetLatestEventSeqId names the user's own last event.",
        why="It is documented as an order for replay, and as no more than that.",
        value=True,
    ),
    Assumption(
        key="events.repeats_before_subscription",
        question="May what was replayed be called back before the connection subscribed?",
        answer="Yes, as a fault: the calm case pushes only what is active.",
        why="Callbacks before a subscription, and repetitions of what was read, are documented.",
        value=True,
    ),
)

ASSUMED: tuple[Assumption, ...] = (
    *_IDEMPOTENCY,
    *_EXECUTION,
    *_AGENTS,
    *_EVENTS,
    *RETENTION,
    *WIRE,
    *QUOTES,
    *FIGURES,
    *CANCELS,
    *STRATEGIES,
    *POSITIONS,
    *PREPARATIONS,
    *ADJUSTMENTS,
)

_BY_KEY = {assumption.key: assumption for assumption in ASSUMED}


def assumption(key: str) -> Assumption:
    """The row under `key`.

    Raises:
        KeyError: The table has no such row.
    """
    try:
        return _BY_KEY[key]
    except KeyError:
        raise KeyError(f"no assumption is called {key}; ASSUMED lists them all") from None


def assumed_status(key: str) -> StatusCode:
    """The status that an assumption answers with.

    Raises:
        KeyError: The table has no such row.
        TypeError: The row's answer is no status.
    """
    value = assumption(key).value
    if not isinstance(value, StatusCode):
        raise TypeError(f"the answer of {key} is no status")
    return value
