"""Helpers for the notebooks of "Liuzhou in figures".

Seven names do the work in a notebook::

    from helpers import load, codebook, credit, figure, explore, ask, answer_key

Each is imported when it is first used, so that a part which needs no pandas (the server's save hook, the
still-picture maker) does not pay for it.

Nothing here knows a theme: whatever is about cars or noodles is in ``data/`` or in a notebook.
"""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

_HOMES = {"load": "tables", "codebook": "cards", "credit": "cards", "figure": "figures", "explore": "charts"}
# Not in a module named ask: once imported, the module would stand where the function is looked for. For the same reason
# it is answer_key and not answers, which is a module.
_HOMES |= {"ask": "asking", "answer_key": "asking"}

__all__ = ["answer_key", "ask", "codebook", "credit", "explore", "figure", "load"]


def __getattr__(name: str):
    if name not in _HOMES:
        raise AttributeError(f"helpers has no {name!r}: it has {', '.join(__all__)}.")
    home = f"{__name__}.{_HOMES[name]}"
    if home not in sys.modules:
        with _no_collecting():
            # First, so that a browser makes ready to draw while the kernel loads pandas and Altair.
            if "ipykernel" in sys.modules:
                import_module(f"{__name__}.ahead")
            import_module(home)
    return getattr(sys.modules[home], name)


@contextmanager
def _no_collecting() -> Iterator[None]:
    """No search for garbage while pandas and Altair are loaded: it takes a fifth of the time, and what is loaded stays.

    So nothing of it is looked through later either.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.freeze()
            gc.enable()


def __dir__() -> list[str]:
    return __all__
