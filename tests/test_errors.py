"""Facts about the one clear sentence."""

import pytest

from helpers.errors import unknown


@pytest.mark.parametrize(
    ("name", "known", "said"),
    [
        ("auto", ["city", "autos"], ": did you mean 'autos'?"),
        # Several that are near: the nearest first.
        ("autos", ["autos_c", "autos_b_long", "city"], ": did you mean 'autos_c' or 'autos_b_long'?"),
        ("zzz", ["city", "autos"], ": there are autos, city."),
        ("AUTO", ["city", "Autos"], ": did you mean 'Autos'?"),
        *(("x", known, ", and none with a name like it.") for known in ([], ["a" * n for n in range(2, 70)])),
        *((name, ["autos"], ": there are autos.") for name in (None, 5, 2.5, "", "柳州", ["a"])),
    ],
)
def test_an_unknown_name_comes_with_the_nearest_ones_or_with_all_in_order(name, known, said):
    error = unknown("table", name, known)
    assert isinstance(error, ValueError) and str(error) == f"There is no table {name!r}{said}"
