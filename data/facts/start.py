"""The figures that the lesson "What does a printed number say?" and its questions share."""

from helpers import figure

# Vehicles of every kind, and of new energy; 万 is ten thousand
nev19, nev20 = (figure("nev_output", year) for year in (2019, 2020))
nev19_thousand, nev20_wan = nev19.value / 10**3, nev20.value / 10**4
auto20 = figure("auto_output", 2020)
auto20_wan = auto20.value / 10**4
sgmw21, sgmw21_late = (figure("sgmw_output_since_founding", when, "sgmw") for when in (2021, "2021-11"))
sgmw21_million, sgmw21_late_million = sgmw21.value / 10**6, sgmw21_late.value / 10**6

# Yuan for luosifen in bags; 亿 is a hundred million
bags15 = figure("bagged_luosifen_revenue", 2015, source="drug_office_2018_06_25")
bags15_yi = bags15.value / 10**8

# Misread: 万 as a thousand, 亿 as a million
nev20_misread = nev20 / 10
bags15_misread = bags15 / 100

# Which numbers may hide behind vehicles printed to the thousand?
_step = auto20.bounds.high - auto20.value
auto20_value = auto20.value
auto20_step_below = auto20_value - _step
auto20_half_wan_below = auto20_value - 10 * _step / 2
auto20_half_100_below = auto20_value - _step / 10 / 2

# What small words allow, and what they do not
big_firms_a_year = figure("firms_100_million_new", 2021)
sgmw21_allowed = 1 * sgmw21
sgmw_excluded = not sgmw21.allows(sgmw21_late)
sgmw_too_much_more = sgmw21.bounds.high is not None and sgmw_excluded
sgmw_allowed = sgmw21.allows(sgmw21_late)
sgmw_none_excluded = sgmw21.allows(0)

# Has it happened yet?
nev21_target = figure("nev_output", 2021, source="guangxi_industry_2021_03_22")
nev21 = figure("nev_output", 2021, source="nanguo_2022_03_09")
auto14_forecast = figure("auto_output", 2014)
auto14_months = figure("auto_output", "2014-01/2014-09")
trillion25 = figure("industrial_output", 2025, source="article_2021")
nev21_target_counted, nev21_counted, auto14_forecast_counted, auto14_months_counted, trillion25_counted = (
    each.status == "actual" for each in (nev21_target, nev21, auto14_forecast, auto14_months, trillion25)
)

# Liuzhou's shares of Guangxi, one in so many
land_one_in = 1 / figure("area_share_of_guangxi", 2021)
people_one_in = 1 / figure("population_share_of_guangxi", 2021)
output21_one_in, output17_one_in = (1 / figure("industrial_output_share_of_guangxi", year) for year in (2021, 2017))
above_scale24_one_in = 1 / figure("industrial_output_above_scale_share_of_guangxi", 2024)
gdp17_one_in = 1 / figure("gdp_share_of_guangxi", 2017)
gdp_per_head = people_one_in / gdp17_one_in
squares_in_all = round(land_one_in.value * people_one_in.value)
output_squares = squares_in_all / output21_one_in
