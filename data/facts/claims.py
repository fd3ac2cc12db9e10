"""The figures that the lesson on twelve claims and its questions share."""

from helpers import figure, load

# Part 1: two papers on the vehicles of 2015, and two on trees
auto15_over = figure("auto_output", 2015, source="yicai_2017_04_12")
auto15_repost = figure("auto_output", 2015, source="repost_charging_2016")
trees23_nearly = figure("bauhinia_trees", 2023, source="xinhua_2023_04_11")
trees23_other = figure("bauhinia_trees", 2023, source="china_news_2023_04_12")
trees23_fit = trees23_nearly.allows(trees23_other)
trees23_do_not_fit = not trees23_fit

# A and B: shares of land and of industrial output
land_share = figure("area_share_of_guangxi", 2021)
land_one_in = 1 / land_share
land_city = figure("land_area", 2017)
land_cctv, land_britannica = (figure("land_area", year, "guangxi") for year in (2006, 2020))
land_britannica_value = land_britannica.value
land_guangxi = land_city.value * land_one_in
land_smallest = land_city * land_one_in.bounds.low
land_guangxi_value = land_guangxi.value
land_whole_twelfth = land_guangxi_value - land_city.value
output21_one_in, output17_one_in = (1 / figure("industrial_output_share_of_guangxi", year) for year in (2021, 2017))

# C and D: new energy vehicles; the Mini EV, by its maker and by other lists
nev19, nev20 = (figure("nev_output", year) for year in (2019, 2020))
_mini = "hongguang_mini_ev"
mini_claim = figure("mini_ev_sales_half_year", "2020-07/2021-01", _mini)
mini_december = figure("mini_ev_sales_year_maker", 2020, _mini)
mini_january = figure("mini_ev_sales_month_maker", "2021-01", _mini)
mini_count = (mini_december + mini_january).value
mini_count_rounded = round(mini_count, -2)
_other_months = sum(figure("mini_ev_sales_month", f"2020-{month:02}", _mini).value for month in range(7, 13))
mini_list_december = round(_other_months, -2)
mini_list_january = round(_other_months + figure("mini_ev_sales_month", "2021-01", _mini).value, -2)
mini_by_others = round(_other_months + figure("mini_ev_sales_month_cpca", "2021-01", _mini).value, -2)
mini_announced = figure("mini_ev_sales_cumulative", "2021-03", _mini)
mini_to_february = round(mini_count + figure("mini_ev_sales_month", "2021-02", _mini).value, -2)
mini_lacking = mini_claim.value - mini_december.value
mini_a_day = mini_january.value / 31
mini_days = mini_lacking / mini_a_day
mini_whole_days = mini_days // 1
mini_day = mini_whole_days + 1
mini_days_at_old_pace = mini_lacking / (mini_december.value / 184)
mini_days_left = 31 - mini_days
mini_count_times = mini_count / mini_claim.value
mini_room_percent = 100 * mini_count_times - 100
mini_room = mini_count - mini_claim.value
mini_room_of_count = 100 * mini_room / mini_count
mini_lacking_percent = 100 * mini_lacking / mini_claim.value
mini_count_percent = 100 * mini_count_times

# E: noodles in bags
bags20 = figure("bagged_luosifen_revenue", 2020, source="article_2021")
bags20_online = figure("bagged_luosifen_revenue", 2020, source="people_daily_online_2021_02_10")
bags20_to_december = figure("bagged_luosifen_revenue", "2020-01/2020-12", source="liuzhou_daily_2020_12_19")
bags20_do_not_fit = not bags20.allows(bags20_online)
bags18 = figure("bagged_luosifen_revenue", 2018, source="nanguo_2019_07")
bags18_over = figure("bagged_luosifen_revenue", 2018, source="gxcounty_luosifen")
bags18_estimate = figure("bagged_luosifen_revenue", 2018, source="china_daily_2018_11_16")
_told = load("luosifen").query("indicator == 'bagged_luosifen_revenue' and period == '2020' and status == 'actual'")
bags20_by_source = _told.set_index("source")["value"].to_dict()
bags20_sources = len(_told)
bags20_mean, bags20_sum, bags20_median = ({"2020": _told["value"].agg(how)} for how in ("mean", "sum", "median"))
bags20_high_billion, bags20_low_billion = _told["value"].max() / 10**9, _told["value"].min() / 10**9

# F and G: the plan
firms20, firms22 = (figure("firms_above_scale", year) for year in (2020, 2022))
firms_a_year, firms_new_half21 = (figure("firms_above_scale_new", when) for when in (2021, "2021-01/2021-06"))
goal23 = figure("industrial_output", 2023, source="article_2021")
output21 = figure("industrial_output_above_scale", 2021)
step_a_year = figure("industrial_output_above_scale_increase", 2022, source="article_2021")
step_needed = (goal23.value - output21.value) / 2
stairs23 = output21 + 2 * step_a_year
stairs23_too_low = stairs23.value < goal23.value
output21_billion, stairs23_billion = output21.value / 10**9, stairs23.value / 10**9
goal23_billion, step_a_year_billion = goal23.value / 10**9, step_a_year.value / 10**9
_counted = load("industry").query("indicator.str.startswith('industrial_output') and status == 'actual'")
output23_counted = 2023 in set(_counted["year"])

# H and I: shares of river sections, and of the days of a leap year
water20 = figure("class_one_water_share", 2020)
sections23 = figure("national_water_sections", "2023-01/2023-06")
samples = 12 * sections23.value
clean_samples = water20.ratio.value * samples
air20 = figure("good_air_day_share", 2020)
_tenth = air20.bounds.high - air20.value
good_days = round(air20.value * 366 / 100)
good_days_less, good_days_more = good_days - 1, good_days + 1
air20_exactly, air20_less, air20_more = (100 * days / 366 for days in (good_days, good_days_less, good_days_more))
air20_less_cut, air20_more_cut = int(10 * air20_less) / 10, int(10 * air20_more) / 10
air20_more_rounded = round(air20_more, 1)
air20_tenth_less, air20_tenth_more = air20.value - _tenth, air20.value + _tenth
_printable = {places(1000 * days / 366) for days in range(367) for places in (int, round)}
air20_less_cut_fits, air20_tenth_less_fits, air20_tenth_more_fits, air20_more_cut_fits = (
    round(10 * share) in _printable for share in (air20_less_cut, air20_tenth_less, air20_tenth_more, air20_more_cut)
)

# J, K and L: trees and pupils
trees21 = figure("bauhinia_trees", 2021, source="article_2021")
group_pupils21 = figure("education_group_students", 2021)
group_share21 = figure("education_group_student_share", 2021)
group_coverage21 = figure("education_group_coverage", 2021)
pupils18 = figure("compulsory_pupils", "2018-11")
pupils_implied = round((group_pupils21 / group_share21.ratio).value, -3)
pupils_by_age = round(figure("population_census_0_to_14", "2020-11").value * 9 / 15, -3)

# How sharp are four of them? The width of what the words allow, and its part of the number
_four = (nev20, land_share, bags20, air20)
widths = [each.bounds.high - each.bounds.low for each in _four]
relative_widths = [width / each.value for width, each in zip(widths, _four, strict=True)]
nev20_width, land_width, bags20_width, air20_width = (100 * each for each in relative_widths)
