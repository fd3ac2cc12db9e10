"""The figures that the lesson on ecology and its questions share."""

from helpers import figure, load

q1_starts = set(load("ecology").query("indicator == 'surface_water_rank'")["period"].str[5:7])
q1_spring = figure("surface_water_rank", "2022-01/2022-03")
q1_half = figure("surface_water_rank", "2022-01/2022-06")
q1_ahead = int(q1_spring.value - q1_half.value)
q1_answer1 = "gram" in q1_spring.unit
q1_answer2 = q1_ahead == q1_spring.value - q1_half.value and q1_ahead > 1
q1_answer3 = "04" in q1_starts
q1_x4 = q1_spring.value
q1_x5 = q1_half.value
q1_x6 = q1_spring.value - q1_half.value
q2_share = figure("class_one_water_share", 2020)
q2_sections = int(figure("national_water_sections", "2023-01/2023-06").value)
q2_checks = 12 * q2_sections
q2_count = next((k for k in range(q2_checks) if q2_share.value <= 100 * k / q2_checks < q2_share.value + 0.1), 0)
q2_answer1 = 100 * (q2_count + 1) / q2_checks
q2_answer2 = q2_share.value + 1
q2_answer3 = 100 * q2_count / q2_checks
q2_answer4 = 100 * (q2_count + 1) / (q2_checks + 1)
q2_answer5 = q2_count + 1
q2_x6 = q2_share.printed
q2_x7 = 100 / q2_checks
q2_x8 = q2_share.value + 0.3
q3_old = figure("good_air_day_share", 2019)
q3_new = figure("good_air_day_share", 2020)
q3_bad_old = 1 - q3_old.ratio
q3_bad_new = 1 - q3_new.ratio
q3_answer1 = (1 - q3_bad_new / q3_bad_old) * 100
q3_answer2 = q3_new - q3_old
q3_answer3 = (q3_new / q3_old - 1) * 100
q3_answer4 = q3_bad_new / q3_bad_old * 100
q3_answer5 = (q3_bad_old / q3_bad_new - 1) * 100
q3_x6 = q3_old.printed
q3_x7 = q3_new.printed
q3_x8 = 100 - q3_old.value
q3_x9 = 100 - q3_new.value
q3_x10 = (q3_bad_new / q3_bad_old).value
q3_x11 = (1 - q3_bad_new / q3_bad_old).value * 100
q4_newer = (
    load("ecology").query("indicator == 'good_air_day_share' and entity == 'liuzhou' and year > 0").sort_values("year")
)
q4_older = load("ecology").query("indicator == 'good_air_day_share_old_standard' and entity == 'liuzhou' and year > 0")
q4_answer1 = q4_newer.set_index("year")["value"].to_dict()
q4_answer2 = q4_older.set_index("year")["value"].to_dict()
q4_answer3 = {2013: (q4_older.set_index("year")["value"][2013] + q4_newer.set_index("year")["value"][2013]) / 2}
q4_x4 = q4_newer["value"].iloc[0]
q4_x5 = q4_newer["value"].iloc[-1]
q5_cities = int(load("indicators").set_index("id")["maximum"]["air_rank_in_guangxi"])
q5_last = figure("air_rank_in_guangxi", "2015-01")
q5_early = figure("air_rank_in_guangxi", "2021-01/2021-08")
q5_july = figure("air_rank_in_guangxi", "2023-01/2023-07")
q5_autumn = figure("air_rank_in_guangxi", "2023-01/2023-09")
q5_measured = set(load("ecology").query("indicator == 'good_air_day_share' and entity == 'liuzhou'")["year"])
q5_answer1 = q5_last.value == q5_cities and abs(q5_autumn.value - q5_cities / 2) <= 1
q5_answer2 = 2023 in q5_measured
q5_answer3 = 2023.5 in q5_measured
q5_answer4 = q5_cities / 2 - 2 < q5_autumn.value - 1 <= q5_cities / 2
q5_x5 = q5_last.value
q5_x6 = q5_early.value
q5_x7 = q5_july.value
q5_x8 = q5_autumn.value
