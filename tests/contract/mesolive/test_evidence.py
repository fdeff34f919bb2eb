import msgspec
import pytest

from hubproof.contract.mesolive import models
from hubproof.contract.mesolive.callbacks import CALLBACKS
from hubproof.contract.mesolive.evidence import Evidence, Provenance, all_names, evidence_of
from hubproof.contract.mesolive.methods import METHODS
from hubproof.contract.mesolive.provenance import KNOWN, known, mark, parts_of

SHARED_FIELDS = {"Event", "JsonElement"}


def declared_names() -> set[str]:
    names = set(METHODS) | set(CALLBACKS)
    for name in models.__all__:
        declared = getattr(models, name)
        if isinstance(declared, type) and name not in SHARED_FIELDS:
            names |= {name} | {f"{name}.{part}" for part in parts_of(declared)}
    return names


def test_every_name_has_its_evidence_and_no_evidence_is_left_over() -> None:
    assert set(all_names()) == declared_names()


def test_every_source_says_what_kind_of_document_it_is() -> None:
    for name in all_names():
        assert evidence_of(name).source.startswith(("docs:", "seed:", "manual:")), name


@pytest.mark.parametrize(
    ("name", "evidence"),
    [
        ("SendOrderArgs.QtyMultiplier", Evidence.documented),
        ("StatusCode.Conflict", Evidence.documented),
        ("StatusCode.NotFound", Evidence.assumed),
        ("OrderState", Evidence.documented),
        ("OrderState.Working", Evidence.assumed),
        ("TimeInForce.DAY", Evidence.inferred),
        ("LegGroupOrder", Evidence.documented),
        ("LegGroupOrder.LegNames", Evidence.assumed),
        ("LiveUnderlying.Symbol", Evidence.assumed),
        ("MesoLiveApiResponse.Status", Evidence.documented),
        ("MesoLiveApiResponse.Data", Evidence.inferred),
        ("MesoLiveEventKind.OrderUpdate", Evidence.assumed),
        ("PaperFill.Price", Evidence.assumed),
        ("SendOrder", Evidence.documented),
        ("StreamUnderlyingData", Evidence.documented),
        ("StreamUnderlyingDataArgs", Evidence.inferred),
        ("StreamUnderlyingDataArgs.PriceFields", Evidence.assumed),
        ("UnderlyingData", Evidence.assumed),
        ("LiveQuoteFields.Mark", Evidence.documented),
        ("OnEntrySignal", Evidence.documented),
        ("OnAutoUpdateVarsAdjustmentFailed", Evidence.inferred),
    ],
)
def test_what_is_known_of_a_name(name: str, evidence: Evidence) -> None:
    assert evidence_of(name).evidence is evidence


def test_a_name_that_does_not_exist_is_refused_in_words() -> None:
    with pytest.raises(KeyError, match=r"no SendOrderArgs\.Quantity"):
        evidence_of("SendOrderArgs.Quantity")


def test_a_mark_for_a_field_that_does_not_exist_stops_the_import() -> None:
    with pytest.raises(TypeError, match="Renamed has no Old to mark"):

        @known(Evidence.documented, "docs:x", Old=Evidence.assumed)
        class Renamed(msgspec.Struct):
            New: int

    assert "Renamed" not in KNOWN


def test_a_name_declared_twice_stops_the_import() -> None:
    with pytest.raises(TypeError, match="SendOrder is declared twice"):
        mark("SendOrder", Provenance(Evidence.assumed, "docs:x"))
