"""The runbook's lines are taken as they stand; what may not be asked is one sentence."""

import shlex

import pytest

from hubproof.client.sdk.models import DataProviderType
from hubproof.harness.cli.arguments import parse
from hubproof.harness.cli.exits import UsageError
from hubproof.harness.cli.tools.arguments import (
    LIMIT_MAX,
    SECONDS_MAX,
    SUBJECTS,
    named_only,
    of_example,
)

RUNBOOK: dict[str, dict[str, object]] = {
    "agents list": {},
    "accounts list --limit 50": {"limit": 50},
    "strategies list --limit 50": {"limit": 50},
    "data underlying stream --symbol SPX --seconds 10": {"symbol": "SPX", "seconds": 10.0},
    "events dump --seconds 10": {"strategies": None, "seconds": 10.0},
    "events dump --strategy-id 1 --strategy-id 2 --seconds 30": {"strategies": [1, 2]},
}


@pytest.mark.parametrize("line", RUNBOOK)
def test_both_doors_take_the_lines_of_the_runbook(line: str) -> None:
    subject, *rest = shlex.split(line)
    here = vars(parse(["tools", subject, *rest]))
    there = vars(of_example(subject, "a_module").parse_args(rest))
    assert RUNBOOK[line].items() <= here.items()
    assert there.items() <= here.items()
    assert here["tool"].split()[0] == subject


def test_without_a_subject_no_tool_is_meant() -> None:
    assert parse(["tools"]).tool is None


def test_what_is_left_out_has_the_runbooks_figures() -> None:
    assert parse(["tools", "accounts", "list"]).limit == 50
    options = parse(["tools", "data", "underlying", "stream", "--symbol", " SPX "])
    assert (options.symbol, options.seconds, options.providers) == ("SPX", 10.0, [])
    assert (options.instance, options.key, options.json) == (None, None, False)
    assert options.max_age_ms is None


def test_providers_are_known_in_any_casing() -> None:
    line = "tools data underlying snapshot --symbol SPX --provider tastytrade --provider"
    assert parse([*line.split(), "InteractiveBrokers"]).providers == [
        DataProviderType.Tastytrade,
        DataProviderType.InteractiveBrokers,
    ]


def test_the_largest_numbers_are_taken() -> None:
    assert parse(["tools", "accounts", "list", "--limit", str(LIMIT_MAX)]).limit == LIMIT_MAX
    dump = parse(["tools", "events", "dump", "--seconds", str(SECONDS_MAX)])
    assert dump.seconds == SECONDS_MAX


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("accounts list --limit 0", "'0' is not a whole number from 1 to"),
        ("accounts list --limit -3", "'-3' is not a whole number"),
        (f"accounts list --limit {LIMIT_MAX + 1}", "is not a whole number"),
        ("strategies list --limit many", "'many' is not a whole number"),
        ("events dump --seconds 0", "'0' is not a number of seconds above 0"),
        ("events dump --seconds -1", "'-1' is not a number of seconds"),
        ("events dump --seconds nan", "'nan' is not a number of seconds"),
        ("events dump --seconds inf", "'inf' is not a number of seconds"),
        ("events dump --seconds soon", "'soon' is not a number of seconds"),
        ("events dump --strategy-id one", "'one' is not a whole number"),
        ("data underlying stream", "arguments are required: --symbol"),
        ("data underlying stream --symbol ''", "an empty text names no underlying"),
        ("data underlying stream --symbol SPX --provider X", "there is no provider 'X'; there are"),
        ("data underlying snapshot --symbol SPX --seconds 3", "unrecognized arguments: --seconds"),
        ("agents", "the following arguments are required: ACTION"),
        ("agents get", "invalid choice: 'get'"),
        ("agents list --limit 3", "unrecognized arguments: --limit"),
        ("positions list", "invalid choice: 'positions'"),
        ("agents list -- node bot.mjs", "takes no command after --"),
    ],
)
def test_what_may_not_be_asked_is_a_sentence(line: str, says: str) -> None:
    with pytest.raises(UsageError) as refused:
        parse(["tools", *shlex.split(line)])
    assert says in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "line", ["--key 'very secret'", "--api-key very-secret", "--api-key=very-secret", "very-secret"]
)
def test_a_mistyped_key_is_not_repeated(line: str) -> None:
    with pytest.raises(UsageError) as refused:
        parse(["tools", "agents", "list", *shlex.split(line)])
    assert "secret" not in str(refused.value)


def test_options_are_named_without_what_follows_them() -> None:
    assert named_only(["--api-key=a", "b", "-x"]) == ["--api-key", "...", "-x"]


@pytest.mark.parametrize("subject", SUBJECTS)
def test_every_subject_has_help_under_both_names(
    subject: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        parse(["tools", subject, "--help"])
    assert f"usage: hubproof tools {subject}" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        of_example(subject, "some.module").parse_args(["--help"])
    assert "usage: python -m some.module" in capsys.readouterr().out


def test_the_help_of_the_dump_says_what_counts(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse(["tools", "events", "dump", "--help"])
    said = " ".join(capsys.readouterr().out.split())
    assert "subscribed and saw none in its time ends with 2" in said
