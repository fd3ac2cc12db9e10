"""The figures that the lesson on everyday life and its questions share."""

from functools import partial

from helpers import figure, load

_PI = 3.14159265
_EVENING = "liuzhou_evening_2018_07_08"
_ground = partial(figure, "sports_area_per_person")

# 1 · The free list
_events = load("events").set_index("id")
bicycle_stations = int("".join(filter(str.isdigit, _events["label_en"]["public_bicycles"])))

# 2 · What is it worth? And question 1
toll13 = figure("road_toll_of_a_driver", 2013)
toll_income13 = figure("road_toll_revenue", 2013)
toll_millions = toll_income13.value / 10**6
vehicles13 = figure("motor_vehicles_urban", 2013)
lunch_money15 = figure("free_lunch_money_a_day", 2015)
lunch_days08 = figure("free_lunch_days", 2008)
tolls_if_all = toll13.value * vehicles13.value
drivers_paying = toll_income13.value / toll13.value
share_paying = 100 * (toll_income13.value / (toll13.value * vehicles13))
share_upside_down = 100 * tolls_if_all / toll_income13.value
share_not_paying = 100 - share_paying.value
income_a_vehicle = toll_income13.value / vehicles13.value

# 3 · A square on the floor, and question 2
ground21, ground24 = _ground(2021), _ground("2024-12")
china20, china24 = (_ground(year, "china") for year in (2020, 2024))
china_area_times = china24.value / _ground(1995, "china").value
china_side_times = china_area_times**0.5
side21, side24 = ground21.value**0.5, ground24.value**0.5
side_times = (ground24 / ground21) ** 0.5
side_hundredths, side_metres = 100 * side_times, side24 - side21
side_rise = (side_times - 1) * 100
area_rise = (ground24.value / ground21.value - 1) * 100
area_rise_half = area_rise / 2
area_hundredths = (ground24.value - ground21.value) * 100
guangxi_november23, guangxi_december23 = _ground("2023-11", "guangxi"), _ground(2023, "guangxi")
guangxi_people20 = figure("population_census", "2020-11", "guangxi")
guangxi_riddle = (guangxi_december23.value - guangxi_november23.value) * guangxi_people20.value / 10**6

# 4 · How large is a mu? And question 3
park_mu = figure("sports_park_area", 2021)
park_metres = park_mu.value * 10_000 / 15
mu_size = figure("mu_size", 1959, "china")
liunan_metres = figure("sports_park_site_area", 2018, "liunan_district")
liunan_mu = figure("sports_park_site_area_mu", 2018, "liunan_district", _EVENING)
liunan_expected = liunan_metres.value / mu_size.value
_sites = load("livelihood")
_sites = _sites[_sites["source"] == _EVENING].set_index("entity_label")
sites_mu = _sites[_sites["unit"] == "mu"]["value"].to_dict()
sites_metres = _sites[_sites["unit"] == "m²"]["value"].to_dict()
# At a step of the slider, which goes by halves.
mu_of_yufeng, mu_of_liunan = (round(2 * sites_metres[name] / sites_mu[name]) / 2 for name in ("Yufeng", "Liunan"))
sites_from_metres = {name: value / float(mu_size.value) for name, value in sites_metres.items()}
sites_added = _sites.groupby(level=0)["value"].sum().to_dict()
sites_averaged = _sites.groupby(level=0)["value"].mean().to_dict()
largest_mu = max(sites_mu.values())

# 5 · How far is fifteen minutes? And questions 4 and 5
circle_minutes = figure("fitness_circle_minutes", 2021)
green_metres = figure("distance_to_green_space", 2021)
walk_metres = figure("neighbourhood_10_minutes_walk", 2018, "china")
walk_km_an_hour = walk_metres.value / 10 * 60 / 1000
way_times = circle_minutes.value / 10
way_metres, way_times_doubled = walk_metres.value * way_times, 2 * way_times
land_times = way_times**2
land_times_more, land_times_pi, land_times_reversed = land_times - 1, land_times * _PI, 1 / land_times
radius_km = figure("neighbourhood_15_minutes_radius", 2022, "china").value / 1000
neighbours_low = figure("neighbourhood_15_minutes_people_low", 2018, "china")
neighbours_high = figure("neighbourhood_15_minutes_people_high", 2018, "china")
density_city = figure("population_census", "2020-11") / figure("land_area", 2017)
density_central = figure("central_city_population", 2011) / figure("central_city_building_land", 2011)
density_districts = figure("urban_districts_population", 2021) / figure("urban_districts_area", 2017)
near_whole, near_districts, near_central = (
    float(f"{float(density.value) * _PI:.2g}") for density in (density_city, density_districts, density_central)
)
# In steps of a hundred metres, as the slider goes.
enough = -(-1000 * (neighbours_low.value / float(density_central.value * _PI)) ** 0.5 // 100) * 100
density_times = density_central / density_city
evenly_spread = density_central.value < 2 * density_city.value
over_forty_times = 40 < density_times.value < 50

# What we do not know
people_allowed20 = figure("central_city_population", 2020)
land_allowed20 = figure("central_city_building_land", 2020)
