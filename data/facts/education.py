"""The figures that the lesson on education and its questions share."""

from helpers import figure, load

q1_places = figure("school_places_added", "2016/2020")
q1_schools = figure("schools_built", "2016/2020")
q1_each = q1_places / q1_schools
q1_answer1 = q1_each.bounds.low < q1_each.value
q1_answer2 = q1_each.bounds.high is None and q1_each.bounds.low == q1_each.value
q1_answer3 = q1_each.bounds.high is not None
q1_answer4 = q1_each.bounds.low is None
q1_x5 = q1_places.printed
q1_x6 = q1_schools.printed
q1_x7 = q1_schools.value
q1_x8 = q1_each.value
q1_x9 = q1_each.value * 1.1
q2_kinds = {"primary school": "primary", "junior middle school": "junior"}
q2_total = lambda what, kind: sum(load("education").query(f"indicator == 'design_{what}_{kind}'")["value"])
q2_number = lambda kind: len(load("education").query(f"indicator == 'design_places_{kind}'"))
q2_sizes = {
    stage: int(q2_number(kind) * q2_total("places", kind) / q2_total("classes", kind))
    for stage, kind in q2_kinds.items()
}
q2_answer1 = {stage: q2_total("places", kind) / q2_total("classes", kind) for stage, kind in q2_kinds.items()}
q2_answer2 = {stage: q2_number(kind) for stage, kind in q2_kinds.items()}
q2_answer3 = {stage: q2_total("places", kind) / q2_number(kind) for stage, kind in q2_kinds.items()}
q2_x4 = q2_sizes["primary school"]
q2_x5 = q2_total("places", "primary") / q2_total("classes", "primary")
q2_x6 = q2_total("places", "junior") / q2_total("classes", "junior")
q3_old = figure("education_group_schools", "2018-11")
q3_new = figure("education_group_schools", 2019)
q3_before = figure("education_group_coverage", "2018-11")
q3_after = figure("education_group_coverage", 2019)
q3_answer1 = (q3_new / q3_old - 1) * 100
q3_answer2 = (q3_after / q3_before - 1) * 100
q3_answer3 = q3_after - q3_before
q3_answer4 = q3_new / q3_old * 100
q3_answer5 = q3_new / q3_old
q3_answer6 = q3_new - q3_old
q3_answer7 = (1 - q3_old / q3_new) * 100
q3_x8 = q3_old.printed
q3_x9 = q3_before.printed
q3_x10 = q3_new.printed
q3_x11 = q3_after.printed
q3_x12 = q3_new.value
q3_x13 = q3_old.value
q3_x14 = (q3_new / q3_old).value
q3_x15 = (q3_new / q3_old - 1).value * 100
q3_x16 = (q3_after / q3_before - 1).value * 100
q4_public = figure("migrant_children_public_school_share_survey_primary", 2017, "china")
q4_private = figure("migrant_children_supported_private_share_survey_primary", 2017, "china")
q4_part = q4_private.ratio / (1 - q4_public.ratio)
q4_answer1 = q4_part * 100
q4_answer2 = q4_private + q4_public
q4_answer3 = q4_private / q4_public * 100
q4_answer4 = q4_private / (q4_private + q4_public) * 100
q4_answer5 = (1 - q4_public.ratio) * 100
q4_answer6 = 100 - q4_part.value * 100
q4_answer7 = (1 - q4_public.ratio - q4_private.ratio) * 100
q4_x8 = q4_public.value
q4_x9 = q4_private.value
q4_x10 = 100 - q4_public.value
q4_x11 = q4_part.value * 100
q5_then = figure("free_lunch_money_a_day", 2008)
q5_now = figure("free_lunch_money_a_day", 2015)
q5_fed = figure("free_lunch_pupils", 2018)
q5_days = figure("free_lunch_days", 2008)
q5_pupils = figure("compulsory_pupils", "2018-11")
q5_counts = load("education").query("indicator == 'free_lunch_pupils' and year == 2008")["value"]
q5_known = set(load("education")["indicator"])
q5_answer1 = (q5_now / q5_then).value == 2
q5_answer2 = "food_prices" in q5_known
q5_answer3 = len(set(q5_counts)) == 1
q5_answer4 = (q5_fed / q5_pupils).bounds.low > 1 / 3
q5_x5 = q5_then.printed
q5_x6 = q5_now.printed
q5_x7 = q5_fed.printed
q5_x8 = q5_pupils.printed
q5_x9 = (q5_fed / q5_pupils).value * 100
q5_x10 = q5_days.printed
