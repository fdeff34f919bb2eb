"""What the three hubs are: typed methods, which say what a call comes to.

Rule: an instance lives for one call. No method gives its answer back: it goes through the call's
own dispatch, at once or when the world has it, because a fault may hold it, lose it or cut it off.
"""

from typing import TYPE_CHECKING, Any

from hubproof.contract.mesolive.models import MesoLiveApiResponse, StatusCode
from hubproof.contract.mesolive.wiremodel import WireModel
from hubproof.simulator.hubs.typed.hub import Answer, Hub, Items
from hubproof.simulator.world.commands import Call

if TYPE_CHECKING:
    from hubproof.simulator.dispatch import OpenCall
    from hubproof.simulator.office import Office


class ContractHub(Hub):
    """A hub of the contract, for one `call`; the `office` is where it is carried out."""

    call: "OpenCall"
    office: "Office"

    def _ask(self, args: WireModel) -> Answer[Any]:
        """Have the world do it."""
        call = self.call
        self.office.apply(Call(call.number, call.connection.user, call.method.name, args))
        return Answer()

    def _answer(self, data: WireModel) -> Answer[Any]:
        """Answer with success."""
        response = MesoLiveApiResponse[Any](Status=StatusCode.Success, Data=data)
        self.office.dispatch.answer(self.call.number, response)
        return Answer()

    def _snapshot(self, args: WireModel) -> Answer[Any]:
        """Answer with the figures as they stand."""
        self.office.quoting.perform(self.call, args)
        return Answer()

    def _stream(self, args: WireModel) -> Items[Any]:
        """Tell the figures from now on."""
        self.office.quoting.perform(self.call, args)
        return Items()
