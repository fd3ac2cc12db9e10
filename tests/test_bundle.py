"""Facts about the Vega bundle and its cache."""

import os
import re
import subprocess
import sys
from pathlib import Path

import altair
import pytest

from helpers import bundle

TEXT = "export default {}; // 柳州\r\nnext()\n// a comment of its own\n"


@pytest.fixture
def path(tmp_path, monkeypatch):
    """An empty cache, and a bundle that is made at once and counted."""
    path = tmp_path / "cache" / "vega.js"
    monkeypatch.setattr(bundle, "cache_path", lambda: path)
    made = []
    monkeypatch.setattr(bundle, "_make", lambda: made.append(1) or TEXT)
    return path, made


def test_the_bundle_is_made_once_and_then_read(path):
    path, made = path
    assert [bundle.javascript() for _ in range(3)] == [TEXT] * 3
    assert len(made) == 1


def test_the_bundle_is_moved_into_place_and_leaves_nothing_beside_it(path, monkeypatch):
    path, _ = path
    moves = []
    replace = os.replace
    monkeypatch.setattr(os, "replace", lambda source, target: moves.append((source, target)) or replace(source, target))
    bundle.javascript()
    ((source, target),) = moves
    assert Path(source).parent == path.parent and target == path
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("keep", [0, 1, 10, -1, -70])
def test_a_bundle_that_was_cut_short_is_made_anew(path, keep):
    path, made = path
    bundle.javascript()
    whole = path.read_bytes()
    path.write_bytes(whole[:keep])
    assert bundle.javascript() == TEXT
    assert len(made) == 2 and path.read_bytes() == whole


@pytest.mark.parametrize("spoil", [lambda b: b[:5] + b"x" + b[6:], lambda b: b"\xff" + b, lambda b: bytes(len(b))])
def test_a_bundle_with_a_changed_byte_is_made_anew(path, spoil):
    path, made = path
    bundle.javascript()
    path.write_bytes(spoil(path.read_bytes()))
    assert bundle.javascript() == TEXT
    assert len(made) == 2


def test_a_bundle_for_another_snippet_is_made_anew(path, monkeypatch):
    _, made = path
    bundle.javascript()
    monkeypatch.setattr(bundle, "_OURS", "export default 1;")
    bundle.javascript()
    assert len(made) == 2


def test_a_folder_that_cannot_be_made_still_gives_a_bundle(path):
    path, made = path
    path.parent.parent.joinpath("cache").write_text("a file where the folder should be")
    assert bundle.javascript() == TEXT == bundle.javascript()
    assert len(made) == 2


def test_a_full_disk_still_gives_a_bundle(path, monkeypatch):
    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(bundle.tempfile, "NamedTemporaryFile", full)
    assert bundle.javascript() == TEXT
    assert not path[0].exists()


def test_a_file_that_another_kernel_holds_open_still_gives_a_bundle_and_no_litter(path, monkeypatch):
    def held(source, target):
        raise PermissionError(13, "The process cannot access the file")

    monkeypatch.setattr(os, "replace", held)
    assert bundle.javascript() == TEXT
    assert list(path[0].parent.iterdir()) == []


def test_the_caches_name_has_the_versions_it_was_made_for():
    name = bundle.cache_path().name
    assert altair.__version__ in name and bundle.version("vl-convert-python") in name


def test_the_bundle_is_of_the_vega_lite_that_altair_writes():
    assert altair.VEGALITE_VERSION.removeprefix("v").startswith(bundle.vega_lite_version() + ".")


def test_a_failure_says_why_even_in_another_encoding(monkeypatch):
    monkeypatch.setattr(
        bundle, "_MAKE", "import sys; sys.stderr.buffer.write('没有'.encode('gbk') + b' memory'); sys.exit(3)"
    )
    with pytest.raises(RuntimeError, match="The Vega bundle could not be made: .* memory"):
        bundle._make()


def test_the_real_bundle_is_a_module_that_embeds_and_asks_no_other_host():
    text = bundle._make()
    assert 500_000 < len(text) < 2_000_000
    assert "export" in text and "initialize" in text
    assert not re.search(r"""(from|import)\s*\(?\s*["'](https?:)?//""", text)


def test_the_first_drawing_that_nobody_waits_for_is_drawn(chromium):
    """Where it fails, no chart does, and the first is slow again."""
    context = chromium.new_context()
    page, said = context.new_page(), []
    page.on("console", lambda message: said.append(message.text))
    drawn = page.evaluate(
        """async (code) => {
          const url = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
          const { default: bundle } = await import(url);
          return [await bundle.warmUp(), typeof bundle.initialize().embed, typeof bundle.embed];
        }""",
        bundle.javascript(),
    )
    context.close()
    assert drawn == [2, "function", "function"] and said == []


def test_reading_a_kept_bundle_loads_no_renderer(tmp_path):
    """A live kernel must not pay for vl-convert."""
    code = (
        "import sys, pathlib; from helpers import bundle; "
        f"bundle.cache_path = lambda: pathlib.Path({str(tmp_path / 'v.js')!r}); "
        "bundle._make = lambda: 'x'; bundle.javascript(); assert bundle.javascript() == 'x'; "
        "assert 'vl_convert' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(bundle.__file__).parents[1])
