"""`.ci/run` runs the whole suite, servers, kernels and browser included, in a network of loopback only."""

import errno
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TAKEN = ["unshare", "--map-root-user", "--net"]


def can_be_taken_away():
    return shutil.which("unshare") and subprocess.run([*TAKEN, "true"], stderr=subprocess.DEVNULL).returncode == 0


def test_a_program_without_a_network_reaches_loopback_and_nothing_else():
    if not can_be_taken_away():
        pytest.skip("a program without a network needs Linux and the right to make a user namespace")
    test = f"{__file__}::{test_this_very_suite_has_no_network.__name__}"
    command = [*TAKEN, sys.executable, "tests/without_network.py", "-m", "pytest", "-p", "no:cacheprovider", test]
    assert "1 passed" in subprocess.check_output(command, cwd=ROOT, encoding="utf-8")


def test_this_very_suite_has_no_network():
    if [name for _, name in socket.if_nameindex()] != ["lo"]:
        words = "this run has a network: .ci/run takes it away on a Linux that allows user namespaces"
        pytest.fail(words) if os.environ.get("CI") and can_be_taken_away() else pytest.skip(words)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        socket.create_connection(listening.getsockname(), 5).close()
    with pytest.raises(OSError, match=f"Errno {errno.ENETUNREACH}"):
        socket.create_connection(("192.0.2.1", 80), 5)


@pytest.mark.skipif(sys.platform != "linux", reason=".ci/run is for Linux")
@pytest.mark.parametrize("allowed", [True, False])
def test_ci_installs_first_and_then_takes_the_network_away_where_it_can(allowed, tmp_path):
    """With programs that do nothing but say how they are called."""
    says = 'echo "$(basename "$0") $*"\n'
    programs = {"python3": says, "apt-get": says, "sudo": '"$@"\n', "unshare": f"{says}{'' if allowed else 'exit 1'}\n"}
    programs["dpkg-query"] = 'case "$*" in *locales) ;; *) echo installed;; esac\n'
    for name, script in programs.items():
        (tmp_path / name).write_text(f"#!/bin/bash\n{script}", encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    environment = os.environ | {"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}
    said = subprocess.check_output([ROOT / ".ci/run"], env=environment, encoding="utf-8").splitlines()
    assert said[:2] == ["python3 -c import ensurepip, venv", "Installing locales."]
    assert said[3] == "python3 -c import start; start.run([start.ready(start.TESTER), 'tests/fill_lite.py'])"
    alone = "unshare --map-root-user --net python3 tests/without_network.py" if allowed else "python3"
    assert said[-2:] == [f"{alone} start.py test", f"{alone} start.py test -m other_ways"]
    assert allowed or "the tests run with it" in said[-3]
