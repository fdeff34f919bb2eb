"""The portfolio: positions and legs, as whoever watches them finds them.

What is found is the thing itself, not its state: it keeps up with fills, so that a stream that was
opened on it tells of them.
"""

from collections.abc import Sequence

from hubproof.contract.mesolive.models import BrokerType, DataProviderType
from hubproof.simulator.world.accounts import Accounts
from hubproof.simulator.world.exchange import Exchange
from hubproof.simulator.world.legs import Leg
from hubproof.simulator.world.market import Market
from hubproof.simulator.world.positions import Position, Positions
from hubproof.simulator.world.refusal import not_found


class Portfolio:
    """Everything that is held, or ever was."""

    def __init__(
        self, positions: Positions, accounts: Accounts, market: Market, exchange: Exchange
    ) -> None:
        self._positions = positions
        self._accounts = accounts
        self._market = market
        self._exchange = exchange

    def position(self, position_id: int) -> Position:
        """The position with this id.

        Raises:
            Refused: There is none.
        """
        return self._positions.named(position_id)

    def legs(self, leg_ids: Sequence[int]) -> list[Leg]:
        """Those that there are, in the order in which they were asked for, each once.

        Raises:
            Refused: There is none of them.
        """
        wanted = list(dict.fromkeys(leg_ids))
        known = self._positions.legs.several(wanted)
        if not known:
            raise not_found("leg", ", ".join(map(str, wanted)))
        return known

    def provider(self, account_id: str) -> DataProviderType:
        """Whose quotes what is held on an account is followed by, where nobody names a provider.

        Its broker's own, and for paper, or where that quotes nothing, the agent's (assumption
        `data.provider_inferred`).

        Raises:
            Refused: There is no such account.
        """
        broker = self._accounts.named(account_id).broker
        if broker is not BrokerType.Paper:
            own = DataProviderType(broker.value)
            if own in self._market.providers:
                return own
        return self._exchange.provider
