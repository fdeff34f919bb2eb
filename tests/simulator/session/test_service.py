"""The service of a session: which calls take a place, and which take no stream."""

from hubproof.contract.signalr.messages import (
    CancelInvocation,
    Invocation,
    StreamInvocation,
    Unbindable,
)
from hubproof.simulator.session.events import Cancelled
from hubproof.simulator.session.service import Service, TakesPlace, any_plain_call
from hubproof.simulator.session.voice import Voice


def service_of(takes_place: TakesPlace = any_plain_call) -> Service:
    """One with a single place."""
    return Service(1, Voice(), takes_place)


def busy(takes_place: TakesPlace = any_plain_call) -> Service:
    """One whose only place is taken."""
    service = service_of(takes_place)
    assert service.take_call(Invocation("Slow", [], "1")) is not None
    return service


def test_only_uploads_run_beside_a_call_unless_the_hub_knows_more() -> None:
    service = busy()
    assert service.take_call(Invocation("Sum", [], "2", ["q"])) is not None
    assert service.take_call(Invocation("Nowhere", [], "3")) is None
    service = busy(lambda invoked, _: invoked.target != "Nowhere")
    assert service.take_call(Invocation("Nowhere", [], "3")) is not None
    assert service.take_call(Invocation("Add", [], "4", ["q"])) is None


def test_an_upload_for_a_method_without_one_takes_a_free_place() -> None:
    service = service_of(lambda _, __: True)
    assert service.take_call(Invocation("Add", [], "1", ["q"])) is not None
    assert service.calls.running == ["1"]


def test_a_stream_that_makes_no_sense_ends_no_other_of_its_id() -> None:
    service = service_of()
    service.take(StreamInvocation("s", "Count", []))
    service.take(Unbindable("Count", "s", "no arguments", streaming=True))
    assert service.calls.end("s") == "call"
    assert service.calls.is_streaming("s")


def test_a_stream_that_endures_ends_by_itself_only() -> None:
    service = service_of()
    for name in ("s", "t"):
        service.take(StreamInvocation(name, "Shout", []))
    service.calls.endure("t")
    for name in ("s", "t"):
        service.take(CancelInvocation(name))
    assert service.calls.streams() == ["t"]
    assert [one.invocation_id for one in service.events if isinstance(one, Cancelled)] == ["s"]
    assert service.calls.end_stream("t")
