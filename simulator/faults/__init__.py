"""The faults: one way to misbehave per file, and the table of all of them.

The table is the whole truth about what exists: plans are decoded against it, the catalogue is
printed from it, and a file of this folder that is not in it fails a test.
"""

from hubproof.simulator.faults.agent_offline import AgentOffline
from hubproof.simulator.faults.announce_again import AnnounceAgain
from hubproof.simulator.faults.bad_quotes import BadQuotes
from hubproof.simulator.faults.clock_skew import ClockSkew
from hubproof.simulator.faults.close_with_error import CloseWithError
from hubproof.simulator.faults.cut import Cut
from hubproof.simulator.faults.delay_completion import DelayCompletion
from hubproof.simulator.faults.delete_strategy import DeleteStrategy
from hubproof.simulator.faults.diverge_quotes import DivergeQuotes
from hubproof.simulator.faults.drop_stream_items import DropStreamItems
from hubproof.simulator.faults.duplicate_event import DuplicateEvent
from hubproof.simulator.faults.event_before_subscription import EventBeforeSubscription
from hubproof.simulator.faults.fill_burst import FillBurst
from hubproof.simulator.faults.fill_late import FillLate
from hubproof.simulator.faults.flap_signal import FlapSignal
from hubproof.simulator.faults.forget_events import ForgetEvents
from hubproof.simulator.faults.freeze_quotes import FreezeQuotes
from hubproof.simulator.faults.hold_operation import HoldOperation
from hubproof.simulator.faults.hub_restart import HubRestart
from hubproof.simulator.faults.keep_half_message import KeepHalfMessage
from hubproof.simulator.faults.kill import Kill
from hubproof.simulator.faults.lag_quotes import LagQuotes
from hubproof.simulator.faults.lose_completion import LoseCompletion
from hubproof.simulator.faults.lose_job_callback import LoseJobCallback
from hubproof.simulator.faults.network_reset import NetworkReset
from hubproof.simulator.faults.network_stall import NetworkStall
from hubproof.simulator.faults.overlap_replay_with_live import OverlapReplayWithLive
from hubproof.simulator.faults.position_outside import PositionOutside
from hubproof.simulator.faults.refuse_operation import RefuseOperation
from hubproof.simulator.faults.signal_storm import SignalStorm
from hubproof.simulator.faults.skip_event_seq_ids import SkipEventSeqIds
from hubproof.simulator.faults.stop_reading import StopReading
from hubproof.simulator.faults.strategy_error import StrategyError

AnyFault = (
    Cut
    | DuplicateEvent
    | Kill
    | HubRestart
    | NetworkReset
    | NetworkStall
    | AgentOffline
    | DropStreamItems
    | DivergeQuotes
    | FreezeQuotes
    | LagQuotes
    | BadQuotes
    | LoseCompletion
    | DelayCompletion
    | LoseJobCallback
    | OverlapReplayWithLive
    | EventBeforeSubscription
    | AnnounceAgain
    | SkipEventSeqIds
    | StrategyError
    | RefuseOperation
    | HoldOperation
    | FillBurst
    | FillLate
    | ForgetEvents
    | FlapSignal
    | SignalStorm
    | PositionOutside
    | DeleteStrategy
    | ClockSkew
    | StopReading
    | KeepHalfMessage
    | CloseWithError
)

FAULTS: dict[str, type[AnyFault]] = {
    "cut": Cut,
    "duplicate_event": DuplicateEvent,
    "kill": Kill,
    "hub_restart": HubRestart,
    "network_reset": NetworkReset,
    "network_stall": NetworkStall,
    "agent_offline": AgentOffline,
    "drop_stream_items": DropStreamItems,
    "diverge_quotes": DivergeQuotes,
    "freeze_quotes": FreezeQuotes,
    "lag_quotes": LagQuotes,
    "bad_quotes": BadQuotes,
    "lose_completion": LoseCompletion,
    "delay_completion": DelayCompletion,
    "lose_job_callback": LoseJobCallback,
    "overlap_replay_with_live": OverlapReplayWithLive,
    "event_before_subscription": EventBeforeSubscription,
    "announce_again": AnnounceAgain,
    "skip_event_seq_ids": SkipEventSeqIds,
    "strategy_error": StrategyError,
    "refuse_operation": RefuseOperation,
    "hold_operation": HoldOperation,
    "fill_burst": FillBurst,
    "fill_late": FillLate,
    "forget_events": ForgetEvents,
    "flap_signal": FlapSignal,
    "signal_storm": SignalStorm,
    "position_outside": PositionOutside,
    "delete_strategy": DeleteStrategy,
    "clock_skew": ClockSkew,
    "stop_reading": StopReading,
    "keep_half_message": KeepHalfMessage,
    "close_with_error": CloseWithError,
}

__all__ = ["FAULTS", "AnyFault"]
