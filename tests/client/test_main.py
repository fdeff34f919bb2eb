"""The client as a process, as far as it needs no hub."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest


def start(tmp_path: Path, **env: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "hubproof.client"],
        env={"PATH": os.environ["PATH"], "HUBPROOF_STATE_DIR": str(tmp_path / "state"), **env},
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_a_missing_variable_is_one_sentence_and_exit_3(tmp_path: Path) -> None:
    process = start(tmp_path, MESOLIVE_INSTANCE="http://127.0.0.1:9")
    out, says = process.communicate(timeout=60)
    assert process.returncode == 3
    assert out == ""
    assert says == "MESOLIVE_API_KEY is not set: set it to a key from the MesoLive portal.\n"


def test_an_unusable_state_directory_is_one_sentence_and_exit_3(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("")
    env = {"MESOLIVE_INSTANCE": "http://127.0.0.1:9", "MESOLIVE_API_KEY": "very-secret"}
    process = start(tmp_path, **env)
    _, says = process.communicate(timeout=60)
    assert process.returncode == 3
    assert says.startswith("HUBPROOF_STATE_DIR")
    assert says.count("\n") == 1


@pytest.mark.live
def test_sigterm_ends_it_with_exit_0_and_the_key_is_never_printed(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as reserved:
        port = reserved.getsockname()[1]
    env = {"MESOLIVE_INSTANCE": f"http://127.0.0.1:{port}", "MESOLIVE_API_KEY": "very-secret"}
    process = start(tmp_path, **env)
    assert process.stderr is not None
    first = process.stderr.readline()
    assert "next attempt" in first
    process.send_signal(signal.SIGTERM)
    out, says = process.communicate(timeout=60)
    assert process.returncode == 0
    assert "very-secret" not in first + out + says
    assert "Traceback" not in says
