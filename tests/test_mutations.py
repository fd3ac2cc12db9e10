"""What is broken on purpose is noticed, by the test whose task that is and in the words that help."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.mutations import MUTATIONS, Copy

# A run that drives a browser mostly waits.
AT_ONCE = 3
UNBROKEN = "nothing at all"


@pytest.fixture(scope="module")
def runs(request, tmp_path_factory):
    """The runs of all mutations that were chosen, some at once: pytest's exit code and what it said, by name."""
    folder = tmp_path_factory.mktemp("mutations")
    original = Copy(folder / "original").root
    items = [item for item in request.session.items if "runs" in getattr(item, "fixturenames", ())]
    chosen = [item.callspec.params["mutation"] for item in items if hasattr(item, "callspec")]

    def broken(mutation):
        copy = Copy(folder / mutation.name.replace(" ", "-"), original)
        mutation.breaks(copy)
        return copy.run(mutation.caught_by)

    def unbroken():
        # The browser's own tests run anyway, on the project itself.
        tests = sorted({mutation.caught_by for mutation in MUTATIONS if not mutation.needs_browser})
        return Copy(folder / "unbroken", original).run(*tests)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        # Those that drive a browser first, so that nothing long is left over at the end.
        chosen.sort(key=lambda mutation: not mutation.needs_browser)
        started = {mutation.name: pool.submit(broken, mutation) for mutation in chosen}
        yield started | ({UNBROKEN: pool.submit(unbroken)} if len(items) > len(chosen) else {})
        pool.shutdown(cancel_futures=True)


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.name)
def test_it_is_caught(mutation, runs):
    code, said = runs[mutation.name].result()
    # Under CI a test that wants a browser fails without one, and so does this.
    if words := re.search(r"^SKIPPED .*?: (There is no Chromium.*)", said, flags=re.MULTILINE):
        pytest.skip(words[1])
    noticed = re.findall(r"^FAILED (.*?)(?: - .*)?$", said, flags=re.MULTILINE)
    missing = [words for words in mutation.says if words not in said]
    assert code == 1 and noticed and noticed[0].startswith(mutation.caught_by), said[-6000:]
    assert not missing, said[-6000:]


def test_an_unbroken_copy_passes_all_these_tests(runs):
    code, said = runs[UNBROKEN].result()
    assert code == 0, said[-6000:]
