"""How the property tests run, however busy the machine, and in CI the same each time; the browsers, and the pages."""

import os
import time
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "liuzhou",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    database=None,
    derandomize=bool(os.environ.get("CI")),
)
settings.load_profile("liuzhou")


@pytest.fixture(scope="module")
def playwright():
    """What starts and drives browsers."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        yield started


def opened(playwright, name):
    """A browser that reaches loopback only."""
    from . import browser

    if (found := browser.launch(playwright, name)) is None:
        words = f"There is no {name} on this computer, and the browser tests need one."
        pytest.fail(words) if os.environ.get("CI") else pytest.skip(words)
    yield found
    found.close()


@pytest.fixture(scope="module")
def chromium(playwright):
    yield from opened(playwright, "Chromium or Chrome")


@pytest.fixture(scope="module")
def firefox(playwright):
    yield from opened(playwright, "Firefox")


@pytest.fixture(scope="session")
def pages(request, tmp_path_factory):
    """The folder of all pages, as `start.py site` writes them: made by the worker that asks first, for all workers."""
    from tools import site

    here = tmp_path_factory.getbasetemp()
    shared = here.parent if hasattr(request.config, "workerinput") else here
    made, making = shared / "site", shared / "site_in_the_making"
    with suppress(FileExistsError):
        making.mkdir()
        try:
            site.build(making / "site")
            (making / "site").rename(made)
        except BaseException:
            (shared / "site_failed").touch()
            raise
    while not made.is_dir():
        assert not (shared / "site_failed").exists(), "Another worker could not make the pages."
        time.sleep(0.2)
    return made
