"""The pages as a server gives them to this computer or to a room, and the ZIP of them."""

import gzip
import os
import re
import signal
import socket
import subprocess
import sys
import zipfile
from contextlib import contextmanager
from http.client import HTTPConnection
from types import SimpleNamespace

import psutil
import pytest
import segno
from nbformat import write
from nbformat.v4 import new_markdown_cell, new_notebook

import start
from tests import browser as driver
from tools import ToolError, bundle, serve, site
from tools.__main__ import BUNDLE, ROOT

ENDED = {"en": "Stopped: the pages are not served any more.\n", "zh": "已停止，网页不能再打开了。\n"}
# A network of loopback only has no address for a room.
HOSTS = ["10.20.30.40", "10.20.30.41"]
CODE = f"""import sys, pathlib; from tools import serve; serve.addresses = lambda: {HOSTS}
home, port, room, language = pathlib.Path(sys.argv[1]), int(sys.argv[2]), bool(sys.argv[3]), sys.argv[4]
sys.exit(serve.main(port, room, language, home / "site", home / "notebooks"))"""
TEXTS = {"html": "html", "css": "css", "csv": "csv", "txt": "plain", "js": "javascript", "mjs": "javascript"}
TYPES = {f"a.{name}": f"text/{kind}; charset=utf-8" for name, kind in TEXTS.items()}
TYPES |= {"a.json": "application/json", "a.wasm": "application/wasm", "a.svg": "image/svg+xml"}
TYPES |= {"a.whl": "application/octet-stream"}
OUTSIDE_OR_HIDDEN = """/../secret.txt /..%2fsecret.txt /zh/..%2f..%2fsecret.txt /%2e%2e/secret.txt /..\\secret.txt
/..%5csecret.txt /{home}/secret.txt /%2f{home}/secret.txt /link.txt /linked /linked/secret.txt /.hidden.txt /.git
/.git/config /zh%2f..%2f.hidden.txt /lite /lite/ /a.txt%00 /%ff /no.txt"""


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A folder with the pages of one lesson, a file of each kind among them, and secrets beside and below them."""
    home = tmp_path_factory.mktemp("serve")
    for folder in (home / "notebooks", home / "notebooks/zh"):
        folder.mkdir()
        write(new_notebook(cells=[new_markdown_cell("# A question?")]), folder / "01_made_up.ipynb")
    site.build(home / "site", home / "notebooks")
    for folder in ("made", "site/.git", "site/lite"):
        (home / folder).mkdir()
    for name in (*(f"site/{name}" for name in TYPES), "secret.txt", "site/.hidden.txt", "site/.git/config"):
        (home / name).write_text("柳州 " * 1000 if "a." in name else "a secret", encoding="utf-8")
    if os.name != "nt":  # There, not everybody may make a link.
        (home / "site/link.txt").symlink_to(home / "secret.txt")
        (home / "site/linked").symlink_to(home)
    return home


@contextmanager
def serving(home, room="", language="en", port=8000):
    """A server: how it is asked, what it says, where it listens. Stopped by Ctrl-C or the system, it ends in order."""
    environment = os.environ | dict.fromkeys(("TMPDIR", "TEMP"), str(home / "made")) | {"PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-c", CODE, home, str(port), room, language]
    pipe = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "encoding": "utf-8"}
    if room and os.name != "nt":
        # As where a shell starts it in the background.
        pipe["preexec_fn"] = lambda: signal.signal(signal.SIGINT, signal.SIG_IGN)
    with subprocess.Popen(command, cwd=ROOT, env=environment, **pipe) as process:
        server = SimpleNamespace(said="", port=0)
        while not server.port and (line := process.stdout.readline()):
            server.said += line
            server.port = int((re.findall(r"localhost:(\d+)", line) or [0])[0])

        def ask(path, **headers):
            connection = HTTPConnection("127.0.0.1", server.port, driver.SECONDS)
            connection.request("GET", path, headers={name.replace("_", "-"): each for name, each in headers.items()})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()

        server.ask = ask
        listens = [each for each in psutil.Process(process.pid).net_connections() if each.status == "LISTEN"]
        server.listens = [each.laddr.ip for each in listens]
        try:
            yield server
        finally:
            process.send_signal(signal.SIGTERM if room or os.name == "nt" else signal.SIGINT)
            end = process.stdout.read()
    # Windows ends a program without telling it.
    assert os.name == "nt" or (process.returncode, list((home / "made").iterdir()), end) == (0, [], ENDED[language])


def test_each_file_has_its_type_is_compressed_once_and_is_not_sent_again_before_it_changes(home):
    with serving(home) as server:
        for name, kind in TYPES.items():
            status, headers, body = server.ask(f"/{name}", Accept_Encoding="br, gzip")
            packed = name != "a.whl"
            assert (status, headers["Content-Type"]) == (200, kind)
            assert headers["Content-Encoding"] == ("gzip" if packed else None)
            plain = (home / "site" / name).read_bytes()
            assert (gzip.decompress(body) if packed else body) == server.ask(f"/{name}")[2] == plain
            made = {path: path.stat().st_mtime_ns for path in home.glob("made/*/*")}
            again = server.ask(f"/{name}", Accept_Encoding="gzip", If_None_Match=headers["Etag"])
            assert again[0] == 304 and server.ask(f"/{name}", Accept_Encoding="gzip")[2] == body
            assert made == {path: path.stat().st_mtime_ns for path in home.glob("made/*/*")}
            os.utime(home / "site" / name, (1, 1))
            assert server.ask(f"/{name}", Accept_Encoding="gzip", If_None_Match=headers["Etag"])[0] == 200


def test_this_computer_alone_is_served_and_nothing_outside_the_folder_hidden_or_unknown(home):
    with serving(home) as server:
        assert server.listens == ["127.0.0.1"]
        for path in OUTSIDE_OR_HIDDEN.format(home=home).split():
            status, headers, body = server.ask(path)
            assert status in (301, 400, 403, 404) and b"secret" not in body, path
            assert headers.get("Location", "/lite/") == "/lite/", path
        assert server.ask("/zh")[1]["Location"] == "/zh/" and serve._PLACE in server.ask("/zh/")[2].decode()
    assert server.said.endswith(f"Open http://localhost:{server.port}/ - to stop serving, press Ctrl-C here.\n")


def test_a_room_gets_the_address_and_a_code_of_it_in_the_terminal_and_on_the_start_page_of_its_language(home):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with serving(home, "room", "zh", port) as server:
            assert server.listens == ["0.0.0.0"] and server.port > port and f"端口{port}" in server.said
            for place in ("", "zh/"):
                ways = [f"http://{host}:{server.port}/{place}" for host in HOSTS]
                page = server.ask(f"/{place}")[2].decode()
                assert serve._PLACE not in page and all(f'<a href="{way}">{way}</a>' in page for way in ways)
                assert segno.make_qr(ways[0]).svg_inline(light="#fff", omitsize=True) in page
            assert all(way in server.said for way in ways)
            rows = [line for line in server.said.splitlines() if line and set(line) <= set(" █▀▄")]
    # A row of text is two of the code, whose dark squares are the gaps.
    dark = [[each not in lit for each in row] for row in rows for lit in ("█▀", "█▄")]
    code = [[bool(each) for each in row] for row in segno.make_qr(ways[0]).matrix]
    assert [row[2:-2] for row in dark[2 : 2 + len(code)]] == code


def test_the_addresses_are_those_of_networks_that_work_and_without_one_a_sentence_says_so(monkeypatch):
    def held(**names):
        given = {name: [SimpleNamespace(family=socket.AF_INET, address=each)] for name, each in names.items()}
        monkeypatch.setattr(psutil, "net_if_addrs", lambda: given)

    monkeypatch.setattr(psutil, "net_if_stats", lambda: {"off": SimpleNamespace(isup=False)})
    held(own="169.254.7.7", lo="127.0.0.1", off="10.0.0.1", lan="192.168.7.7")
    assert serve.addresses() == ["192.168.7.7", "169.254.7.7"]
    held(lo="127.0.0.1", off="10.0.0.1")
    with pytest.raises(ToolError, match="This computer is in no network"):
        serve.main(8000, True)


def test_the_zip_is_the_same_each_time_and_its_pages_open_from_a_folder(home, chromium, tmp_path, capsys):
    packed = []
    for language in ("en", "zh"):
        assert bundle.main(tmp_path / "a.zip", language, home / "site", home / "notebooks") == 0
        packed.append((tmp_path / "a.zip").read_bytes())
    site.speak("en")
    assert packed[0] == packed[1] and "Unzip it anywhere" in capsys.readouterr().out
    with zipfile.ZipFile(tmp_path / "a.zip") as opened:
        opened.extractall(tmp_path)
        names = {name.removeprefix("liuzhou-in-figures/") for name in opened.namelist()}
    assert {"index.html", "zh/index.html", "01_made_up.html", "README.txt", "LICENSE", "LICENSE-DATA"} <= names
    assert not [name for name in names if "secret" in name or name.startswith((".", "link"))]
    readme = (tmp_path / "liuzhou-in-figures/README.txt").read_text(encoding="utf-8-sig")
    assert "Unzip everything first." in readme and "解压" in readme
    window = driver.Window(chromium)
    window.page.goto((tmp_path / "liuzhou-in-figures/index.html").as_uri())
    assert not window.page.locator(".room").is_visible()
    window.page.click(".lessons a")
    window.page.wait_for_selector("h1:text('A question?')")
    assert {url[:5] for url in window.asked} == {"file:"} and not window.complaints
    window.close()


def test_a_release_gets_what_the_command_makes():
    workflow = (ROOT / ".github/workflows/release.yml").read_text(encoding="utf-8")
    commands = re.findall(r"python start.py (\w+)", workflow)
    assert set(commands) <= set(start.TOOLS) and commands == ["lite", "bundle"] and f" {BUNDLE.name} " in workflow
