"""How the property tests run, however busy the machine, and in CI the same each time; and the browser of the others."""

import os

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
def chromium():
    """A browser that reaches loopback only."""
    from playwright.sync_api import sync_playwright

    from . import browser

    with sync_playwright() as playwright:
        path = browser.find_browser(playwright)
        if path is None:
            words = "There is no Chromium or Chrome on this computer, and the browser tests need one."
            pytest.fail(words) if os.environ.get("CI") else pytest.skip(words)
        opened = browser.launch(playwright, path)
        yield opened
        opened.close()
