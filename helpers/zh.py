"""The seven names for a notebook in Chinese: `from helpers.zh import load, codebook, credit, figure, explore, ask`."""

from . import answer_key, ask, codebook, credit, explore, figure, load
from .language import use

__all__ = ["answer_key", "ask", "codebook", "credit", "explore", "figure", "load"]

use("zh")
