"""Messages: every sentence that a reader sees from the data, whole, with fields to fill in."""

# A file that is not as it must be.
NOT_UTF8 = 'data/{file} is not UTF-8 text. In Excel, save it as "CSV UTF-8 (comma delimited)".'
NOT_COMMAS = "In data/{file}, semicolons or tabs stand between the cells: save it as CSV with commas."
WRONG_HEADER = "The first line of data/{file} must name these columns: {columns}. It names {found!r}."
NOT_A_ROW = "data/{file}, row {row}: a row has {columns} cells, with commas between; a text with a comma needs quotes."
AT_ROW = "data/{file}, row {row}: {problem}"

# Periods and numbers.
NOT_A_PERIOD = "{text!r} is not a year (2020), a month (2020-07), a day (2020-07-31) or an interval (2016/2020)."
PERIODS = {4: "{year}", 7: "{month} {year}", 10: "{day} {month} {year}"}  # by how long ISO 8601 is
FROM_TO = "{first} to {last}"
PERIOD_BACKWARDS = "The period {period!r} ends before it begins."
NOT_A_NUMBER = "{number!r} is not a number, such as 187000 or 41.6."
NOTHING_BETWEEN = "No number is possible here: it would lie between {low} and {high}."
NOT_A_FRACTION = "{value} is not one over a whole number, as the hedge 'fraction' needs."
NO_STEP = "The hedge {hedge!r} needs the step: the place of the last printed digit."
DIVIDES_BY_ZERO = "This would divide by something that may be zero."

# Hedges, from those that open downwards to those that open upwards, and what a number may be.
HEDGED = {
    **{"under": "under {number}", "nearly": "nearly {number}", "at_most": "at most {number}", "fraction": "1/{parts}"},
    **{"about": "about {number}", "exact": "{number}", "at_least": "at least {number}", "over": "over {number}"},
}
STATUS = {"target": "target", "forecast": "forecast", "standard": "standard", "derived": "computed"}
STATUS_SAID = "({status})"
# A number of large things, and what stands between units that are divided.
IN_UNIT = "{number} {unit}"
PER = " per "

BARE = "no bounds"
FROM = {True: "more than {low}", False: "at least {low}"}  # by whether the end is open
UP_TO = {True: "less than {high}", False: "at most {high}"}
BETWEEN = "between {low} and {high}"

# Figures.
OF_FIGURE = "{label}, {entity}, {period}"
AND_SO_ON = ", "
# What stands between the parts of a list.
LISTED = "; "
NO_FIGURE = {
    "entity": "{indicator} has no figure for {wanted!r}: there is {choices}.",
    "period": "{indicator} has no figure for {wanted}: there is {choices}.",
    "source": "{indicator} has no figure from {wanted!r} for that period: there is {choices}.",
}
SEVERAL_SOURCES = "Several sources print {indicator} for {period}. Choose one of them: {choices}."
DIFFERENT_UNITS = "These have different units: {left} is in {left_unit}, {right} in {right_unit}."
NO_POWER = "{name} has no power {power} here: only a ratio (one area divided by another) has its root, ratio**0.5."
NOT_A_PERCENTAGE = "{name} is not a percentage: it is in {unit}."
TIMES_PERCENTAGE = "This multiplies by a percentage, whose hundred is one: use .ratio, as in output * share.ratio."
PLUS_PERCENTAGE = "This adds a plain number to a percentage, whose hundred is one: use .ratio, as in 1 + growth.ratio."
NO_BOUNDS = "no bounds: any number is allowed"
NO_BOUNDS_ABOVE_ZERO = "no bounds: any positive number is allowed"
NO_END = "The fact {name!r} has no end {end!r}."
WITH_BOUNDS = "{printed} ({allowed})"
ALLOWED = "The words allow: {allowed}"
ALLOWED_AS_A_GUESS = "The words allow: {allowed} (a guess: the source says “about”)"

# The data card.
NO_CARD = "The table {table!r} holds no figures, so it has no data card: see load({table!r})."
CARD = "Data card: {table}"
CARD_COLUMNS = ("Indicator", "Unit", "What it means", "Figures")
FIGURES_OF = "{count}, {period}"
CARD_IN_A_LINE = "{table}: {described} of {all} indicators; figures: {figures}; sources: {sources}. {summaries}"
SUMMARY = "{label} ({unit}), {period}."
TRUST = (
    "Figures: {figures}. With a hedge (over, about, at least, …): {hedged}. Targets, forecasts or computed: {planned}. "
    "From a source of low confidence: {low}. What no source printed is not here: no gap is filled."
)
SERIES_COLUMNS = ("Column", "Unit", "What it means", "Of {rows:,} rows")
SERIES_IN_A_LINE = "{table}: {rows} rows. {columns}."
SERIES_COLUMN = "{column} ({unit}), {missing}"
MISSING = "{count} missing"
NONE_MISSING = "none missing"
LICENCE = "Licence: {licence}"
STOP = "."

# The credit.
NO_ROWS = "credit() needs the rows that are drawn, with their source, and there are none: does a filter leave anything?"
SOURCE = "Source: {source}"
SOURCES = "Sources: {sources}"
SOURCES_AND_MORE = "Sources: {sources}; {more} more"
TITLE = "{title}"
SOURCE_OF_A_DAY = "{publisher}: {title}, {date} ({confidence})"
SOURCE_WITHOUT_A_DAY = "{publisher}: {title} ({confidence})"
CONFIDENCE = {"high": "high confidence", "medium": "medium confidence", "low": "low confidence"}
