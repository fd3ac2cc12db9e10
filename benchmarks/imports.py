"""What the helpers add to the time of importing the libraries under them: `python -m benchmarks.imports`.

Each import runs in a fresh interpreter, the two kinds in turn, so that a slow moment of the machine hits both.
"""

import statistics
import subprocess
import sys
import time

LIBRARIES = "import pandas, altair, ipywidgets, anywidget"
HELPERS = f"{LIBRARIES}; from helpers import codebook, credit, explore, figure, load"
ROUNDS = 9


def seconds(code: str) -> float:
    """The time that a fresh interpreter needs for some code.

    Args:
        code: Python code.

    Returns:
        Seconds, the interpreter's own start included.
    """
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return time.perf_counter() - start


def main() -> None:
    """Measure and print one line with the ratio."""
    seconds(HELPERS)  # the first run writes the compiled files
    rounds = [(seconds(LIBRARIES), seconds(HELPERS)) for _ in range(ROUNDS)]
    libraries, helpers = (statistics.median(column) for column in zip(*rounds, strict=True))
    print(
        f"libraries alone {libraries:.2f} s, with the helpers {helpers:.2f} s: {helpers / libraries:.3f} times as long "
        f"(medians of {ROUNDS}, Python {sys.version.split()[0]})"
    )


if __name__ == "__main__":
    main()
