"""The command line of the tools: `python -m tools COMMAND`, or `python3 start.py COMMAND`."""

import argparse
import errno
import sys
from collections.abc import Callable
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

from . import ToolError, messages

ROOT = Path(__file__).resolve().parent.parent
SITE = ROOT / "site"
BUNDLE = ROOT / "liuzhou-in-figures.zip"
_LANGUAGE = ROOT / "helpers" / "language.py"
_PARSER = messages.PARSER


def _tool(name: str):
    """The module of a command, which is loaded only when that is typed."""
    return import_module(f"tools.{name}")


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(messages.NO_PORT.format(text=text))
    return int(text)


def _speak(code: str) -> None:
    """Puts the tools' own words into a language, without loading the helpers, which takes a second."""
    spec = spec_from_file_location("language", _LANGUAGE)
    language = module_from_spec(spec)
    spec.loader.exec_module(language)
    language.current = code
    language.put_into_language(messages)


def _language() -> argparse.ArgumentParser:
    """The one option of all commands, which may be typed anywhere."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--language", choices=("en", "zh"), default="en", help=messages.COMMANDS["language"])
    return parser


def command_line() -> argparse.ArgumentParser:
    """What there is to type.

    Returns:
        A parser whose options hold `run`, the function of the command.

    Example:
        >>> command_line().parse_args(["slides", "02"]).name
        '02'
    """
    say = messages.COMMANDS
    top = argparse.ArgumentParser(prog="start.py", description=say["tools"], parents=[_language()])
    commands = top.add_subparsers(required=True, metavar="COMMAND", dest="command")

    def add(name: str, run: Callable[[argparse.Namespace], int], more: str = "") -> Callable[..., argparse.Action]:
        command = commands.add_parser(name, help=say[name], description=say[name], epilog=more)
        command.set_defaults(run=run)
        return command.add_argument

    def run_lab(said: argparse.Namespace) -> int:
        return _tool("lab").main(ROOT, said.port, not said.no_browser, said.more, said.language)

    a_lesson = {"metavar": "NAME", "help": say["name"]}
    takes = add("lab", run_lab, say["lab_more"])
    takes("--port", type=_port, default=8888, help=say["port"])
    takes("--no-browser", action="store_true", help=say["lab_no_browser"])
    add("doctor", lambda said: _tool("doctor").main())
    takes = add("slides", lambda said: _tool("slides").main(said.name, not said.no_browser, language=said.language))
    takes("name", **a_lesson)
    takes("--no-browser", action="store_true", help=say["slides_no_browser"])
    takes = add("class", lambda said: _tool("slides").main(None, not said.no_browser, language=said.language))
    takes("--no-browser", action="store_true", help=say["slides_no_browser"])
    add("reset", lambda said: _tool("lessons").reset(ROOT, said.name, said.language))("name", **a_lesson)
    takes = add("site", lambda said: _tool("site").main(said.folder.absolute(), said.language))
    takes("folder", nargs="?", type=Path, default=SITE, help=say["folder"])
    takes = add("serve", lambda said: _tool("serve").main(said.port, said.room, said.language))
    takes("--port", type=_port, default=8000, help=say["port"])
    takes("--room", action="store_true", help=say["room"])
    takes = add("bundle", lambda said: _tool("bundle").main(said.file.absolute(), said.language))
    takes("file", nargs="?", type=Path, default=BUNDLE, help=say["file"])
    takes = add("lite", lambda said: _tool("lite").main(said.folder.absolute(), said.source, said.language))
    takes("folder", nargs="?", type=Path, default=SITE / "lite", help=say["lite_folder"])
    takes("--from", dest="source", metavar="FROM", help=say["lite_from"])
    for name in ("refresh", "translate"):
        add(name, lambda said: _tool(said.command).main(said.names))("names", nargs="*", **a_lesson)
    add("bench", lambda said: import_module("benchmarks.__main__").main(said.more), say["bench_more"])
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
    # First of all: the commands' own help is in that language.
    options, words = _language().parse_known_args(words)
    _speak(options.language)
    spoken = dict(zip(_PARSER, messages.PARSER, strict=True))
    argparse._ = lambda text: spoken.get(text, text)
    cut = words.index("--") if "--" in words else len(words)
    options.more = words[cut + 1 :]
    command_line().parse_args(words[:cut], options)
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
