"""The data, figures and pictures are the same in Shanghai and Los Angeles, on a Chinese Windows, an old processor."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__

ROOT = Path(__file__).resolve().parent.parent

# What reads files, writes words or draws: the data, the helpers' own tests and examples, and every notebook. Looking
# up each row of each table takes long and depends on no place.
NAMES = ("data", "tables", "facts", "figures", "cards", "charts", "stills", "prose", "errors")
SUITE = ["helpers", "tests/cells.py", *(f"tests/test_{name}.py" for name in NAMES)]
OPTIONS = ["-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-k", "not every_row_of_every_table"]


def run_suite(environment: dict[str, str], *options: str) -> None:
    """Runs the tests in another place, without the caller's own settings for pytest."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("PYTEST_", "PYTHONIOENCODING"))}
    command = [sys.executable, "-m", "pytest", *OPTIONS, *options, *SUITE]
    told = {"capture_output": True, "encoding": "utf-8", "errors": "replace"}
    run = subprocess.run(command, cwd=ROOT, env=clean | environment, **told)
    assert run.returncode == 0, run.stdout[-6000:] + run.stderr[-2000:]
    assert " passed" in run.stdout


def test_the_suite_passes_on_a_chinese_windows_in_shanghai(tmp_path):
    # A locale whose encoding is GBK, and no UTF-8 mode.
    if shutil.which("localedef") is None:
        if os.environ.get("CI") and sys.platform == "linux":
            pytest.fail("localedef is missing: install the package locales")
        pytest.skip("this system has no localedef to make a GBK locale with")
    made = subprocess.run(
        ["localedef", "-i", "zh_CN", "-f", "GBK", str(tmp_path / "zh_CN.GBK")], capture_output=True, check=False
    )
    if made.returncode and not (tmp_path / "zh_CN.GBK").exists():
        pytest.skip("this system has no sources of locales")
    place = {"LOCPATH": str(tmp_path), "LC_ALL": "zh_CN.GBK", "LANG": "zh_CN.GBK", "PYTHONUTF8": "0"}
    code = "import locale; print(locale.getpreferredencoding(False))"
    found = subprocess.run([sys.executable, "-c", code], env={**os.environ, **place}, capture_output=True)
    assert found.stdout.strip().upper() in (b"GBK", b"CP936")
    run_suite(place | {"TZ": "Asia/Shanghai"})


def test_the_suite_passes_in_los_angeles_on_an_old_processor():
    # It sorts with another algorithm: what hangs on the order of equal rows shows.
    features = " ".join(name for name in __cpu_dispatch__ if __cpu_features__[name])
    run_suite({"TZ": "America/Los_Angeles", "NPY_DISABLE_CPU_FEATURES": features}, "-p", "tests.unstable_sorts")
