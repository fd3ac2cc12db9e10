"""What is broken on purpose is noticed, by the test whose task that is and in the words that help."""

import re
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.mutations import MUTATIONS, Copy, Mutation

# A run that drives a browser mostly waits.
AT_ONCE = 3
UNBROKEN = "unbroken"


def broken(mutation: Mutation, folder: Path, original: Path) -> tuple[int, str]:
    """Breaks a copy and runs the test that must notice it."""
    copy = Copy(folder, original)
    mutation.breaks(copy)
    return copy.run(mutation.caught_by)


def unbroken(folder: Path, original: Path) -> tuple[int, str]:
    """Runs those tests on a copy as it is; the browser's own ones run anyway, on the project itself."""
    tests = sorted({mutation.caught_by for mutation in MUTATIONS if not mutation.needs_browser})
    return Copy(folder, original).run(*tests)


@pytest.fixture(scope="module")
def runs(request, tmp_path_factory):
    """The runs of all mutations that were chosen, some at once; at the end, the table."""
    folder = tmp_path_factory.mktemp("mutations")
    original = Copy(folder / "original").root
    items = [item for item in request.session.items if "runs" in getattr(item, "fixturenames", ())]
    chosen = [item.callspec.params["mutation"] for item in items if hasattr(item, "callspec")]
    # Those that drive a browser first, so that nothing long is left over at the end.
    chosen.sort(key=lambda mutation: not mutation.needs_browser)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        started: dict[str, Future] = {}
        for number, mutation in enumerate(chosen):
            started[mutation.name] = pool.submit(broken, mutation, folder / str(number), original)
        if len(items) > len(chosen):
            started[UNBROKEN] = pool.submit(unbroken, folder / "unbroken", original)
        yield started
        pool.shutdown(cancel_futures=True)
    show(table(chosen, started), request.config)


def test_the_names_are_different():
    assert len({mutation.name for mutation in MUTATIONS}) == len(MUTATIONS)


def test_a_copy_is_what_its_tests_import(tmp_path):
    copy = Copy(tmp_path / "project")
    (copy.root / "tests" / "test_where.py").write_text(WHERE, encoding="utf-8")
    code, said = copy.run("tests/test_where.py")
    assert code == 0, said


WHERE = """
import subprocess, sys
from pathlib import Path
import helpers, tools
from tests import saved_charts

def test_where():
    root = Path(__file__).parent.parent
    code = "import helpers; print(helpers.__file__, end='')"
    child = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd="/", check=True).stdout
    for file in (helpers.__file__, tools.__file__, saved_charts.__file__, child):
        assert Path(file).is_relative_to(root)
"""


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.name)
def test_it_is_caught(mutation, runs):
    code, said = runs[mutation.name].result()
    skip_without_browser(said)
    assert not (complaint := objection(mutation, code, said)), f"{complaint}:\n{said[-6000:]}"


def objection(mutation: Mutation, code: int, said: str) -> str | None:
    """Why a mutation does not count as caught, or None."""
    if code != 1 or mutation.caught_by not in (failed(said) or ""):
        return f"{mutation.caught_by} did not notice it (pytest's exit code is {code})"
    missing = [words for words in mutation.says if words not in said]
    return f"{mutation.caught_by} failed, but did not say {missing}" if missing else None


def failed(said: str) -> str | None:
    """The test that failed, by pytest's summary."""
    found = re.search(r"^FAILED (.*?)(?: - .*)?$", said, flags=re.MULTILINE)
    return found[1] if found else None


def test_an_unbroken_copy_passes_all_these_tests(runs):
    code, said = runs[UNBROKEN].result()
    assert code == 0, said[-6000:]


def skip_without_browser(said: str) -> None:
    """Skips where the test was skipped for want of a browser; under CI it fails instead, and so does ours."""
    if words := re.search(r"^SKIPPED .*?: (There is no Chromium.*)", said, flags=re.MULTILINE):
        pytest.skip(words[1])


def table(chosen: list[Mutation], started: dict[str, Future]) -> str:
    """The mutations and what caught them."""
    rows = [("broken on purpose", "", "by")]
    for mutation in sorted(chosen, key=MUTATIONS.index):
        run = started[mutation.name]
        if run.cancelled() or run.exception():
            rows.append((mutation.name, "not run", ""))
        else:
            caught = not objection(mutation, *run.result())
            rows.append((mutation.name, "caught" if caught else "NOT CAUGHT", failed(run.result()[1]) or ""))
    widths = [max(len(row[column]) for row in rows) for column in range(2)]
    return "\n".join(f"{name:{widths[0]}}  {how:{widths[1]}}  {test}" for name, how, test in rows)


def show(text: str, config: pytest.Config) -> None:
    """Prints past pytest's capture, and to stderr, since a worker of xdist has no other way to the terminal."""
    with config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        print(f"\n\n{text}\n", file=sys.stderr, flush=True)
