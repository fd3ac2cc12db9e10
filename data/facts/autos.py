"""The figures that the lesson on autos and its questions share."""

from helpers import figure, load

q1_made = figure("nev_output", 2021, source="nanguo_2022_03_09")
q1_growth = figure("nev_output_growth", 2021)
q1_answer1 = q1_made / (1 + q1_growth.ratio)
q1_answer2 = q1_made / q1_growth.ratio
q1_answer3 = q1_made * (q1_growth.ratio - 1)
q1_answer4 = q1_made * (1 - q1_growth.ratio)
q1_answer5 = q1_made * (1 + q1_growth.ratio)
q1_answer6 = q1_made - q1_made / (1 + q1_growth.ratio)
q1_x7 = 1 + q1_growth.ratio
q1_x8 = figure("nev_output", 2020)
q2_first = figure("nev_output", 2020)
q2_last = figure("nev_output", 2024)
q2_rates = [figure("nev_output_growth", year) for year in (2021, 2024)]
q2_answer1 = (q2_last / q2_first - 1) * 100
q2_answer2 = q2_last / q2_first * 100
q2_answer3 = (1 - q2_first / q2_last) * 100
q2_answer4 = q2_last - q2_first
q2_answer5 = q2_last / q2_first
q2_answer6 = q2_rates[0] + q2_rates[1]
q2_answer7 = (q2_rates[0] + q2_rates[1] + figure("nev_output_growth", 2020)) / 3
q3_all17 = figure("auto_output", 2017, source="repost_output_2018_01")
q3_all20 = figure("auto_output", 2020)
q3_all24 = figure("auto_output", 2024)
q3_new20 = figure("nev_output", 2020)
q3_new24 = figure("nev_output", 2024)
q3_years = set(load("autos").query("indicator == 'auto_output' and entity == 'liuzhou'")["year"].dropna())
q3_answer1 = q3_all24.bounds.below(q3_all17.bounds)
q3_answer2 = set(range(2017, 2025)) <= q3_years
q3_answer3 = (q3_all20 - q3_all24).bounds.below((q3_new24 - q3_new20).bounds)
q3_answer4 = (q3_all20 - q3_new20 - (q3_all24 - q3_new24)).bounds.low > 10**6
q3_x5 = q3_all20 - q3_all24
q3_x6 = q3_new24 - q3_new20
q3_x7 = q3_all20 - q3_new20 - (q3_all24 - q3_new24)
q4_total = figure("mini_ev_sales_cumulative", "2021-12", "hongguang_mini_ev")
q4_before = figure("mini_ev_sales_year_maker", 2020, "hongguang_mini_ev")
q4_answer1 = q4_total - q4_before
q4_answer2 = q4_total + q4_before
q4_answer3 = q4_total.value * 12 / 18
q4_answer4 = figure("mini_ev_sales_year_cpca_wholesale", 2021, "hongguang_mini_ev")
q4_x5 = q4_total.printed.removesuffix(" vehicles")
q4_x6 = (q4_total - q4_before).value
q5_old = figure("electric_share_new_cars", 2018)
q5_new = figure("electric_share_new_cars", 2020)
q5_answer1 = (q5_new / q5_old - 1) * 100
q5_answer2 = q5_new - q5_old
q5_answer3 = q5_new / q5_old * 100
q5_answer4 = (q5_new - q5_old) / q5_new * 100
q5_answer5 = (q5_new + q5_old) / 2
q5_answer6 = q5_new / q5_old
q5_x7 = q5_old.value
q5_x8 = q5_new.value
q5_x9 = (q5_new - q5_old).value
q6_chosen = "indicator == 'nev_output' and entity == 'liuzhou'"
q6_both = load("autos").query(q6_chosen + " and year == 2021")["value"]
q6_answer1 = load("autos").query(q6_chosen + " and status == 'actual'").set_index("year")["value"].to_dict()
q6_answer2 = {2021: sum(q6_both)}
q6_answer3 = {2021: q6_both.mean()}
q6_answer4 = {2021: figure("nev_output", 2021, source="guangxi_industry_2021_03_22")}
nev20 = figure("nev_output", 2020)
nev_growth20 = figure("nev_output_growth", 2020)
