"""Agents and broker accounts: what a client may trade through, and the calls that list it.

A name of our own in something a hub sends is optional, so that a hub which calls it otherwise is
still readable; only what a list is *for* stays compulsory, because an empty one would be a lie.
"""

from datetime import datetime
from decimal import Decimal

from hubproof.contract.mesolive import enums
from hubproof.contract.mesolive.provenance import ASSUMED, DOCUMENTED, INFERRED, Provenance, known
from hubproof.contract.mesolive.wiremodel import WireModel

_CONTROL = "docs:python-sdk/control-hub"
_REFERENCE = "docs:python-sdk/api-reference"


@known(DOCUMENTED, _REFERENCE)
class ListAgentsArgs(WireModel, kw_only=True, frozen=True):
    """Nothing to say: agents are those of the user."""


@known(DOCUMENTED, _CONTROL, Connector=ASSUMED, Status=ASSUMED, LastSnapshotTime=INFERRED)
class AgentInfo(WireModel, kw_only=True, frozen=True):
    """One connected provider or connector."""

    Connector: enums.AgentConnector | None = None
    Status: enums.AgentStatus | None = None
    LastSnapshotTime: datetime | None = None


@known(ASSUMED, _REFERENCE)
class ListAgentsResult(WireModel, kw_only=True, frozen=True):
    """All of the user's agents."""

    Agents: list[AgentInfo]


@known(DOCUMENTED, _CONTROL, Limit=INFERRED)
class ListAccountsArgs(WireModel, kw_only=True, frozen=True):
    """One page; None as Limit leaves its size to the server."""

    Limit: int | None = None
    ContinuationToken: str | None = None


@known(DOCUMENTED, "docs:signalr-reference/models/live-account")
class LiveAccount(WireModel, kw_only=True, frozen=True):
    """A broker account; money is in Currency."""

    BrokerAccountId: str
    BrokerType: enums.BrokerType
    AccountType: str
    Currency: str
    IsPaperAccount: bool
    NetLiquidationValue: Decimal | None = None
    MaintenanceMarginReq: Decimal | None = None
    Cash: Decimal | None = None
    LastUpdated: datetime | None = None
    CreatedAt: datetime | None = None
    ActivePositions: int | None = None


@known(ASSUMED, _CONTROL, ContinuationToken=DOCUMENTED)
class ListAccountsResult(WireModel, kw_only=True, frozen=True):
    """One page of accounts; a token means that there are more."""

    Accounts: list[LiveAccount]
    ContinuationToken: str | None = None


@known(DOCUMENTED, _REFERENCE, BrokerAccountId=Provenance(INFERRED, _CONTROL))
class GetAccountArgs(WireModel, kw_only=True, frozen=True):
    """The account to read."""

    BrokerAccountId: str
