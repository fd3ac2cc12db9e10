"""How the property tests run: without a deadline, since a computer may be slow; in CI, the same each time."""

import os

from hypothesis import settings

settings.register_profile("liuzhou", deadline=None, database=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("liuzhou")
