"""What may be asked is read as meant; what may not is one sentence that names it."""

import pytest

from hubproof.contract.mesolive.dialect import OURS, Dialect
from hubproof.harness.cli.arguments import DEFAULT_KEY, DEFAULT_PORT, SEEDS_MAX, parse
from hubproof.harness.cli.exits import UsageError
from hubproof.harness.plan import SEED_MAX


def refusal(*argv: str) -> str:
    with pytest.raises(UsageError) as refused:
        parse(argv)
    return str(refused.value)


def test_a_run_without_options_is_every_scenario_once_in_the_default_mode() -> None:
    options = parse(["run"])
    assert (options.scenarios, options.subject, options.mode) == ([], None, None)
    assert (options.seed, options.seeds, options.command, options.out) == (1, 1, None, None)
    assert (options.selective, options.require_decisions, options.json) == (False, False, False)


def test_scenarios_may_stand_before_and_after_options() -> None:
    assert parse(["run", "a", "--seed", "2", "b", "--json", "c"]).scenarios == ["a", "b", "c"]
    assert parse(["run", "--seed", "2", "a"]).scenarios == ["a"]


def test_everything_after_two_dashes_is_the_command_as_it_stands() -> None:
    options = parse(["run", "a", "--json", "--", "node", "bot.mjs", "--json", "--", "--seed"])
    assert options.command == ["node", "bot.mjs", "--json", "--", "--seed"]
    assert options.scenarios == ["a"]


def test_a_pasted_remark_is_no_part_of_the_command() -> None:
    pasted = "run a -- node bot.mjs # real time: timing may differ"
    assert parse(pasted.split()).command == ["node", "bot.mjs"]
    pasted = "run a --mode live # real time: timing may differ"
    assert parse(pasted.split()).scenarios == ["a"]


def test_the_largest_numbers_are_taken() -> None:
    assert parse(["run", "--seed", str(SEED_MAX), "--seeds", str(SEEDS_MAX)]).seed == SEED_MAX
    assert parse(["run", "--seed", "0"]).seed == 0
    assert parse(["serve", "--port", "65535"]).port == 65535


def test_serve_has_the_documented_defaults() -> None:
    options = parse(["serve"])
    assert (options.port, options.key) == (DEFAULT_PORT, DEFAULT_KEY) == (8765, "dev-key")


@pytest.mark.parametrize(
    "argv",
    [
        ("run", "--seeds", "0"),
        ("run", "--seeds", str(SEEDS_MAX + 1)),
        ("run", "--seed", "-1"),
        ("run", "--seed", str(SEED_MAX + 1)),
        ("run", "--seed", "9" * 5000),
        ("run", "--seed", "1.5"),
        ("run", "--seed", "1_0"),
        ("serve", "--port", "0"),
        ("serve", "--port", "70000"),
        ("serve", "--port", "http"),
    ],
)
def test_a_number_out_of_its_range_is_named_with_the_range(argv: tuple[str, ...]) -> None:
    sentence = refusal(*argv)
    assert argv[1] in sentence
    assert repr(argv[2]) in sentence
    assert "is not a whole number from" in sentence


def test_serve_keeps_the_whole_history_unless_told_otherwise() -> None:
    assert parse(["serve"]).keep is None
    assert parse(["serve", "--keep", "100"]).keep == 100
    for text in ("0", "-1", "all", ""):
        assert "is not a whole number from 1 to 1000000" in refusal("serve", "--keep", text)


def test_serve_speaks_the_dialect_that_its_words_name() -> None:
    assert parse(["serve"]).dialect == OURS
    assert parse(["serve", "--dialect", "camel,strings"]).dialect == Dialect(
        casing="camel", decimals="strings"
    )
    assert "'snake' is no form of a dialect" in refusal("serve", "--dialect", "snake")


@pytest.mark.parametrize("key", ["", "two words", "line\nfeed", "tab\t", "caf\u00e9", "\x7f"])
def test_a_key_that_no_header_carries_is_refused(key: str) -> None:
    assert f"{key!r} cannot be a bearer key" in refusal("serve", "--key", key)


@pytest.mark.parametrize(
    ("argv", "part"),
    [
        (("run", "--"), "nothing follows --"),
        (("run", "--out", " "), "names no directory"),
        (("run", "--out"), "expected one argument"),
        (("run", "--frob"), "--frob"),
        (("run", "--jso"), "--jso"),
        (("run", "--mode", "proxy"), "proxy"),
        (("list", "everything"), "everything"),
        (("list", "mutants", "more"), "more"),
        (("replay",), "PLAN_OR_RUN"),
        (("frob",), "frob"),
        (("serve", "--", "node"), "serve takes no command"),
        (("list", "faults", "--", "node"), "list takes no command"),
    ],
)
def test_what_may_not_be_asked_is_named(argv: tuple[str, ...], part: str) -> None:
    sentence = refusal(*argv)
    assert part in sentence
    assert "hubproof" in sentence or "give" in sentence


def test_nothing_at_all_is_answered_with_what_could_be_asked() -> None:
    sentence = refusal()
    for verb in ("run", "list", "serve", "--help"):
        assert f"hubproof {verb}" in sentence
