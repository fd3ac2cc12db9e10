"""What anybody's pip, and so Binder, makes of the project: an ordinary installation finds all that it needs."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import start

ROOT = Path(__file__).resolve().parent.parent
LOOK = """
import helpers
from helpers import ask, codebook, load
from helpers.data import facts, files
from tools import save_hook, site, stills
assert len(load("autos")) and len(facts.facts("autos"))
ask("autos.1"), codebook("autos")
print(helpers.__file__, files.DATA, save_hook.__file__, site.PARTS, sep="\\n")
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """A folder into which pip has installed the project as Binder does, but without a network."""
    home = tmp_path_factory.mktemp("binder")
    # From a copy: setuptools leaves its own files where it builds.
    skipped = shutil.ignore_patterns(".*", "wheels", "site", "notebooks", "tests", "test-results", "__pycache__")
    shutil.copytree(ROOT, home / "project", ignore=skipped)
    command = [sys.executable, "-m", "pip", "install", "--target", str(home / "installed"), "."]
    command += ["--no-index", "--no-deps", "--no-build-isolation", "--isolated"]
    done = subprocess.run(command, cwd=home / "project", capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr
    shutil.rmtree(home / "project")
    return home / "installed"


def test_helpers_data_and_tools_are_found_from_another_folder(installed, tmp_path):
    environment = os.environ | {"PYTHONPATH": str(installed), "PYTHONSAFEPATH": "1"}
    found = subprocess.check_output([sys.executable, "-c", LOOK], cwd=tmp_path, env=environment, encoding="utf-8")
    assert [Path(line).is_relative_to(installed) for line in found.splitlines()] == [True] * 4


@pytest.mark.parametrize(
    ("here", "there"), [("helpers", "helpers"), ("tools", "tools"), ("data", "helpers/_collection"), ("jupyter", "")]
)
def test_nothing_of_the_checkout_is_left_out(here, there, installed):
    laid = [path for path in (ROOT / here).rglob("*.*") if path.is_file() and "__pycache__" not in path.parts]
    assert len(laid) > 1
    for path in laid:
        assert (installed / there / path.relative_to(ROOT / here)).read_bytes() == path.read_bytes(), path


def test_binder_finds_what_it_installs_and_a_python_that_the_project_knows():
    """It installs requirements.txt, then what pyproject.toml describes, with the Python of runtime.txt."""
    assert not (ROOT / "binder").exists() and not (ROOT / ".binder").exists() and not (ROOT / "setup.py").exists()
    assert tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8")).keys() >= {"project", "build-system"}
    python = (ROOT / "runtime.txt").read_text(encoding="utf-8").strip()
    workflow = (ROOT / ".github/workflows/test.yml").read_text(encoding="utf-8")
    assert python.startswith("python-3.") and f'"{python.removeprefix("python-")}"' in workflow


def test_nbval_needs_nothing_but_the_readers_list():
    """By somebody who knows nothing of start.py: the helpers are found, whether they are installed or not."""
    assert os.environ["PYTHONPATH"].split(os.pathsep)[0] == str(ROOT)
    more = {line.split("==")[0] for line in (ROOT / start.TESTER).read_text(encoding="utf-8").splitlines()}
    missing = [name.replace("-", "_") for name in more] + ["xdist"]
    arguments = ["-p", "nbval.plugin", "--nbval", "--collect-only", "-q", "-p", "no:cacheprovider", "notebooks"]
    code = f"import sys; sys.modules |= dict.fromkeys({missing}); import pytest; sys.exit(pytest.main({arguments}))"
    environment = os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
