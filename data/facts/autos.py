"""The named figures that the lesson on cars and electric vehicles and its questions share."""

from helpers import figure, load

# Part 1: the years from one step to the next, and what the company builds elsewhere.
_year = load("events").set_index("id")["date"].str[:4].astype(int)
truck_wait = _year["first_truck"] - _year["charcoal_car"]
mini_wait = _year["mini_ev_launch"] - _year["first_truck"]
qingdao_made = figure("sgmw_plant_output_so_far", "2021-03", "sgmw_qingdao")

# Part 2: new energy vehicles made in the city, and their growth in percent.
nev19, nev20, nev22, nev24 = (figure("nev_output", year) for year in (2019, 2020, 2022, 2024))
nev_growth19, nev_growth20, nev_growth21, nev_growth24 = (
    figure("nev_output_growth", year) for year in (2019, 2020, 2021, 2024)
)
nev20_third = nev20 / 3

# Question 1: the year before 2024, and the wrong ways to it.
nev20_value = nev20.value
nev_times24 = 1 + nev_growth24.ratio
before24 = nev24 / nev_times24
before24_by_growth = nev24 / nev_growth24.ratio
before24_off_new = nev24 * (1 - nev_growth24.ratio)
after24 = nev24 * nev_times24
added24 = nev24 - before24

# The year 2023 by three growth rates of 2024, to the thousand: of the city's output, of its sales, of all Guangxi.
nev_sales_growth24 = figure("nev_sales_growth", 2024)
nev_growth24_guangxi = figure("nev_output_growth", 2024, "guangxi")
nev24_guangxi = figure("nev_output", 2024, "guangxi")
output23 = round(before24.value, -3)
sales23 = round((figure("nev_sales", 2024) / (1 + nev_sales_growth24.ratio)).value, -3)
guangxi23 = round((nev24_guangxi / (1 + nev_growth24_guangxi.ratio)).value, -3)

# Question 2: the growth from 2020 to 2024, and the wrong ways to it.
nev_times = nev24 / nev20
nev_rise = (nev_times - 1) * 100
nev_last_in_first = nev_times * 100
nev_rise_by_last = (1 - nev20 / nev24) * 100
nev_added = nev24 - nev20
nev_rates_added = nev_growth21 + nev_growth24
nev_rates_mean = (nev_growth20 + nev_growth21 + nev_growth24) / 3

# Part 3: all vehicles made in the city, those without new energy (the rest), and the share of new energy in percent.
all15 = figure("auto_output", 2015, source="repost_charging_2016")
all15_over = figure("auto_output", 2015, source="yicai_2017_04_12")
all17 = figure("auto_output", 2017, source="repost_output_2018_01")
all20, all24 = (figure("auto_output", year) for year in (2020, 2024))
all17_guangxi = figure("auto_output", 2017, "guangxi")
all_growth10 = figure("auto_output_growth", 2010)
all09_computed = round((figure("auto_output", 2010) / (1 + all_growth10.ratio)).value, -3)
rest20, rest24 = all20 - nev20, all24 - nev24
rest24_rounded = round(rest24.value, -3)
nev_share20, nev_share24 = 100 * nev20 / all20, 100 * nev24 / all24
nev_share_points = nev_share24 - nev_share20
nev_share_times = nev_share24 / nev_share20

# The re-posted article with the total of 2024: its share, by its own two numbers and as it prints it.
nev24_repost, nev_share24_printed = figure("nev_output_repost", 2024), figure("nev_share_repost", 2024)
nev_share24_repost = 100 * nev24_repost / all24

# Question 3: whether each headline holds, and what it needs.
_all_years = set(load("autos").query("indicator == 'auto_output' and entity == 'liuzhou'")["year"].dropna())
all_lost, rest_lost = all20 - all24, rest20 - rest24
fewer_than17 = all24.bounds < all17.bounds
every_year_printed = set(range(2017, 2025)) <= _all_years
loss_made_up = all_lost.bounds < nev_added.bounds
rest_lost_a_million = rest_lost.bounds.low > 1_000_000

