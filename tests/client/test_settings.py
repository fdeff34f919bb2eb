from pathlib import Path

import pytest

from hubproof.client.decisions import DecisionLog
from hubproof.client.sdk import MesoLiveEventHubClient
from hubproof.client.settings import Limits, QuoteLimits, SettingsError, read_settings

ENV = {
    "MESOLIVE_INSTANCE": "http://127.0.0.1:8765/",
    "MESOLIVE_API_KEY": "very-secret",
    "HUBPROOF_STATE_DIR": "state",
}


def test_the_environment_is_read_and_missing_limits_take_their_defaults() -> None:
    workload = '{"version":1,"limits":{"act_within_s":5,"unheard_of":1},"other":{}}'
    settings = read_settings(ENV | {"HUBPROOF_WORKLOAD": workload, "HUBPROOF_DECISIONS": "d"})
    assert settings.instance == "http://127.0.0.1:8765"
    assert settings.state_dir == Path("state")
    assert settings.decisions == Path("d")
    assert settings.limits == Limits(act_within_s=5.0)


def test_limits_on_quotes_are_read_where_the_scenario_sets_any() -> None:
    workload = '{"version":1,"limits":{"quotes":{"age_max_ms":500,"providers":["A","B"]}}}'
    limits = read_settings(ENV | {"HUBPROOF_WORKLOAD": workload}).limits
    assert limits.quotes == QuoteLimits(age_max_ms=500, providers=("A", "B"))
    nothing = '{"version":1,"limits":{"quotes":null}}'
    assert read_settings(ENV | {"HUBPROOF_WORKLOAD": nothing}).limits.quotes is None
    assert read_settings(ENV).limits.quotes is None


def test_the_key_is_not_in_what_settings_print() -> None:
    assert "very-secret" not in repr(read_settings(ENV))


@pytest.mark.parametrize("name", list(ENV))
def test_a_missing_variable_is_named(name: str) -> None:
    with pytest.raises(SettingsError, match=f"^{name} is not set: set it to .*\\.$"):
        read_settings(ENV | {name: " "})


@pytest.mark.parametrize(
    "instance",
    [
        "mesolive.example",
        "127.0.0.1:8765",
        "ftp://mesolive.example",
        "https://",
        "https://mesolive.example/hubs",
        "https://mesolive.example/?a=b",
        "https://user:password@mesolive.example",
        "https://mesolive.example:notaport",
        "https://[",
        "https://mesolive..example",
    ],
)
def test_what_is_no_origin_is_refused_in_one_sentence(instance: str) -> None:
    with pytest.raises(SettingsError, match="use an origin with its scheme and no path") as raised:
        read_settings(ENV | {"MESOLIVE_INSTANCE": instance})
    assert "\n" not in str(raised.value)
    with pytest.raises(ValueError, match="use an origin"):
        MesoLiveEventHubClient(mesolive_instance=instance, mesolive_api_key="k")


@pytest.mark.parametrize(
    "workload",
    [
        "{",
        "[]",
        '{"version":2}',
        '{"limits":{"record_wait_s":0}}',
        '{"limits":{"cancel_unfilled_after_s":0}}',
        '{"limits":{"act_within_s":"x"}}',
        '{"limits":{"quotes":{"samples":0}}}',
        '{"limits":{"quotes":{"providers":"both"}}}',
    ],
)
def test_a_bad_workload_is_refused_by_name(workload: str) -> None:
    with pytest.raises(SettingsError, match="HUBPROOF_WORKLOAD"):
        read_settings(ENV | {"HUBPROOF_WORKLOAD": workload})


def test_a_decision_log_that_cannot_be_written_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="HUBPROOF_DECISIONS"):
        DecisionLog(tmp_path / "nowhere" / "log")


def test_without_a_path_no_decision_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    log = DecisionLog(None)
    log.handled("e", 1)
    log.close()
    assert list(tmp_path.iterdir()) == []


def test_unfilled_orders_are_cancelled_only_where_the_workload_says_so() -> None:
    assert read_settings(ENV).limits.cancel_unfilled_after_s is None
    for text, after_s in (("null", None), ("3.5", 3.5)):
        workload = f'{{"limits":{{"cancel_unfilled_after_s":{text}}}}}'
        limits = read_settings(ENV | {"HUBPROOF_WORKLOAD": workload}).limits
        assert limits.cancel_unfilled_after_s == after_s
