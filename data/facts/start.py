"""The figures that the lesson on start and its questions share."""

from helpers import figure

q1_sales = figure("sgmw_output_since_founding", 2021, "sgmw")
q1_cars = figure("nev_output", 2020)
q1_noodles = figure("bagged_luosifen_revenue", 2015, source="drug_office_2018_06_25")
q1_before = figure("nev_output", 2019)
q1_answer1 = [q1_sales, q1_cars, q1_noodles, q1_before]
q1_answer2 = [q1_sales, q1_cars / 10, q1_noodles / 100, q1_before]
q1_answer3 = [q1_sales, q1_cars / 10, q1_noodles, q1_before]
q1_answer4 = [q1_sales, q1_cars, q1_noodles / 100, q1_before]
q1_x5 = q1_sales.value / 10**6
q1_x6 = q1_cars.value / 10**4
q1_x7 = q1_noodles.value / 10**8
q1_x8 = q1_before.value / 10**3
q1_x9 = q1_before.value
q1_x10 = q1_cars.value
q1_x11 = q1_sales.value
q1_x12 = q1_noodles.value
q2_cars = figure("auto_output", 2020)
q2_answer1 = q2_cars.bounds.low
q2_answer2 = q2_cars.value
q2_answer3 = q2_cars.value - 1000
q2_answer4 = q2_cars.value - 5000
q2_answer5 = q2_cars.value - 50
q2_answer6 = q2_cars.bounds.high
q2_x7 = q2_cars.value / 10**4
q3_then = figure("sgmw_output_since_founding", 2021, "sgmw")
q3_later = figure("sgmw_output_since_founding", "2021-11", "sgmw")
q3_answer1 = not q3_then.allows(q3_later)
q3_answer2 = q3_then.bounds.high is not None and (not q3_then.allows(q3_later))
q3_answer3 = q3_then.allows(q3_later)
q3_answer4 = q3_then.allows(0)
q3_x5 = q3_then.printed
q3_x6 = q3_later.value
q3_x7 = q3_then.allowed
q3_x8 = q3_then.value / 10**6
q3_x9 = q3_later.value / 10**6
q4_target = figure("nev_output", 2021, source="guangxi_industry_2021_03_22")
q4_count = figure("nev_output", 2021, source="nanguo_2022_03_09")
q4_forecast = figure("auto_output", 2014)
q4_trillion = figure("industrial_output", 2025, source="article_2021")
q4_early = figure("auto_output", "2014-01/2014-09")
q4_answer1 = q4_target.status == "actual"
q4_answer2 = q4_count.status == "actual"
q4_answer3 = q4_forecast.status == "actual"
q4_answer4 = q4_trillion.status == "actual"
q4_answer5 = q4_early.status == "actual"
q4_x6 = q4_target.printed
q4_x7 = q4_forecast.printed.capitalize()
q4_x8 = q4_trillion.printed
q4_x9 = q4_count.printed
q4_x10 = q4_forecast.printed
q4_x11 = q4_early.printed