# Part 4: the Mini EV and its months up to February 2021 (early), up to 2023 (before), from 2024 (family).
mini_claim = figure("mini_ev_sales_usual_month", 2021, "hongguang_mini_ev")
_mini = load("autos").query("indicator == 'mini_ev_sales_month'")
_above, _family = _mini["value"] > float(mini_claim.value), _mini["period"] >= "2024"
mini_early, mini_before, mini_family = (_mini["period"] < "2021-03").sum(), (~_family).sum(), _family.sum()
mini_early_above = (_above & (_mini["period"] < "2021-03")).sum()
mini_before_above, mini_family_above = (_above & ~_family).sum(), (_above & _family).sum()
mini_half_above = _mini[~_family]["value"].median() // 1000 * 1000
mini_half_year_family, mini_half_year_growth = (
    figure(f"mini_ev_family_sales_half_year{what}", "2025-01/2025-06", "hongguang_mini_ev") for what in ("", "_growth")
)
mini_half24 = round((mini_half_year_family / (1 + mini_half_year_growth.ratio)).value, -2)

# Part 5: the Mini EV by several counters; question 4: what is left for 2021, and the wrong ways to it.
mini_jan21_maker = figure("mini_ev_sales_month_maker", "2021-01", "hongguang_mini_ev")
mini_jan21_cpca = figure("mini_ev_sales_month_cpca", "2021-01", "hongguang_mini_ev")
mini_to21 = figure("mini_ev_sales_cumulative", "2021-12", "hongguang_mini_ev")
mini20 = figure("mini_ev_sales_year_maker", 2020, "hongguang_mini_ev")
mini21 = mini_to21 - mini20
mini21_with_20_twice = mini_to21 + mini20
mini21_even_months = mini_to21.value * 12 / 18
mini21_cpca = figure("mini_ev_sales_year_cpca_wholesale", 2021, "hongguang_mini_ev")
mini22_inovev, mini23_inovev = (figure("mini_ev_sales_year_inovev", year, "hongguang_mini_ev") for year in (2022, 2023))
mini22_compiled, mini23_compiled = (_mini["value"][_mini["period"].str[:4] == year].sum() for year in ("2022", "2023"))

# Part 6: of a hundred new cars, how many were electric.
china18, china20, china24, china25 = (figure("electric_car_share", year, "china") for year in (2018, 2020, 2024, 2025))
china_growth = 100 * (float(china25.value / china20.value) ** 0.2 - 1)
world18, norway18 = (figure("electric_car_share", 2018, where) for where in ("world", "norway"))
city18, city20 = (figure("electric_share_new_cars", year) for year in (2018, 2020))

# Question 5: the growth of the city's share in percent, and the wrong ways to it.
city_times = city20 / city18
city_rise = (city_times - 1) * 100
city_points = city20 - city18
city_last_in_first = city_times * 100
city_rise_by_last = city_points / city20 * 100
city_mean = (city18 + city20) / 2

# The city in 2024; what we do not know: other counts.
city24_june = figure("electric_share_new_cars_liuzhou_daily", "2024-06")
city24 = figure("electric_share_new_cars_sixth_tone", 2024)
city20_almost = figure("electric_share_new_cars_ways", 2020)
plates21 = figure("electric_share_new_plates", 2021)
sgmw20, sgmw24 = (figure("sgmw_nev_sales", year, "sgmw") for year in (2020, 2024))
others20 = round((nev20 - (sgmw20 - mini20)).value, -3)

# Question 6: the bars that are right, and the wrong ones of 2021.
_bars = load("autos").query("indicator == 'nev_output' and entity == 'liuzhou'")
_bars21 = _bars.query("year == 2021")["value"]
nev_counted = _bars.query("status == 'actual'").set_index("year")["value"].to_dict()
nev_stacked, nev_averaged = {2021: _bars21.sum()}, {2021: _bars21.mean()}
nev_promised = {2021: figure("nev_output", 2021, source="guangxi_industry_2021_03_22")}
