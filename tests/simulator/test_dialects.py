"""What the hubs write, seen as bytes: all of it in the dialect of their world."""

import asyncio
import json
from typing import Any

from hubproof.contract.mesolive import wire
from hubproof.contract.mesolive.dialect import OURS, Dialect

KEPT = {"SPX", "put", "entry"}  # what a test or a setup calls something is data, not a name


def names(told: Any) -> set[str]:
    """Every name of an object in some JSON, but for the keys of maps, which are ids or data."""
    if isinstance(told, list):
        return set().union(*map(names, told))
    if not isinstance(told, dict):
        return set()
    own = {key for key in told if not key.lstrip("-").isdigit() and key not in KEPT}
    return own.union(*map(names, told.values()))


async def heard(socket: Any) -> list[Any]:
    text = await asyncio.wait_for(socket.receive_str(), 30)
    return [json.loads(one) for one in text.split("\x1e")[:-1]]


async def asked(socket: Any, target: str, args: dict[str, Any]) -> Any:
    call = {"type": 1, "invocationId": "1", "target": target, "arguments": [args]}
    await socket.send_str(json.dumps(call) + "\x1e")
    while True:
        for message in await heard(socket):
            if message.get("invocationId") == "1":
                return message["result"]


def told(perform: Any) -> dict[str, Any]:
    """Answers of each hub, a callback, and the record of a preparation, as they were written."""
    seen: dict[str, Any] = {}

    async def act(stage: Any) -> None:
        control = await stage.control()
        plan = await stage.prepared(control, "ML1001")
        event = await stage.socket("event")
        await asked(event, "SubscribeToStrategies", {"strategies": None})
        stage.announce()
        (seen["callback"],) = (one["arguments"][0] for one in await heard(event))
        seen["page"] = await asked(event, "GetEventsSince", {"SinceEventSeqId": 0})
        own = await stage.socket("control")
        key = {"IdempotencyKey": "prep_ML1001"}
        seen["record"] = await asked(own, "GetIdempotencyRecord", key)
        seen["accounts"] = await asked(own, "listaccounts", {"limit": 1})
        quotes = await stage.socket("data")
        seen["quote"] = await asked(
            quotes, "GetUnderlyingSnapshot", {"symbol": "SPX", "provider": 0, "priceFields": 1}
        )
        await control.apply_paper_fills(stage.fills("k", plan))
        everything = {"includePosition": 7, "IncludeLegs": "All", "includeLegGroups": -1}
        seen["position"] = await asked(
            quotes, "getpositionsnapshot", {"PositionId": 1, **everything}
        )
        leg = plan.SelectedLegs["put"].LiveContract
        contract = json.loads(wire.encode(leg, stage.dialect))
        seen["contract"] = await asked(
            quotes, "GetContractSnapshot", {"contract": contract, "provider": "Tastytrade"}
        )

    perform(act)
    return seen


def test_every_name_is_written_in_the_casing_of_the_dialect(perform: Any, dialect: Dialect) -> None:
    for part, content in told(perform).items():
        initials = {name[0] for name in names(content)}
        assert initials, part
        wrong = str.isupper if dialect.casing == "camel" else str.islower
        assert not [letter for letter in initials if wrong(letter)], (part, names(content))


def test_enums_decimals_and_times_have_the_forms_of_the_dialect(
    perform: Any, dialect: Dialect
) -> None:
    told_ = told(perform)
    is_ours = dialect == OURS
    name = dialect.name
    assert told_["accounts"][name("Status")] == ("Success" if is_ours else 0)
    (account,) = told_["accounts"][name("Data")][name("Accounts")]
    assert account[name("Cash")] == (60000 if is_ours else "60000")
    event = told_["callback"]
    underlying = event[name("EntrySignalResult")][name("Underlying")]
    assert underlying == {name("Symbol"): "SPX", name("ContractType"): "Index" if is_ours else 1}
    time = event[name("EventTime")]
    assert len(time.partition(".")[2]) == (7 if is_ours else 8)
    prices = told_["quote"][name("Data")][name("Prices")]
    assert isinstance(prices[name("Bid")], float if is_ours else str)
    assert prices[name("Ask")] is None  # the hub has read an integer for the wanted bases


def test_figures_are_keyed_by_ids_and_a_contract_comes_back_as_it_went(
    perform: Any, dialect: Dialect
) -> None:
    told_, name = told(perform), dialect.name
    figures = told_["position"][name("Data")]
    (leg,) = figures[name("LegPrices")].values()
    assert {*figures[name("LegGroupPnLs")]} == {"1"}
    for one in (leg, figures[name("PositionGreeks")], figures[name("PositionPnLs")]):
        figure = one.get(name("Bid"), one.get(name("Delta")))
        assert isinstance(figure, str) == (dialect != OURS)
    data = told_["contract"][name("Data")]
    assert data[name("Provider")] == ("Tastytrade" if dialect == OURS else 1)
    assert data[name("Contract")][name("OptionType")] == ("Put" if dialect == OURS else 1)
    assert data[name("Contract")][name("Underlying")][name("Symbol")] == "SPX"


def test_what_a_record_quotes_is_in_the_dialect_too(perform: Any, dialect: Dialect) -> None:
    record = told(perform)["record"][dialect.name("Data")]
    assert {*json.loads(record[dialect.name("ResponseData")])} == {dialect.name("JobId")}
    assert dialect.name("ExecPlanId") in record[dialect.name("JobResult")]
