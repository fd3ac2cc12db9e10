"""Facts about the one clear sentence."""

import pytest

from helpers.errors import ClearError, unknown


def test_a_clear_error_can_be_caught_like_any_value_error():
    with pytest.raises(ValueError, match="no table"):
        raise ClearError("There is no table.")


def test_jupyter_prints_the_sentence_alone():
    assert ClearError("There is no table 'auto'.")._render_traceback_() == ["There is no table 'auto'."]


def test_a_real_kernel_shows_no_traceback_of_a_clear_error():
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output

    shell = InteractiveShell()
    with capture_output() as shown:
        shell.run_cell("from helpers.errors import ClearError\nraise ClearError('Only this.')")
    assert shown.stdout.strip() == "Only this."


def test_an_unknown_name_comes_with_the_nearest_ones():
    assert str(unknown("table", "auto", ["city", "autos"])) == "There is no table 'auto': did you mean 'autos'?"


def test_several_near_names_are_all_offered_the_nearest_first():
    sentence = str(unknown("table", "autos", ["autos_c", "autos_b_long", "city"]))
    assert sentence.startswith("There is no table 'autos': did you mean 'autos_c' or 'autos_b_long'")


def test_without_a_near_name_all_are_listed_in_order():
    assert str(unknown("table", "zzz", ["city", "autos"])) == "There is no table 'zzz': there are autos, city."


@pytest.mark.parametrize("name", [None, 5, 2.5, "", "柳州", ["a"]])
def test_any_kind_of_name_gets_a_sentence(name):
    assert repr(name) in str(unknown("table", name, ["autos"]))


def test_where_nothing_exists_the_sentence_still_reads():
    assert str(unknown("table", "x", [])) == "There is no table 'x': there is none at all."
