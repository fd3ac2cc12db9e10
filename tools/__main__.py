"""The command line of the tools: `python -m tools COMMAND`, or `python3 start.py COMMAND`."""

import argparse
import errno
import sys
from importlib import import_module
from pathlib import Path

from . import ToolError, messages

ROOT = Path(__file__).resolve().parent.parent
SITE = ROOT / "site"


def _tool(name: str):
    """The module of a command, which is loaded only when that is typed."""
    return import_module(f"tools.{name}")


_RUN = {
    "lab": lambda said: _tool("lab").main(ROOT, said.port, not said.no_browser, said.more),
    "doctor": lambda said: _tool("doctor").main(),
    "slides": lambda said: _tool("slides").main(said.name, not said.no_browser),
    "reset": lambda said: _tool("lessons").reset(ROOT, said.name),
    "site": lambda said: _tool("site").main(said.folder.absolute()),
    "refresh": lambda said: _tool("refresh").main(said.names),
    "translate": lambda said: _tool("translate").main(said.names),
    "bench": lambda said: import_module("benchmarks.__main__").main(said.more),
}


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(messages.NO_PORT.format(text=text))
    return int(text)


def command_line() -> argparse.ArgumentParser:
    """What there is to type.

    Returns:
        A parser whose options hold `run`, the function of the command.

    Example:
        >>> command_line().parse_args(["slides", "02"]).name
        '02'
    """
    top = argparse.ArgumentParser(prog="start.py", description="The tools of Liuzhou in figures.")
    commands = top.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, does: str, **more) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=does, description=does, **more)
        command.set_defaults(run=_RUN[name])
        return command

    add_lab = add("lab", "open the notebooks in JupyterLab", epilog="Options of JupyterLab itself go after --.")
    add_lab.add_argument("--port", type=_port, default=8888, help="the port to listen on, or the first to try (8888)")
    add_lab.add_argument("--no-browser", action="store_true", help="only print the address")
    add("doctor", "check this computer, and say what to do")
    a_lesson = {"metavar": "NAME", "help": "the lesson's name or the start of one, such as 02"}
    add_slides = add("slides", "open a lesson as slides, with live controls")
    add_slides.add_argument("name", **a_lesson)
    add_slides.add_argument("--no-browser", action="store_true", help="only make them and say where they are")
    add_reset = add("reset", "put a fresh copy of a lesson beside your own, and clear its answers")
    add_reset.add_argument("name", **a_lesson)
    add_site = add("site", "write the notebooks as pages that need neither Python nor a network")
    add_site.add_argument("folder", nargs="?", type=Path, default=SITE, help="the folder (site, in the project's)")
    add("refresh", "run notebooks and save their outputs").add_argument("names", nargs="*", **a_lesson)
    does = "bring the catalogues of the other language up to date, and say what is not translated"
    add("translate", does).add_argument("names", nargs="*", **a_lesson)
    add("bench", "measure speed and weight", epilog="Options of the benchmarks themselves go after --.")
    return top


def main(words: list[str]) -> int:
    """Runs a command; whatever it stumbles over ends it with a sentence.

    Args:
        words: What was typed.

    Returns:
        The exit code.
    """
    for stream in (sys.stdout, sys.stderr):
        # A folder's name may hold what the console's encoding lacks.
        stream.reconfigure(errors="replace")
    cut = words.index("--") if "--" in words else len(words)
    options = command_line().parse_args(words[:cut], argparse.Namespace(more=words[cut + 1 :]))
    try:
        if not (ROOT / "notebooks").is_dir():
            raise ToolError(messages.NO_PROJECT.format(folder=ROOT))
        return options.run(options)
    except ToolError as error:
        said = str(error)
    except OSError as error:
        closed = error.filename and error.errno in (errno.EACCES, errno.EPERM, errno.EROFS)
        said = (messages.CANNOT_WRITE if closed else messages.SYSTEM_ERROR).format(file=error.filename, error=error)
    except KeyboardInterrupt:
        said = messages.STOPPED
    print(said, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
