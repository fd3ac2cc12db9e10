"""The eight names for a notebook in Chinese: `from helpers.zh import load, codebook, credit, figure, explore, …`."""

from . import answer_key, ask, codebook, credit, explore, figure, load, my_work
from .language import use

__all__ = ["answer_key", "ask", "codebook", "credit", "explore", "figure", "load", "my_work"]

use("zh")
