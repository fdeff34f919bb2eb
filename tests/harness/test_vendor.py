"""Reading the models of a package that is not ours, whatever they are made of."""

import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hubproof.contract.mesolive.catalogue import FieldShape, Shape
from hubproof.harness.vendor import VendorError, shape_of

NAME = "fake_vendor_of_a_test"

Write = Callable[..., str]

DATACLASSES = """
    from __future__ import annotations
    from dataclasses import dataclass

    @dataclass
    class Named:
        Id: int

    @dataclass
    class Leg(Named):
        Closed: datetime.datetime | None
        Prices: dict[int, list[Quote]] | None = None
        COUNT: typing.ClassVar[int] = 3
        _seen: bool = False

    @dataclass
    class Quote:
        Bid: Decimal | None = None
"""
STRUCTS = """
    import msgspec

    class Named(msgspec.Struct, rename="pascal", kw_only=True):
        id: int

    class Quote(msgspec.Struct, rename="pascal"):
        bid: Decimal | None = None

    class Leg(Named, rename="pascal", kw_only=True):
        closed: datetime.datetime | None
        prices: dict[int, list[Quote]] | None = None
        COUNT: typing.ClassVar[int] = 3
"""
ALIASED = """
    class Field:
        def __init__(self, alias): self.alias = alias

    class Named:
        id: int
        model_fields = {"id": Field("Id")}

    class Quote:
        Bid: typing.Annotated[typing.Optional[Decimal], "points"] = None
        model_fields = {"Bid": Field(None)}

    class Leg(Named):
        closed: "typing.Optional[datetime.datetime]"
        Prices: "typing.Optional[typing.Mapping[int, typing.Sequence[Quote]]]" = None
        model_fields = {"id": Field("Id"), "closed": Field("Closed"), "Prices": Field(None)}
        model_config: typing.ClassVar[dict] = {}
"""
COMMON = """
    import datetime, enum, typing
    from decimal import Decimal
"""


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Write]:
    """Installs a package whose `models` (or whose root, where there are none) hold a text."""

    def installed(models: str | None, root: str = "") -> str:
        folder = tmp_path / NAME
        folder.mkdir()
        (folder / "__init__.py").write_text(textwrap.dedent(root))
        if models is not None:
            lines = textwrap.dedent(models).splitlines(keepends=True)
            future = [line for line in lines if "__future__" in line]
            rest = [line for line in lines if "__future__" not in line]
            text = "".join([*future, textwrap.dedent(COMMON), *rest])
            (folder / "models.py").write_text(text)
        monkeypatch.syspath_prepend(tmp_path)
        return NAME

    yield installed
    for name in [name for name in sys.modules if name.partition(".")[0] == NAME]:
        del sys.modules[name]


@pytest.mark.parametrize("models", [DATACLASSES, STRUCTS, ALIASED])
def test_models_are_read_whatever_they_are_made_of(write: Write, models: str) -> None:
    told = shape_of(write(models)).models
    named = {"Id": FieldShape(type="int", nullable=False)}
    assert told["Named"] == named
    assert told["Quote"] == {"Bid": FieldShape(type="Decimal", nullable=True)}
    assert told["Leg"] == {
        **named,
        "Closed": FieldShape(type="datetime", nullable=True),
        "Prices": FieldShape(type="dict[int,list[Quote]]", nullable=True),
    }


def test_enums_are_read_by_what_they_are_called_on_the_wire(write: Write) -> None:
    told = shape_of(
        write("""
        class State(enum.Enum):
            On = 1
            Off = 2

        class Side(str, enum.Enum):
            BUY = "Buy"
        """)
    )
    assert told == Shape(models={}, enums={"State": ["On", "Off"], "Side": ["Buy"]}, clients={})


def test_only_public_models_of_the_package_itself_are_read(write: Write) -> None:
    told = shape_of(
        write("""
        from collections import OrderedDict

        class _Private:
            Id: int

        class Refused(Exception):
            Status: int

        class Empty: ...
        """)
    )
    assert told.models == {"Empty": {}}


def test_clients_are_those_that_the_package_shows(write: Write) -> None:
    root = """
        class MesoLiveDataHubClient:
            async def get_leg_snapshot(self, args): ...
            def _hidden(self): ...
    """
    told = shape_of(write("class Empty: ...", root)).clients
    assert told == {"MesoLiveDataHubClient": ["get_leg_snapshot"]}


def test_a_package_without_models_of_that_name_is_read_itself(write: Write) -> None:
    assert [*shape_of(write(None, "class Leg:\n    Id: int")).models] == ["Leg"]


@pytest.mark.parametrize(
    ("models", "root", "sentence"),
    [
        (None, "import nothing_of_that_name", "cannot import .*No module named 'nothing_of_that"),
        (None, "raise SystemExit(0)", "cannot import .*SystemExit: 0"),
        (None, "1 / 0", "cannot import .*ZeroDivisionError: division by zero"),
        ("import nothing_of_that_name", "", r"cannot import .*\.models \(No module named"),
        ("1 / 0", "", r"cannot import .*\.models \(ZeroDivisionError"),
        (None, "", f"{NAME} has no models"),
        ("class Leg:\n    Id: 'Nowhere'", "", r"models\.Leg has annotations that cannot be read"),
    ],
)
def test_a_package_that_cannot_be_read_is_refused_in_one_sentence(
    write: Write, models: str | None, root: str, sentence: str
) -> None:
    package = write(models, root)
    with pytest.raises(VendorError, match=sentence) as refused:
        shape_of(package)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("package", ["", "..", "no such", "-m", "a.b-c"])
def test_what_is_no_name_of_a_package_is_not_imported(package: str) -> None:
    with pytest.raises(VendorError, match="is no name of a package"):
        shape_of(package)
