"""Facts about what a notebook's browser is sent ahead of the first chart, and about loading the libraries."""

import gc
import subprocess
import sys
from pathlib import Path

import pytest

import helpers
from helpers import ahead, bundle

ROOT = Path(helpers.__file__).parents[1]
IN_A_KERNEL = "import sys, types; sys.modules['ipykernel'] = types.ModuleType('ipykernel'); "


def loaded(code: str) -> list[str]:
    """The modules of a fresh Python that runs some code, in the order in which they were begun."""
    code += "\nimport sys; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    return run.stdout.split()


def test_what_is_sent_ahead_waits_for_neither_pandas_nor_altair():
    assert not {"pandas", "altair", "vl_convert"} & set(loaded("import helpers.charts.runtime"))


@pytest.mark.parametrize("name", helpers.__all__)
def test_in_a_kernel_it_is_sent_before_the_libraries_are_loaded(name):
    modules = loaded(f"{IN_A_KERNEL}from helpers import {name}")
    libraries = [modules.index(each) for each in ("pandas", "altair") if each in modules]
    assert libraries and modules.index("helpers.charts.runtime") < min(libraries)


def test_outside_a_kernel_a_table_is_loaded_without_widgets():
    assert not {"helpers.charts.runtime", "ipywidgets"} & set(loaded("from helpers import load"))


def test_only_a_kernel_is_sent_it(monkeypatch):
    monkeypatch.delenv("LIUZHOU_STILLS", raising=False)
    monkeypatch.setattr(bundle, "javascript", lambda: "export default {}")
    ahead.runtime.cache_clear()
    ahead.send(None)
    assert ahead.runtime.cache_info().currsize == 0
    ahead.send(type("Shell", (), {"kernel": None})())
    assert ahead.runtime.cache_info().currsize == 1
    ahead.runtime.cache_clear()


@pytest.mark.parametrize("collects", [True, False])
def test_while_the_libraries_are_loaded_no_garbage_is_looked_for(collects, monkeypatch):
    seen = []
    monkeypatch.setattr(helpers, "import_module", lambda home: seen.append((home, gc.isenabled())))
    monkeypatch.delitem(sys.modules, "helpers.data.tables", raising=False)
    (gc.enable if collects else gc.disable)()
    try:
        # Nothing was loaded, so nothing is there to be given.
        with pytest.raises(KeyError):
            helpers.__getattr__("load")
        assert seen[-1] == ("helpers.data.tables", False)
        assert gc.isenabled() == collects
    finally:
        gc.unfreeze()
        gc.enable()


def test_what_was_loaded_is_looked_through_no_more_but_a_students_own_is():
    code = "import gc, helpers; helpers.load; kept = gc.get_freeze_count(); helpers.load; print(kept, gc.isenabled(), "
    run = subprocess.run(
        [sys.executable, "-c", code + "gc.get_freeze_count() == kept)"], capture_output=True, text=True, cwd=ROOT
    )
    kept, enabled, same = run.stdout.split()
    assert int(kept) > 50_000 and enabled == same == "True"
