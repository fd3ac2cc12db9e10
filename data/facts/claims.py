"""The figures that the lesson on claims and its questions share."""

from helpers import figure, load

q1_claim = figure("bauhinia_trees", 2023, source="xinhua_2023_04_11")
q1_other = figure("bauhinia_trees", 2023, source="china_news_2023_04_12")
q1_verdict = "consistent" if q1_claim.allows(q1_other) else "contradicted"
q1_answer1 = q1_verdict == "consistent"
q1_answer2 = q1_verdict == "contradicted"
q1_answer3 = q1_verdict == "consistent only if"
q1_answer4 = q1_verdict == "cannot be told"
q1_x5 = q1_claim.printed
q1_x6 = q1_other.printed
q1_x7 = q1_claim.allowed
q1_x8 = q1_other.allowed
q2_share = figure("area_share_of_guangxi", 2021)
q2_city = figure("land_area", 2017)
q2_large = figure("land_area", 2006, "guangxi")
q2_small = figure("land_area", 2020, "guangxi")
q2_answer1 = q2_city.value / q2_share.bounds.high
q2_answer2 = q2_city.value / q2_share.value
q2_answer3 = q2_city.value / q2_share.bounds.low
q2_answer4 = q2_city.value * (1 / q2_share.value - 1)
q2_answer5 = q2_small.value
q2_x6 = q2_share.printed
q2_x7 = q2_city.printed
q2_x8 = 1 / q2_share.bounds.high
q2_x9 = q2_city.value
q2_x10 = q2_large.printed
q2_x11 = q2_small.printed
q3_claim = figure("mini_ev_sales_half_year", "2020-07/2021-01", "hongguang_mini_ev")
q3_december = figure("mini_ev_sales_year_maker", 2020, "hongguang_mini_ev")
q3_january = figure("mini_ev_sales_month_maker", "2021-01", "hongguang_mini_ev")
q3_day = next((n for n in range(1, 32) if q3_december.value + q3_january.value * n / 31 > q3_claim.value), 31)
q3_answer1 = q3_claim.value - q3_december.value
q3_answer2 = q3_day - 1
q3_answer3 = (q3_claim.value - q3_december.value) / (q3_january.value / 31)
q3_answer4 = (q3_claim.value - q3_december.value) / (q3_december.value / 184)
q3_answer5 = 31 - (q3_claim.value - q3_december.value) / (q3_january.value / 31)
q3_x6 = q3_december.printed
q3_x7 = q3_january.printed
q3_x8 = q3_claim.value
q3_x9 = q3_december.value
q3_x10 = q3_january.value / 31
q3_x11 = q3_claim.printed
q4_cars = figure("nev_output", 2020)
q4_land = figure("area_share_of_guangxi", 2021)
q4_noodles = figure("bagged_luosifen_revenue", 2020, source="article_2021")
q4_air = figure("good_air_day_share", 2020)
q4_claims = [q4_cars, q4_land, q4_noodles, q4_air]
q4_width = lambda claim: claim.bounds.high - claim.bounds.low
q4_answer1 = [q4_width(each) / each.value for each in q4_claims]
q4_answer2 = [q4_width(each) for each in q4_claims]
q4_x3 = q4_cars.printed
q4_x4 = q4_land.printed
q4_x5 = q4_noodles.printed
q4_x6 = q4_air.printed
q4_x7 = 100 * q4_width(q4_noodles) / q4_noodles.value
q4_x8 = 100 * q4_width(q4_air) / q4_air.value
q4_x9 = 100 * q4_width(q4_cars) / q4_cars.value
q4_x10 = 100 * q4_width(q4_land) / q4_land.value
q5_claim = figure("mini_ev_sales_half_year", "2020-07/2021-01", "hongguang_mini_ev")
q5_december = figure("mini_ev_sales_year_maker", 2020, "hongguang_mini_ev")
q5_count = q5_december + figure("mini_ev_sales_month_maker", "2021-01", "hongguang_mini_ev")
q5_answer1 = (q5_count.value / q5_claim.value - 1) * 100
q5_answer2 = q5_count.value - q5_claim.value
q5_answer3 = (1 - q5_claim.value / q5_count.value) * 100
q5_answer4 = (1 - q5_december.value / q5_claim.value) * 100
q5_answer5 = q5_count.value / q5_claim.value * 100
q5_x6 = q5_claim.printed
q5_x7 = q5_count.value
q5_x8 = q5_claim.value
q5_x9 = q5_count.value / q5_claim.value
q6_air = figure("good_air_day_share", 2020)
q6_days = round(float(q6_air.value) * 366 / 100)
q6_low = float(q6_air.value) - 0.3
q6_fits = lambda share: any(share - 0.05 <= 100 * k / 366 + 10 ** (-9) < share + 0.1 for k in range(367))
q6_answer1 = q6_fits(q6_low)
q6_answer2 = q6_fits(q6_low + 0.2)
q6_answer3 = q6_fits(q6_low + 0.4)
q6_answer4 = q6_fits(q6_low + 0.5)
q6_x5 = q6_air.printed
q6_x6 = q6_days - 1
q6_x7 = 100 * (q6_days - 1) / 366
q6_x8 = 100 * q6_days / 366
q6_x9 = q6_days + 1
q6_x10 = 100 * (q6_days + 1) / 366
q6_x11 = q6_air.value
q6_x12 = q6_low + 0.5
q6_x13 = q6_low + 0.6
q6_x14 = q6_low + 0.2
q6_x15 = q6_low + 0.4
q7_told = load("luosifen").query("indicator == 'bagged_luosifen_revenue' and period == '2020' and status == 'actual'")
q7_number = len(q7_told)
q7_answer1 = q7_told.set_index("source")["value"].to_dict()
q7_answer2 = {"2020": q7_told["value"].mean()}
q7_answer3 = {"2020": q7_told["value"].sum()}
q7_answer4 = {"2020": q7_told["value"].median()}
q7_x5 = q7_told["value"].max() / 10**9
q7_x6 = q7_told["value"].min() / 10**9
q8_goal = figure("industrial_output", 2023, source="article_2021")
q8_start = figure("industrial_output_above_scale", 2021)
q8_step = figure("industrial_output_above_scale_increase", 2022, source="article_2021")
q8_bags = figure("bagged_luosifen_revenue", 2020, source="article_2021")
q8_other = figure("bagged_luosifen_revenue", 2020, source="people_daily_online_2021_02_10")
q8_trees = figure("bauhinia_trees", 2021, source="article_2021")
q8_sources = load("ecology").query("indicator == 'bauhinia_trees' and value == 280_000")["source"]
q8_counted = set(load("industry").query("indicator.str.startswith('industrial_output') and status == 'actual'")["year"])
q8_answer1 = 2023 in q8_counted
q8_answer2 = (q8_start + 2 * q8_step).value < q8_goal.value
q8_answer3 = len(set(q8_sources)) < 2
q8_answer4 = 0.45 < (q8_bags - q8_other).value / 10**9 < 0.5
q8_x5 = q8_start.value / 10**9
q8_x6 = q8_step.value / 10**9
q8_x7 = (q8_start + 2 * q8_step).value / 10**9
q8_x8 = q8_goal.value / 10**9
q8_x9 = (q8_bags - q8_other).value / 10**6
q8_x10 = q8_trees.printed
