"""The figures that the lesson on luosifen and its questions share."""

from helpers import figure, load

q1_b15 = figure("bagged_luosifen_revenue", 2015, source="drug_office_2018_06_25")
q1_b16 = figure("bagged_luosifen_revenue", 2016, source="guangxi_news_2017_09_10")
q1_b17 = figure("bagged_luosifen_revenue", 2017)
q1_b18 = figure("bagged_luosifen_revenue", 2018, source="nanguo_2019_07")
q1_b19 = figure("bagged_luosifen_revenue", 2019, source="xinhua_2020_01_03")
q1_b20 = figure("bagged_luosifen_revenue", 2020, source="article_2021")
q1_answer1 = [
    q1_b19.value / q1_b18.value,
    q1_b20.value / q1_b19.value,
    q1_b16.value / q1_b15.value,
    q1_b17.value / q1_b16.value,
]
q1_answer2 = [
    q1_b19.value - q1_b18.value,
    q1_b20.value - q1_b19.value,
    q1_b16.value - q1_b15.value,
    q1_b17.value - q1_b16.value,
]
q1_x3 = q1_b18.value / 10**9
q1_x4 = q1_b19.value / 10**9
q1_x5 = q1_b20.value / 10**9
q1_x6 = q1_b15.value / 10**9
q1_x7 = q1_b16.value / 10**9
q1_x8 = q1_b17.value / 10**9
q1_x9 = q1_b19.value / q1_b18.value
q1_x10 = q1_b20.value / q1_b19.value
q1_x11 = q1_b16.value / q1_b15.value
q1_x12 = q1_b17.value / q1_b16.value
q2_bags = figure("bagged_luosifen_revenue", 2020, source="article_2021")
q2_growth = figure("bagged_luosifen_revenue_growth", 2020)
q2_gdp = figure("gdp", 2020)
q2_rate = float(1 + q2_growth.value / 100)
q2_passed = next(n for n in range(1000) if float(q2_bags.value) * q2_rate**n > q2_gdp.value)
q2_answer1 = next(n for n in range(1000) if float(q2_bags.value) * (1 + n * (q2_rate - 1)) > q2_gdp.value)
q2_answer2 = 2020 + q2_passed
q2_answer3 = q2_gdp.value / q2_bags.value
q2_answer4 = q2_gdp.value / q2_bags.value / q2_rate
q2_answer5 = q2_passed - 1
q2_x6 = q2_bags.printed
q2_x7 = q2_growth.printed
q2_x8 = q2_gdp.printed
q2_x9 = 1 + q2_growth.ratio
q2_x10 = q2_bags.value / 10**9 * q2_rate ** (q2_passed - 1)
q2_x11 = q2_bags.value / 10**9 * q2_rate**q2_passed
q2_x12 = q2_gdp.value / 10**9
q3_g21 = figure("luosifen_chain_revenue_growth", 2021)
q3_g22 = figure("luosifen_chain_revenue_growth", 2022, source="liuzhou_daily_2023_05_16")
q3_g23 = figure("luosifen_chain_revenue_growth", 2023, source="china_news_2024_04_19")
q3_g24 = figure("luosifen_chain_revenue_growth", 2024, source="china_news_2025_01_09")
q3_times = (1 + q3_g21.ratio) * (1 + q3_g22.ratio) * (1 + q3_g23.ratio) * (1 + q3_g24.ratio)
q3_answer1 = (q3_times - 1) * 100
q3_answer2 = q3_g21 + q3_g22 + q3_g23 + q3_g24
q3_answer3 = ((1 + q3_g22.ratio) * (1 + q3_g23.ratio) * (1 + q3_g24.ratio) - 1) * 100
q3_answer4 = q3_times * 100
q3_answer5 = (q3_g21 + q3_g22 + q3_g23 + q3_g24) / 4
q3_x6 = q3_g21.printed
q3_x7 = q3_g22.printed
q3_x8 = q3_g23.printed
q3_x9 = q3_g24.printed
q3_x10 = 1 + q3_g21.ratio
q3_x11 = 1 + q3_g22.ratio
q3_x12 = 1 + q3_g23.ratio
q3_x13 = 1 + q3_g24.ratio
q3_x14 = q3_times.value
q3_x15 = q3_times.value * 100
q3_x16 = (q3_times.value - 1) * 100
q4_sales = figure("bagged_luosifen_revenue_growth", 2022, source="xinhua_2023_08_07")
q4_before = figure("luosifen_parcels", 2021, source="people_daily_ten_steps")
q4_posted = (figure("luosifen_parcels", 2022, source="china_net_2023_01_18") / q4_before - 1) * 100
q4_prices = len(load("luosifen").query("indicator == 'luosifen_bag_price' and year in [2021, 2022]"))
q4_shops = len(load("luosifen").query("indicator == 'luosifen_shop_revenue' and year == 2022"))
q4_answer1 = q4_shops > 0
q4_answer2 = q4_prices > 1
q4_answer3 = q4_sales.bounds.low > 2 * q4_posted.bounds.high
q4_x4 = q4_sales.printed
q4_x5 = q4_posted.value
q5_p21 = figure("luosifen_parcels", 2021, source="people_daily_ten_steps")
q5_p22 = figure("luosifen_parcels", 2022, source="china_net_2023_01_18")
q5_printed = load("luosifen").query("indicator == 'luosifen_parcels' and period == '2022'")["value"]
q5_answer1 = {2021: q5_p21, 2022: q5_p22}
q5_answer2 = {2022: sum(q5_printed)}
q5_answer3 = {2022: q5_printed.mean()}
q5_x4 = (q5_p22 / q5_p21 - 1).value * 100
