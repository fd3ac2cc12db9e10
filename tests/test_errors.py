"""Facts about the one clear sentence."""

import pytest

from helpers.errors import ClearError, unknown


def test_a_clear_error_can_be_caught_like_any_value_error_and_a_real_kernel_shows_its_sentence_alone():
    assert issubclass(ClearError, ValueError)
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output

    shell = InteractiveShell()
    with capture_output() as shown:
        shell.run_cell("from helpers.errors import ClearError\nraise ClearError('Only this.')")
    assert shown.stdout.strip() == "Only this."


@pytest.mark.parametrize(
    ("name", "known", "said"),
    [
        ("auto", ["city", "autos"], "did you mean 'autos'?"),
        # Several that are near: the nearest first.
        ("autos", ["autos_c", "autos_b_long", "city"], "did you mean 'autos_c' or 'autos_b_long'?"),
        ("zzz", ["city", "autos"], "there are autos, city."),
        ("x", [], "there is none at all."),
        *((name, ["autos"], "there are autos.") for name in (None, 5, 2.5, "", "柳州", ["a"])),
    ],
)
def test_an_unknown_name_comes_with_the_nearest_ones_or_with_all_in_order(name, known, said):
    assert str(unknown("table", name, known)) == f"There is no table {name!r}: {said}"
