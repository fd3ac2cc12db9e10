"""The figures that the lesson on the trillion-yuan plan and its questions share."""

from helpers import figure, load

# A human scale: one resident, one street of 100
residents20 = figure("population_census", "2020-11")
wage_private22 = figure("average_wage_private", 2022, "guangxi")
_street = 100 / residents20.value

# The card: vehicles and steel
auto17 = figure("auto_output", 2017, source="china_daily_2018_10_23")
auto20 = figure("auto_output", 2020)
steel20 = figure("steel_products_output", 2020, "liugang")
steel19_company = figure("steel_products_output_company", 2019, "liugang")

# Part 1: the promises of each year
firms_a_year = figure("firms_above_scale_new", 2021)
_a_year = firms_a_year.value
firms_in_three_years = 3 * _a_year
step_a_year = figure("industrial_output_above_scale_increase", 2021, source="article_2021")
steps_of_three_years = 3 * step_a_year
step_street = step_a_year.value * _street
big_firm = 10**8
big_firms_a_year = figure("firms_100_million_new", 2021)
projects_a_year = figure("projects_100_million_new", 2021)
floor_a_year = figure("factory_floor_area_new", 2021)
floor_street = floor_a_year.value * _street
funds_a_year = figure("industry_support_funds_new", 2021)
funds_street = round(funds_a_year.value * _street, -4)


def _kept(*firms):
    return all(firms_a_year.allows(number) for number in firms)


firms_plus50, firms_minus50, firms_plus10, firms_plus5, firms_plus100 = (
    _a_year + more for more in (50, -50, 10, 5, 100)
)
kept_just = _kept(*3 * [_a_year])
kept_by_sum = _kept(firms_plus50, firms_minus50, firms_plus50)
kept_each_year = _kept(firms_plus10, firms_plus5, firms_plus100)
kept_at_last = _kept(0, 0, firms_in_three_years)

# Parts 2 and 3: down the stairs to 2020, and up by an equal rate
goal23, trillion25 = (figure("industrial_output", year, source="article_2021") for year in (2023, 2025))
each25 = round(trillion25.value / residents20.value, -4)
wages_in_trillion = trillion25.value / figure("average_wage_not_private", 2022).value
output17_over = figure("industrial_output", 2017, source="guangxi_daily_2018_12_10")
output17_rounded = figure("industrial_output", 2017, source="cri_2019_09_10")
_base20 = (goal23 - steps_of_three_years).value
stairs21 = _base20 + step_a_year.value
step_to_trillion = (trillion25.value - _base20) / 5
first_step_percent = 100 * step_a_year.value / _base20


def _rate(start, end, years):
    return 100 * (float(end.value / start) ** (1 / years) - 1)


rate_from_base = _rate(_base20, trillion25, 5)
output23_by_rate = float(_base20) * (1 + round(rate_from_base) / 100) ** 3
factor25 = trillion25.value / goal23.value
root25 = (trillion25 / goal23) ** 0.5
two_years_percent = 100 * factor25 - 100
rate25, rate25_halved = (root25 - 1) * 100, two_years_percent / 2
two_years_of_goal = (1 - 1 / factor25) * 100
two_years_of_goal_halved = two_years_of_goal / 2
two_years_yuan = trillion25.value - goal23.value
two_years_billion, two_years_yi = two_years_yuan / 10**9, two_years_yuan / 10**8

# Part 4: the first year, and how large a part above-scale firms were when both were printed
all09, above09 = (figure(f"industrial_output{scope}", "2009-01/2009-06") for scope in ("", "_above_scale"))
above09_percent = 100 * above09.value / all09.value
output21 = figure("industrial_output_above_scale", 2021)
base20_if_kept = output21.value - step_a_year.value
half17 = figure("industrial_output_above_scale", "2017-01/2017-06")
output17_at_that_pace = 2 * half17.value

# Part 5: older promises
trillion_announced = int(load("events").set_index("id").loc["trillion_announced", "date"][:4])
goal20 = figure("industrial_output", 2020, source="cri_2018_04_27")
goal20_undated = figure("industrial_output", 2020, source="gxcounty_thirteenth_plan")
rate18 = figure("industrial_output_growth_a_year", "2018/2025")
rate_from_over = _rate(output17_over.value, trillion25, 5)

# Part 6: firms above the scale
firms20, firms22, firms23 = (figure("firms_above_scale", when) for when in (2020, 2022, "2023-08"))
firms_more22, firms_promised = firms22.value - firms20.value, 2 * _a_year
net_a_year = firms_more22 / 2
leavers_a_year = _a_year - net_a_year
firms_new_half21 = figure("firms_above_scale_new", "2021-01/2021-06")

# Question 3
firms_more23 = firms23.value - firms22.value
more_a_month, more_by_12 = firms_more23 / 8, firms_more23 / 12
all_by_8, months_a_firm = firms23.value / 8, 8 / firms_more23
more_since20 = (firms23.value - firms20.value) / 32

# Part 7: fractions of Guangxi's output, in percent
_quarter = figure("industrial_output_share_of_guangxi", 2021)
_sixth = figure("industrial_output_above_scale_share_of_guangxi", 2024)
output21_percent = 100 * _quarter
percent_lost = output21_percent - 100 * _sixth
quarter_is_exact = _quarter.bounds.low == _quarter.bounds.high
sixth_was_counted = _sixth.allows(1 / 6) and _sixth.status == "actual"
