"""The figures that the lesson on livelihood and its questions share."""

from helpers import figure, load

q1_vehicles = figure("motor_vehicles_urban", 2013)
q1_toll = figure("road_toll_of_a_driver", 2013)
q1_income = figure("road_toll_revenue", 2013)
q1_answer1 = q1_income.value / (q1_toll.value * q1_vehicles.value) * 100
q1_answer2 = q1_income.value / q1_toll.value
q1_answer3 = q1_toll.value * q1_vehicles.value / q1_income.value * 100
q1_answer4 = 100 - q1_income.value / (q1_toll.value * q1_vehicles.value) * 100
q1_answer5 = q1_income.value / q1_vehicles.value
q1_x6 = q1_vehicles.printed
q1_x7 = q1_toll.printed
q1_x8 = q1_income.value / 10**6
q1_x9 = q1_toll.value
q1_x10 = q1_vehicles.value
q2_old = figure("sports_area_per_person", 2021)
q2_new = figure("sports_area_per_person", "2024-12")
q2_answer1 = ((q2_new.value / q2_old.value) ** 0.5 - 1) * 100
q2_answer2 = (q2_new.value / q2_old.value - 1) * 100
q2_answer3 = (q2_new.value / q2_old.value - 1) * 50
q2_answer4 = (q2_new.value - q2_old.value) * 100
q2_answer5 = (round(float(q2_new.value) ** 0.5, 2) / round(float(q2_old.value) ** 0.5, 2) - 1) * 100
q2_answer6 = q2_new.value**0.5 - q2_old.value**0.5
q2_answer7 = (q2_new.value / q2_old.value) ** 0.5 * 100
q2_answer8 = (q2_new.value / q2_old.value) ** 0.5
q2_x9 = q2_old.printed
q2_x10 = q2_new.printed
q2_x11 = q2_old.value**0.5
q2_x12 = q2_new.value**0.5
q3_sites = load("livelihood").query("source == 'liuzhou_evening_2018_07_08'")
q3_mu = q3_sites.query("unit == 'mu'")
q3_metres = q3_sites.query("unit == 'm²'")
q3_answer1 = q3_mu.set_index("entity_label")["value"].to_dict()
q3_answer2 = q3_sites.groupby("entity_label")["value"].sum().to_dict()
q3_answer3 = q3_sites.groupby("entity_label")["value"].mean().to_dict()
q3_answer4 = q3_metres.set_index("entity_label")["value"].to_dict()
q3_x5 = q3_mu.set_index("entity_label")["value"].max()
q4_metres = figure("neighbourhood_10_minutes_walk", 2018, "china")
q4_minutes = figure("fitness_circle_minutes", 2021)
q4_answer1 = (q4_minutes.value / 10) ** 2 + 0 * q4_metres.value
q4_answer2 = q4_minutes.value / 10
q4_answer3 = (q4_minutes.value / 10) ** 2 - 1
q4_answer4 = 2 * q4_minutes.value / 10
q4_answer5 = 355 / 113 * (q4_minutes.value / 10) ** 2
q4_answer6 = (10 / q4_minutes.value) ** 2
q4_x7 = q4_metres.value
q4_x8 = q4_minutes.value
q4_x9 = (q4_minutes.value / 10) ** 2
q5_whole = figure("population_census", "2020-11") / figure("land_area", 2017)
q5_central = figure("central_city_population", 2011) / figure("central_city_building_land", 2011)
q5_old = figure("sports_area_per_person", 2021)
q5_new = figure("sports_area_per_person", "2024-12")
q5_areas = load("livelihood").query("indicator == 'sports_area' and entity == 'liuzhou'")
q5_answer1 = q5_central.value < 2 * q5_whole.value
q5_answer2 = len(q5_areas) > 1
q5_answer3 = 40 < (q5_central / q5_whole).value < 50
q5_x4 = q5_central.value
q5_x5 = q5_whole.value
q5_x6 = (q5_central / q5_whole).value
q5_x7 = q5_old.printed
q5_x8 = q5_new.printed
