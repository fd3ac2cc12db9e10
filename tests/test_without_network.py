"""`start.py test` runs the whole suite, servers, kernels and browser included, in a network of loopback only."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

import start

SCRIPT = Path(__file__).with_name("without_network.py")
ASKS = """
import socket
listening = socket.create_server(("127.0.0.1", 0))
socket.create_connection(listening.getsockname(), 5).close()
try:
    socket.create_connection(("192.0.2.1", 80), 5)
except OSError as error:
    print([name for _, name in socket.if_nameindex()], type(error).__name__, error.errno == 101)
"""


def test_a_program_without_a_network_reaches_loopback_and_nothing_else():
    if not start.can_take_the_network_away():
        pytest.skip("a program without a network needs Linux and the right to make a user namespace")
    command = [shutil.which("unshare"), "--map-root-user", "--net", sys.executable, str(SCRIPT), "-c", ASKS]
    assert subprocess.check_output(command, encoding="utf-8").strip() == "['lo'] OSError True"


def test_this_very_suite_has_no_network():
    if [name for _, name in socket.if_nameindex()] != ["lo"]:
        words = "this run has a network: `start.py test` takes it away on a Linux that allows user namespaces"
        pytest.fail(words) if os.environ.get("CI") and sys.platform == "linux" else pytest.skip(words)
    with pytest.raises(OSError):
        socket.create_connection(("192.0.2.1", 80), 5)
