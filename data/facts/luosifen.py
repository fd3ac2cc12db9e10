"""The figures that the lesson on luosifen and its questions share."""

from functools import partial

from helpers import figure, load

_EARLY, _LATE = "xinhua_2016_02_08", "xinhua_2016_02_26"
_FORECAST = "china_news_2025_01_09"
_sales = partial(figure, "bagged_luosifen_revenue")
_up = partial(figure, "bagged_luosifen_revenue_growth")
_chain_up = partial(figure, "luosifen_chain_revenue_growth")

# 1 · From the night market to the heritage list
_years = load("events").query("theme == 'luosifen'")["date"].str[:4].astype(int)
events, events19 = len(_years), sum(_years <= 2019)

# 2 · How big was it at the start? Two answers in eighteen days
turnover16 = figure("luosifen_industry_turnover", "2016-02")
in_shops16 = figure("luosifen_shop_revenue", "2016-02", source=_LATE)
shops_early, shops_late = (figure("luosifen_shops", "2016-02", "china", each) for each in (_EARLY, _LATE))
bags16, boxes16 = (figure("bagged_luosifen_online_a_day", "2016-02", source=each) for each in (_EARLY, _LATE))

# 3 · One boom, two scales, and question 1
bagged15 = _sales(2015, source=_LATE)
bagged16 = _sales(2016, source="guangxi_news_2017_09_10")
bagged17 = _sales(2017)
bagged18 = _sales(2018, source="nanguo_2019_07")
bagged19 = _sales(2019, source="xinhua_2020_01_03")
bagged20 = _sales(2020, source="article_2021")
billions15, billions16, billions17, billions18, billions19, billions20 = (
    each.value / 10**9 for each in (bagged15, bagged16, bagged17, bagged18, bagged19, bagged20)
)
times16, times17 = billions16 / billions15, billions17 / billions16
times19, times20 = billions19 / billions18, billions20 / billions19

# 4 · By how much did 2020 grow? It depends on 2019
over19 = _sales(2019, source="beijing_evening_2020_05_28")
sales19 = _sales(2019, source="agriculture_2020_08_27")
askci19 = figure("bagged_luosifen_revenue_askci", 2019)
up20, up20_dec = _up(2020), _up("2020-01/2020-12", source="liuzhou_daily_2020_12_19")
implied19 = _sales("2020-01/2020-12", source="liuzhou_daily_2020_12_19") / (1 + up20_dec.ratio)
times19b = implied19 / bagged18
from_implied, from_over, hybrid20 = (100 * (bagged20 / base - 1) for base in (implied19, over19, askci19))

# 5 · Predict, then reveal: fit a boom by hand, and question 2
bagged22, bagged24 = _sales(2022, source="china_news_2023_01_14"), _sales(2024, source=_FORECAST)
gdp20 = figure("gdp", 2020)
factor20 = 1 + up20.ratio
years_needed = next(n for n in range(100) if bagged20.value * factor20.value**n > gdp20.value)
years_if_added = next(n for n in range(100) if bagged20.value * (1 + n * up20.ratio.value) > gdp20.value)
years_short, year_reached = years_needed - 1, 2020 + years_needed
billions_short, billions_reached = (billions20 * factor20.value**n for n in (years_short, years_needed))
billions_gdp20 = gdp20.value / 10**9
gdp_times = gdp20.value / bagged20.value
gdp_times_a_year_on = gdp_times / factor20.value

# 6 · Two halves of a year
bagged21 = _sales(2021, source="china_news_2022_01_22")
up21, up22 = _up(2021, source="china_news_2022_01_22"), _up(2022, source="xinhua_2023_08_07")
half22 = _up("2022-01/2022-06")
middle22 = 2 * up22.value - half22.value
_first22 = _sales("2022-01/2022-06")
_first21 = _first22 / (1 + half22.ratio)
share21 = 100 * (_first21 / bagged21)


def _second_half(first22, rise, year21, year22):
    return 100 * ((year22 - first22) / (year21 - first22 / (1 + rise)) - 1)


second22 = _second_half(_first22, half22.ratio, bagged21, bagged22)
# In whole percents, outwards; the first half of 2022 is one and the same number. Then with the year's growth, too.
_low22 = _first22.bounds.low, half22.ratio.bounds.high, bagged21.bounds.high
_high22 = _first22.bounds.high, half22.ratio.bounds.low, bagged21.bounds.low
_year_low, _year_high = (1 + up22.ratio.bounds.low) * _low22[2], (1 + up22.ratio.bounds.high) * _high22[2]
least22, most22 = _second_half(*_low22, bagged22.bounds.low) // 1, -(-_second_half(*_high22, bagged22.bounds.high) // 1)
least22b, most22b = _second_half(*_low22, _year_low) // 1, -(-_second_half(*_high22, _year_high) // 1)

