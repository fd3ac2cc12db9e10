"""The named figures that the lesson on a typical day and its questions share."""

from re import search

from pandas import Series

from helpers import figure, load

_days, _cities = load("air_daily"), load("air_monthly_cities")
_dust, _year, _month = _days["pm25"], _days["date"].dt.year, _days["date"].dt.month
_whole = _year.between(2014, 2016)

# Parts 1 and 2: all days, those near one number, and what a few bad days do. The worst are one day in twenty.
all_days = len(_days)
_near = {centre: (abs(_dust - centre) <= 5).sum() for centre in range(10, 251, 5)}
near_centre = max(_near, key=_near.get)
near_most = _near[near_centre]
near_share = 100 * near_most / all_days
day_mean, day_median, worst_day = _dust.mean(), _dust.median(), _dust.max()
at_most_mean = (_dust <= day_mean).sum()
worst_days = round(all_days / 20)
_without = _dust.nsmallest(all_days - worst_days)
mean_falls, median_falls = day_mean - _without.mean(), day_median - _without.median()

# Questions 1 and 2: what holds of mean and median, and a day whose number is typed ten times as large.
half_at_most_median = (_dust <= day_median).mean() >= 0.5 <= (_dust >= day_median).mean()
half_above_mean = (_dust > day_mean).mean() >= 0.5
worst_typed = 10 * worst_day
typed_more = worst_typed - worst_day
mean_rises = typed_more / all_days
mean_typed = day_mean + mean_rises
typed_shared = worst_typed / all_days
mean_by_two = typed_more / 2

# Part 3 and question 3: January's five numbers in the whole years, and the wrong ways to the length of a box.
_january = _dust[_whole & (_month == 1)]
january_days = len(_january)
jan_least, jan_first, jan_median, jan_third, jan_most = _january.quantile([0, 0.25, 0.5, 0.75, 1]).round(1)
jan_box = round(jan_third - jan_first, 1)
jan_whole = round(jan_most - jan_least, 1)
jan_upper, jan_lower = round(jan_third - jan_median, 1), round(jan_median - jan_first, 1)
june_first, june_third = _dust[_whole & (_month == 6)].quantile([0.25, 0.75])
july_most = _dust[_whole & (_month == 7)].max()
city_months = len(_cities)
_cities = _cities[_cities["month"].dt.year.between(2015, 2016)].set_index("city")
_north = _cities.loc["Shijiazhuang"]
shijiazhuang_low = _north["pm25"].mean() - _north.loc[_north["month"].dt.month.between(3, 5), "pm25"].mean()
_cities = _cities["pm25"]
kunming_mean, beihai_mean = (_cities[city].mean() for city in ("Kunming", "Beihai"))
_boxes = _cities.groupby(level="city").quantile([0.25, 0.75]).unstack()
kunming_low, kunming_high, beihai_low, beihai_high = [*_boxes.loc["Kunming"], *_boxes.loc["Beihai"]]


# Parts 4 and 5, question 4: how far off the means of a hundred samples are, drawn as in the lesson.
def _misses(size, asked):
    for seed in range(1, 101):
        number = _days.index + 1
        once = (7_919 * number + 104_729 * seed) % 999_983
        twice = (once * once % 999_983 * once + number) % 999_983
        shuffled = _dust.iloc[(twice * twice % 999_983 * twice % 999_983).argsort()]
        yield abs(shuffled[asked].iloc[:size].mean() - day_mean)


middle_size = 30
_winter, _all = _month.isin([12, 1, 2]), _dust >= 0
_all_four = {"5": (5, _all), "30": (middle_size, _all), "100": (100, _all), "winter": (100, _winter)}
_missed = {name: Series(list(_misses(size, asked))) for name, (size, asked) in _all_four.items()}
miss_5, miss_30, miss_100, miss_winter = (each.median() for each in _missed.values())
near_5, near_30, near_100, _ = ((each <= 5).sum() for each in _missed.values())
far_5, far_30, far_100 = (_missed[size].max() for size in ("5", "30", "100"))
misses = [miss_5, miss_winter, miss_30, miss_100]
by_size = [-5, -100, -30, -100]
miss_row = abs(_dust.rolling(5).mean() - day_mean).median()
winter_mean = _dust[_winter].mean()
winter_share, winter_share_year = 100 * _winter.mean(), 100 * (31 + 31 + 28) / 365
whole_mean = _dust[_whole].mean()

# Part 6 and question 5: limits for PM2.5 in China, the percentile that was advised, and 2016.
day_limit, year_limit = figure("fine_dust_day_limit", 2012, "china"), figure("fine_dust_year_limit", 2012, "china")
_advice = load("events").set_index("id").loc["day_percentile_advised", "label_en"]
advised = int(search(r"\d+", _advice)[0])
_of16 = _dust[_year == 2016]
days_16, mean_16, percentile_16 = len(_of16), _of16.mean(), _of16.quantile(advised / 100)
_of14 = _dust[_year == 2014]
mean_14, percentile_14 = _of14.mean(), _of14.quantile(advised / 100)
_kept = [
    [part for part in range(5, 100, 5) if year.quantile(part / 100) <= float(day_limit.value)]
    for year in (_of14, _of16)
]
reach_14, reach_16 = map(max, _kept)
_bad16 = _of16 > float(day_limit.value)
above_16, above_16_winter = _bad16.sum(), (_bad16 & _winter).sum()
above_parts = round(days_16 * (100 - advised) / 100, 1)
above_allowed = int(above_parts)
above_percent = 100 - advised
kept_least = days_16 - above_allowed

# Question 6: the mean of each year, whole or not, and the wrong ways.
by_all = _dust.groupby(_year).mean().to_dict()
by_whole = {year: by_all[year] for year in (2014, 2015, 2016)}
without_first = {year: mean for year, mean in by_all.items() if year > 2013}
without_last = {year: mean for year, mean in by_all.items() if year < 2017}

# What we do not know: 2016 by another copy, and by the city.
copy_16, city_16 = figure("fine_dust_package_mean", 2016), figure("fine_dust_annual_mean", 2016)
