"""Helpers for the notebooks: eight names do the work.

    from helpers import load, codebook, credit, figure, explore, ask, my_work, answer_key

Three rooms hold them: `data` (tables and figures), `charts` (pictures and their controls), `questions` (forms and what
judges an answer). Nothing here knows a theme or a city: whatever is about cars or noodles is in data/ or a notebook.
"""

import gc

from IPython import get_ipython

_was_on = gc.isenabled()
try:
    # No search for garbage while pandas and Altair are loaded: it takes a fifth of the time, and what is loaded stays.
    gc.disable()
    from .charts.runtime import send_ahead

    # The browser makes ready to draw while this kernel still loads pandas and Altair.
    send_ahead()

    from . import slips
    from .charts.explore import explore
    from .data.cards import codebook, credit
    from .data.tables import figure, load
    from .questions.ask import answer_key, ask
    from .questions.work import my_work

    if shell := get_ipython():
        slips.install(shell)
finally:
    if _was_on:
        # So nothing of it is looked through later either.
        gc.freeze()
        gc.enable()

__all__ = ["answer_key", "ask", "codebook", "credit", "explore", "figure", "load", "my_work"]
