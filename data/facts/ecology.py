"""The named figures that the lesson on rivers and air and its questions share."""

from helpers import figure, load

_ecology, _days, _hours = load("ecology"), load("air_daily"), load("air_hourly")

# Part 1: places in the lists of cities by river water, over a year's first quarter (spring) or first half.
cities21 = figure("cities_ranked_surface_water", 2021, "china")
cities_about = round(cities21.value, -1)
spring19, spring22, spring23 = (figure("surface_water_rank", f"{year}-01/{year}-03") for year in (2019, 2022, 2023))
half22 = figure("surface_water_rank", "2022-01/2022-06")

# Question 1.
overtaken22 = int(spring22.value - half22.value)
list_from_april22 = "2022-04/2022-06" in set(_ecology.query("indicator == 'surface_water_rank'")["period"])

# Part 2: the share of Class I in percent, river sections, and checks of them in twelve months.
class_one19, class_one20 = (figure("class_one_water_share", year) for year in (2019, 2020))
sections19_guangxi = figure("national_water_sections", "2019-01/2019-10", "guangxi")
sections23 = figure("national_water_sections", "2023-01/2023-06")
clean_sections23 = figure("national_water_sections_class_one", "2023-01/2023-06")
year_checks = 12 * int(sections23.value)
half_checks = year_checks / 2

# Question 2: the checks of Class I that print the share of 2020 when digits are cut off, one more, and the wrong ways.
_tenths = 10 * class_one20.value
class_one_checks = next((k for k in range(year_checks) if 1000 * k // year_checks == _tenths), 0)
one_more_checks = class_one_checks + 1
one_more_share = 100 * one_more_checks / year_checks
one_check_share = 100 / year_checks
no_share = float(class_one20.value) + 0.3
one_percent_more = class_one20.value + 1
same_share = 100 * class_one_checks / year_checks
one_more_of_all = 100 * one_more_checks / (year_checks + 1)

# Part 3: rain in percent more than in other years, what was cleaned up, and water of industry, fresh or used before.
rain_over_mean20 = 100 * (figure("rainfall", 2020) / figure("rainfall_long_term", 2020)).value - 100
cleaner_firms21 = figure("firms_cleaner_production", 2021)
closed_kinds21 = figure("small_polluting_plant_kinds", 2021)
water_used21 = figure("industrial_water_reuse_rate", 2021)
liugang_used22 = figure("industrial_water_reuse_rate", 2022, "liugang")
water_fresh21, liugang_fresh22 = 100 - water_used21.value, 100 - liugang_used22.value

# Question 3: the days that were not good, of a hundred, and the wrong ways.
newer19, newer20 = (figure("good_air_day_share", year) for year in (2019, 2020))
bad19, bad20 = 100 * (1 - newer19.ratio), 100 * (1 - newer20.ratio)
bad_times = bad20 / bad19
bad_fall = (1 - bad_times) * 100
bad_fall_by_last = (bad19 / bad20 - 1) * 100
bad_left = bad_times * 100
good_points = newer20 - newer19
good_rise = (newer20 / newer19 - 1) * 100

# Part 4: days, and how many days of 2014 keep China's limit for the mean of a day.
_of14, _of15, _of16 = (_days[_days["date"].dt.year == year] for year in (2014, 2015, 2016))
air_days, days14 = len(_days), len(_of14)
so2_days14, pm10_days14, pm25_days14 = (
    (_of14[column] <= float(figure(f"{name}_day_limit", 2012, "china").value)).sum()
    for column, name in {"so2": "sulphur_dioxide", "pm10": "coarse_dust", "pm25": "fine_dust"}.items()
)
pm25_half14 = 5 * round(_of14["pm25"].median() / 5)
who_limit21 = figure("fine_dust_day_limit", 2021, "world")
who_days = (_days["pm25"] <= float(who_limit21.value)).sum()

# Part 5: the share of good days in percent, by the older standard and by the newer.
older09, older13 = (figure("good_air_day_share_old_standard", year) for year in (2009, 2013))
standard_changed = int(load("events").set_index("id").loc["air_standard_changed", "date"][:4])
newer13, newer15, newer21 = (figure("good_air_day_share", year) for year in (2013, 2015, 2021))
standards_gap13 = older13 - newer13

# Question 4: the line that is right, and the wrong ones.
_shares = _ecology.query("entity == 'liuzhou' and year > 0").set_index(["indicator", "year"])["value"]
by_newer, by_older = (_shares[name].to_dict() for name in ("good_air_day_share", "good_air_day_share_old_standard"))
by_mean = {2013: (by_older[2013] + by_newer[2013]) / 2}

# Part 6: fine dust (PM2.5) and good days by our file, by the bulletins and by the package; the targets.
file15, file16 = _of15["pm25"].mean(), _of16["pm25"].mean()
bulletin15, bulletin16 = (figure("fine_dust_annual_mean", year) for year in (2015, 2016))
package16 = figure("fine_dust_package_mean", 2016)
file_good15 = (_of15["aqi"] <= 100).sum()
bulletin_good15 = figure("good_air_days", 2015)
target17_april = figure("fine_dust_annual_mean", 2017, source="nanguo_2017_04_27")
target17_july = figure("fine_dust_annual_mean", 2017, source="liuzhou_daily_2017_07_12")

# Question 5: places in Guangxi's list by clean air, and whether each headline holds.
guangxi_cities = int(load("indicators").set_index("id")["maximum"]["air_rank_in_guangxi"])
air_place15, air_place21, air_place23_july, air_place23 = (
    figure("air_rank_in_guangxi", when) for when in ("2015-01", "2021-01/2021-08", "2023-01/2023-07", "2023-01/2023-09")
)
_half = guangxi_cities / 2
last_then_middle = air_place15.value == guangxi_cities and abs(air_place23.value - _half) <= 1
half_ahead = _half - 2 < air_place23.value - 1 < _half

# Part 8: hours with a reading at one station.
hexi_read = _hours.query("station == 'Hexi Waterworks'")["pm25"].count()

# Part 9: parks in hectares, people, and the hectares that so many people would need.
park_each20, parks20 = figure("park_green_area_per_person", 2020), figure("urban_park_area", 2020)
park_people = 10_000 * parks20 / park_each20
census20 = figure("population_census", "2020-11")
districts21 = figure("urban_districts_population", 2021)
plan20 = figure("central_city_population", 2020)
census_parks, districts_parks, plan_parks = (each * park_each20 / 10_000 for each in (census20, districts21, plan20))

# What we do not know.
dust20 = figure("fine_dust_annual_mean", 2020)
ozone_limit12 = figure("ozone_day_limit", 2012, "china")
ozone_good_days = ((_days["o3"] > float(ozone_limit12.value)) & (_days["aqi"] <= 100)).sum()
newer_half14 = figure("good_air_day_share", "2014-01/2014-06")
file_good_half14 = 100 * (_of14.loc[_of14["date"].dt.month <= 6, "aqi"] <= 100).mean()
