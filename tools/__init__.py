"""What makes and serves the editions of the notebooks; no notebook imports it. `python -m tools --help` tells more."""


class ToolError(Exception):
    """One sentence that ends a command: what was wrong, and what to do."""