# 7 · The bags level off. Does the whole chain? And question 3
chain21 = figure("luosifen_chain_revenue", 2021, source="china_news_2022_01_22")
chain24 = figure("luosifen_chain_revenue", 2024, source=_FORECAST)
_products21 = figure("luosifen_supporting_revenue", 2021)
_products24 = figure("luosifen_supporting_revenue", 2024, source=_FORECAST)
shops_plus = figure("luosifen_shop_revenue", 2024, source=_FORECAST) - figure("luosifen_shop_revenue", 2021)
bags_plus = bagged24 - bagged21
rest_plus = bags_plus + (_products24 - _products21)
chain_up21 = _chain_up(2021)
chain_up22 = _chain_up(2022, source="liuzhou_daily_2023_05_16")
chain_up23 = _chain_up(2023, source="china_news_2024_04_19")
chain_up24 = _chain_up(2024, source=_FORECAST)
chain_factor21, chain_factor22 = 1 + chain_up21.ratio, 1 + chain_up22.ratio
chain_factor23, chain_factor24 = 1 + chain_up23.ratio, 1 + chain_up24.ratio
chain_times = chain_factor21 * chain_factor22 * chain_factor23 * chain_factor24
chain_up = (chain_times - 1) * 100
chain_up_since21 = (chain_factor22 * chain_factor23 * chain_factor24 - 1) * 100
chain_of_100 = chain_times * 100
chain_ups_added = chain_up21 + chain_up22 + chain_up23 + chain_up24
chain_ups_mean = chain_ups_added / 4

# 8 · Three checks on the back of a noodle bag, and questions 4 and 5
bred, a_day = figure("snail_output", "2020-10"), figure("snails_needed_a_day", "2020-05")
bred_august, used_a_day = figure("snail_output", "2020-08"), figure("snails_used_a_day", 2017)
used_a_year = used_a_day * 365
bags_a_day, _bags = figure("luosifen_bags_a_day_assumed", "2020-05"), figure("bagged_luosifen_bags", 2020)
grams_a_bag, run_out = a_day / bags_a_day * 10**6, bred / _bags * 10**6
npr_need = round((grams_a_bag * _bags).value / 10**6, -3)
firm_snails, firm_bags = (figure(f"luosifen_firm_{each}_a_day", 2017) for each in ("snails", "bags"))
firm_grams = firm_snails / firm_bags * 10**6
firm_need = firm_grams * _bags / 10**6
firm_least, firm_most = firm_grams.bounds.low // 1, -(-firm_grams.bounds.high // 1)
parcels21 = figure("luosifen_parcels", 2021, source="people_daily_ten_steps")
parcels22 = figure("luosifen_parcels", 2022, source="china_net_2023_01_18")
parcels_up = (parcels22 / parcels21 - 1) * 100
parcels_least, parcels_most = parcels_up.bounds.low * 10 // 1 / 10, -(-parcels_up.bounds.high * 10 // 1) / 10
sales_rose_faster = up22.bounds.low > 2 * parcels_up.bounds.high
parcels = {2021: parcels21, 2022: parcels22}
_both22 = load("luosifen").query("indicator == 'luosifen_parcels' and period == '2022'")["value"]
parcels_summed, parcels_averaged = {2022: sum(_both22)}, {2022: _both22.mean()}

# 9 · “35 times”: predict, then reveal
times_jun = figure("luosifen_export_multiple", "2020-01/2020-06", source="xinhua_2020_07_09")
times_aug = figure("luosifen_export_multiple", "2020-01/2020-08", source="liuzhou_wechat_2020_09")
exports22 = figure("luosifen_export_value", 2022, source="china_news_2023_01_14")
exports23 = figure("luosifen_export_value", 2023, source="people_daily_online_2024_03_21")
exports_up23 = figure("luosifen_export_growth", 2023, source="people_daily_online_2024_03_21")
implied22 = exports23 / (1 + exports_up23.ratio)

# What we do not know
chain19 = figure("luosifen_chain_output_early", 2019)
hoped21 = figure("luosifen_chain_revenue", 2021, source=_EARLY)
bags21 = figure("bagged_luosifen_bags", 2021)
