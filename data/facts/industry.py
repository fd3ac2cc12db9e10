"""The figures that the lesson on industry and its questions share."""

from helpers import figure, load

q1_pledge = figure("firms_above_scale_new", 2021)
q1_low = int(q1_pledge.value)
q1_keeps = lambda *firms, pledge=q1_pledge: all(q1_pledge.allows(number) for number in firms)
q1_answer1 = q1_keeps(q1_low, q1_low, q1_low)
q1_answer2 = q1_keeps(q1_low + 50, q1_low - 50, q1_low + 50)
q1_answer3 = q1_keeps(q1_low + 10, q1_low + 5, q1_low + 100)
q1_answer4 = q1_keeps(0, 0, 3 * q1_low)
q1_x5 = q1_pledge.value
q1_x6 = q1_low + 50
q1_x7 = q1_low - 50
q1_x8 = q1_low + 10
q1_x9 = q1_low + 5
q1_x10 = q1_low + 100
q1_x11 = 3 * q1_low
q2_first = figure("industrial_output", 2023, source="article_2021")
q2_last = figure("industrial_output", 2025, source="article_2021")
q2_answer1 = ((q2_last.value / q2_first.value) ** 0.5 - 1) * 100
q2_answer2 = (q2_last.value / q2_first.value - 1) * 100 / 2
q2_answer3 = (q2_last.value / q2_first.value - 1) * 100
q2_answer4 = (1 - q2_first.value / q2_last.value) * 100
q2_answer5 = (1 - q2_first.value / q2_last.value) * 50
q2_answer6 = (q2_last.value - q2_first.value) / 10**9
q2_x7 = q2_first.printed
q2_x8 = q2_last.printed
q2_x9 = (q2_last / q2_first).value
q2_x10 = (q2_last.value / q2_first.value) ** 0.5
q2_x11 = (q2_last / q2_first).value * 100 - 100
q3_before = figure("firms_above_scale", 2022)
q3_after = figure("firms_above_scale", "2023-08")
q3_answer1 = (q3_after.value - q3_before.value) / 8
q3_answer2 = (q3_after.value - q3_before.value) / 12
q3_answer3 = q3_after.value - q3_before.value
q3_answer4 = q3_after.value / 8
q3_answer5 = 8 / (q3_after.value - q3_before.value)
q3_answer6 = (q3_after.value - figure("firms_above_scale", 2020).value) / 32
q3_x7 = q3_after.value
q3_x8 = q3_before.value
q4_quarter = figure("industrial_output_share_of_guangxi", 2021)
q4_sixth = figure("industrial_output_above_scale_share_of_guangxi", 2024)
q4_rows = load("industry").query("indicator.str.endswith('_share_of_guangxi') and period in ['2021', '2024']")
q4_answer1 = q4_rows["indicator"].nunique() == 1
q4_answer2 = q4_quarter.bounds.low == q4_quarter.bounds.high
q4_answer3 = q4_sixth.allows(1 / 6) and q4_sixth.status == "actual"
q4_x4 = q4_quarter.bounds.low * 100
q4_x5 = q4_quarter.bounds.high * 100
q4_x6 = q4_quarter.value * 100
