"""The command line of the tools: `python -m tools COMMAND`, or `python3 start.py COMMAND`."""

import argparse
import contextlib
import errno
import sys
from pathlib import Path

from . import ToolError, messages

ROOT = Path(__file__).resolve().parent.parent
SITE = ROOT / "site"


def _lab(options: argparse.Namespace) -> int:
    from . import lab

    return lab.main(ROOT, options.port, not options.no_browser, options.more)


def _doctor(options: argparse.Namespace) -> int:
    from . import doctor

    return doctor.main()


def _slides(options: argparse.Namespace) -> int:
    from . import slides

    return slides.main(options.name, not options.no_browser)


def _reset(options: argparse.Namespace) -> int:
    from . import lessons

    return lessons.reset(ROOT, options.name)


def _site(options: argparse.Namespace) -> int:
    from . import site

    return site.main(options.folder.absolute())


def _refresh(options: argparse.Namespace) -> int:
    from . import lessons, refresh

    with contextlib.suppress(OSError):
        lessons.keep_fresh(ROOT)
    return refresh.main(options.names)


def _bench(options: argparse.Namespace) -> int:
    from benchmarks.__main__ import main

    return main(options.more)


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

    def add(name: str, run, does: str, **more) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=does, description=does, **more)
        command.set_defaults(run=run)
        return command

    add_lab = add("lab", _lab, "open the notebooks in JupyterLab", epilog="Options of JupyterLab itself go after --.")
    add_lab.add_argument("--port", type=_port, default=8888, help="the port to listen on, or the first to try (8888)")
    add_lab.add_argument("--no-browser", action="store_true", help="only print the address")
    add("doctor", _doctor, "check this computer, and say what to do")
    a_lesson = {"metavar": "NAME", "help": "the lesson's name or the start of one, such as 02"}
    add_slides = add("slides", _slides, "open a lesson as slides, with live controls")
    add_slides.add_argument("name", **a_lesson)
    add_slides.add_argument("--no-browser", action="store_true", help="only make them and say where they are")
    add_reset = add("reset", _reset, "put a fresh copy of a lesson beside your own, and clear its answers")
    add_reset.add_argument("name", **a_lesson)
    add_site = add("site", _site, "write the notebooks as pages that need neither Python nor a network")
    add_site.add_argument("folder", nargs="?", type=Path, default=SITE, help="the folder (site, in the project's)")
    add("refresh", _refresh, "run notebooks and save their outputs").add_argument("names", nargs="*", **a_lesson)
    add("bench", _bench, "measure speed and weight", epilog="Options of the benchmarks themselves go after --.")
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
