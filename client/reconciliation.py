"""Reconciliation: after events were lost for good, how things stand is read instead of heard.

A signal or an error is a level between two events, and either may be among those that are lost. A
new connection is told the levels that hold; every other one that was believed to hold does so no
longer. Agents, orders and positions are asked for, jobs and orders under way are looked at at once.

Where a signal is On that was On before, nobody can say whether it was Off meanwhile. It counts as
the same one: what is missed for that is one entry, and the other guess makes one too many.
"""

from collections.abc import Iterator, Sequence
from functools import partial

from hubproof.client.context import Context
from hubproof.client.jobs import Jobs
from hubproof.client.losses import Loss, Standing
from hubproof.client.records import Signal
from hubproof.client.sdk import models
from hubproof.client.workflow import Workflow
from hubproof.client.working_order import WorkingOrders

PAGE_LIMIT = 200
"""Orders or positions for each page; the server may send fewer."""

GONE = "the signal went Off among events that are lost, before the entry was begun"


class Reconciliation:
    """Brings what the client believes up to what is."""

    def __init__(
        self, context: Context, *, workflow: Workflow, jobs: Jobs, working_orders: WorkingOrders
    ) -> None:
        self._context = context
        self._store = context.store
        self._control = context.control
        self._workflow = workflow
        self._jobs = jobs
        self._working_orders = working_orders

    async def make_up(self, pushed: Sequence[models.Event]) -> None:
        """Make up for the last loss, if nobody has; `pushed` is what this connection was told.

        Raises:
            MesoLiveApiException: the hub refuses to say how things stand.
            MesoLiveSignalRError: the Control hub is gone for good.
        """
        loss = self._store.losses.open()
        if loss is None:
            return
        standing = await self.read()
        with self._store.transaction():
            self.keep_only(pushed, loss)
            self._store.losses.make_up(loss, standing)
        self._jobs.callbacks_may_be_lost()
        self._working_orders.look_all()
        self._tell(loss, standing)

    def keep_only(self, pushed: Sequence[models.Event], loss: Loss) -> None:
        """Let no signal be On and no error active but those that the hub named."""
        named = dict.fromkeys(_signals_on(pushed))
        off = Signal(state=models.SignalState.Off, event_seq_id=loss.resumed_at)
        for place, signal in self._store.signals().items():
            if signal.state is models.SignalState.On and place not in named:
                self._store.save_signal(*place, off)
                self._workflow.drop(place, GONE)
        self._context.errors.keep_only(dict.fromkeys(_errors_active(pushed)))

    async def read(self) -> Standing:
        """Ask for agents, orders and positions, to the last page."""
        ask, control = self._context.read, self._control
        agents = await ask(partial(control.list_agents, models.ListAgentsArgs()))
        for agent in agents.Agents:
            if self._context.agents.learn(agent.Connector, agent.Status):
                self._context.surface(None, "an agent is offline; entries wait")
        orders, positions = await self._orders(), await self._positions()
        known = self._store.order_ids()
        unknown = tuple(one.OrderId for one in orders if one.OrderId not in known)
        return Standing(orders=len(orders), positions=len(positions), unknown_orders=unknown)

    async def _orders(self) -> list[models.Order]:
        found: list[models.Order] = []
        token: str | None = None
        while True:
            args = models.ListOrdersArgs(Limit=PAGE_LIMIT, ContinuationToken=token)
            page = await self._context.read(partial(self._control.list_orders, args))
            found += page.Orders
            token = page.ContinuationToken
            if not token:
                return found

    async def _positions(self) -> list[models.LivePosition]:
        found: list[models.LivePosition] = []
        token: str | None = None
        while True:
            args = models.ListPositionsArgs(Limit=PAGE_LIMIT, ContinuationToken=token)
            page = await self._context.read(partial(self._control.list_positions, args))
            found += page.Positions
            token = page.ContinuationToken
            if not token:
                return found

    def _tell(self, loss: Loss, standing: Standing) -> None:
        unknown = ", ".join(map(str, standing.unknown_orders))
        self._context.surface(
            None,
            f"events after {loss.after} are lost for good; read anew at {loss.resumed_at}:"
            f" {standing.orders} orders, {standing.positions} positions"
            + (f"; no answer has named orders {unknown} yet" if unknown else ""),
        )


def _signals_on(pushed: Sequence[models.Event]) -> Iterator[tuple[int, str]]:
    """The places whose signal is On by the newest that was told of each."""
    newest: dict[tuple[int, str], models.EntrySignalEvent] = {}
    for event in sorted(pushed, key=lambda one: one.EventSeqId or 0):
        if isinstance(event, models.EntrySignalEvent):
            newest[event.StrategyId, event.BrokerAccountId] = event
    for place, event in newest.items():
        if event.State is models.SignalState.On:
            yield place


def _errors_active(pushed: Sequence[models.Event]) -> Iterator[str]:
    """The ErrorIds that are active by the newest that was told of each."""
    newest: dict[str, models.ErrorEvent] = {}
    for event in sorted(pushed, key=lambda one: one.EventSeqId or 0):
        if isinstance(event, models.ErrorEvent):
            newest[str(event.ErrorId)] = event
    for error_id, event in newest.items():
        if event.State is models.ErrorState.Active:
            yield error_id
