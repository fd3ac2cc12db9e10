"""The figures that the lesson on education and its questions share."""

from helpers import figure, load

# New schools, classes and places in five years; what is left of “over” for one school and for one class.
built = figure("schools_built", "2016/2020")
classes = figure("school_classes_added", "2016/2020")
places = figure("school_places_added", "2016/2020")
a_school = places / built
a_school_less = a_school.bounds.low < a_school.value
a_school_more = a_school.bounds.low == a_school.value and a_school.bounds.high is None
a_school_between = a_school.bounds.high is not None
a_school_nothing = a_school.bounds.low is None
a_school_guess = a_school * 1.1
# Cut after two decimals: rounded up, it would be no lower bound.
floor = 100 * places.value // classes.value / 100

# Standards for a class, by kind of school; the places that fill all new classes to them, and the first full thousand.
primary, junior = (figure(f"class_size_standard_{kind}", 2024, "anhui") for kind in ("primary", "junior"))
large = figure("large_class_size", 2016, "china")
full_j, full_l = junior * classes, large * classes
from_j = (full_j.value // 1000 + 1) * 1000
from_l = -(-full_l.value // 1000) * 1000

# Designs of schools: how many there are of each kind, and their places for a class and for a school.
_KINDS = {"primary school": "primary", "junior middle school": "junior"}
_rows = load("education").set_index("indicator")["value"]
_classes = {label: _rows[[f"design_classes_{kind}"]] for label, kind in _KINDS.items()}
_places = {label: _rows[[f"design_places_{kind}"]] for label, kind in _KINDS.items()}
design_counts = {kind: len(_places[kind]) for kind in _places}
class_sizes = {kind: sum(_places[kind]) / sum(_classes[kind]) for kind in _places}
school_sizes = {kind: sum(_places[kind]) / design_counts[kind] for kind in _places}
stacked = {kind: round(design_counts[kind] * class_sizes[kind]) for kind in _places}
stacked_prim = stacked["primary school"]
prim, mid = class_sizes.values()
largest = max(map(max, _places.values()))
juniors = (places.value - prim * classes.value) / (mid - prim)

# A new school in its first term: the pupils who were announced.
rooms, campus = (figure(f"design_{what}_primary", 2024, "wenbo_campus") for what in ("classes", "places"))
came = figure("first_pupils_announced", "2024-09", "wenbo_campus")
filled = 100 * came / campus

# Money: what an earlier report printed, and what a planned place costs in a new school and in an extension.
money18 = figure("school_building_investment", "2016-01/2018-11")
places18 = figure("school_places_added", "2016-01/2018-11")
new, annex = (
    round((figure("school_project_cost", year, school) / figure("design_places_junior", year, school)).value, -3)
    for school, year in {"liubei_experimental": 2021, "liucheng_junior": 2022}.items()
)

# Education groups: their coverage, schools and pupils, and the whole that would make the coverage right.
groups18, groups19, groups21 = (figure("education_groups", when) for when in ("2018-11", 2019, 2021))
cov18, cov19, cov21 = (figure("education_group_coverage", when) for when in ("2018-11", 2019, 2021))
sch18, sch19 = (figure("education_group_schools", when) for when in ("2018-11", 2019))
in19, in21 = (figure("education_group_students", when) for when in (2019, 2021))
share = figure("education_group_student_share", 2021)
all18, all19 = (round((schools / covered.ratio).value) for schools, covered in ((sch18, cov18), (sch19, cov19)))
fewer = all18 - all19
of_old, of_new = 100 * sch19 / all18, 100 * sch18 / all19
need19, need21 = in19 / cov19.ratio, in21 / cov21.ratio
pupils18 = figure("compulsory_pupils", "2018-11")
pupils21 = round((in21 / share.ratio).value, -3)
rise = (in21 / share.ratio / pupils18 - 1) * 100
sch_times = sch19 / sch18
sch_percent = sch_times * 100
sch_growth = (sch_times - 1) * 100
sch_growth_of_new = (1 - sch18 / sch19) * 100
sch_more = sch19 - sch18
cov_growth = (cov19 / cov18 - 1) * 100
cov_points = cov19 - cov18

# Children who came along, of primary (p) and junior middle (j) age: a report, a survey, helped private schools.
rep_p, _rep_j, sur_p, sur_j, helped_p, _helped_j = (
    figure(f"migrant_children_{which}_{age}", 2017, "china")
    for which in ("public_school_share", "public_school_share_survey", "supported_private_share_survey")
    for age in ("primary", "junior")
)
wide_p, wide_j = helped_p + sur_p, _helped_j + sur_j
paid20 = figure("migrant_children_public_or_paid_share", 2020, "china")
china20 = figure("children_public_school_share", 2020, "china")
rest_p = (1 - sur_p.ratio) * 100
helped_of_rest = helped_p.ratio / (1 - sur_p.ratio) * 100
helped_of_public = helped_p / sur_p * 100
helped_of_wide = helped_p / wide_p * 100
neither_of_rest = 100 - helped_of_rest.value
neither_p = (1 - sur_p.ratio - helped_p.ratio) * 100

# Teachers in the countryside, and the pay of which the raise is a twelfth.
teachers = figure("rural_teachers_paid_more", 2020)
gain = figure("rural_teacher_raise", 2020)
gains = teachers * gain
wage = 12 * gain

# Free lunch: yuan a day, school days, money a year, rural schools, and the pupils whom each source counts.
yuan08, yuan14, yuan15 = (figure("free_lunch_money_a_day", year) for year in (2008, 2014, 2015))
days08 = figure("free_lunch_days", 2008)
fund08, fund18 = (figure("free_lunch_spending", year) for year in (2008, 2018))
rural = figure("free_lunch_schools", 2018)
daily = figure("free_lunch_pupils", 2008, source="economic_daily_2008_09_16")
tv = figure("free_lunch_pupils", 2008, source="guangxi_tv_2008_10_08")
gate = figure("free_lunch_pupils", 2008, source="china_gate_2008_11_21")
fed10, fed18 = (figure("free_lunch_pupils", year) for year in (2010, 2018))
fed_share18 = fed18 / pupils18 * 100
yuan_doubled = (yuan15 / yuan08).value == 2
over_a_third = (fed18 / pupils18).bounds.low > 1 / 3
# The pupils whom the money of 2008 feeds on so many days, outwards in hundreds; the whole days that allow a count.
_a_day08 = fund08 / yuan08
_fed08 = _a_day08 / days08.value
fed08, fed_least = round(_fed08.value, -3), _fed08.bounds.low // 100 * 100
fed_most = -(-_fed08.bounds.high // 100) * 100
_days_tv, _days18 = _a_day08 / tv, fund18 / yuan15 / fed18
days_gate = (_a_day08 / gate).bounds.high // 1
tv_from, tv_to, from18 = -(-_days_tv.bounds.low // 1), _days_tv.bounds.high // 1, -(-_days18.bounds.low // 1)

# What earlier reports leave for the rest of the five years.
done18, done19 = (figure("schools_completed", when) for when in ("2016-01/2018-11", 2019))
ext18 = figure("school_projects_extended", "2016-01/2018-11")
places19 = figure("school_places_added", 2019)
left = places - places18 - places19
apiece = left / (built.value - done18.value - ext18.value - done19.value)
