"""Messages: every sentence that a reader sees from the data, whole, with fields to fill in."""

# A file that is not as it must be: where, and what is wrong there.
AT_ROW = "{file}, row {row}: {problem}"
AT_COLUMN = "{file}, row {row}, column {column}: {problem}"
CANNOT_READ = "The file data/{file} cannot be read: {reason}."
NOT_JSON = "this is not JSON ({reason})."
NOT_UTF8 = "this is not UTF-8 text; save the file as CSV UTF-8."
GBK = (
    'this file seems to be saved as GBK, as Excel on a Chinese Windows does; save it as "CSV UTF-8 (comma delimited)".'
)
NOT_CSV = "this is not a line of a CSV file ({reason})."
BLANK_LINE = "this line is blank; take it out."
NO_HEADER = "this line is blank, but the names of the columns belong here: {columns}."
NOT_COMMAS = "the cells are separated by semicolons or tabs; save the file as CSV with commas."
WRONG_HEADER = "the columns are not right. Missing: {missing}. Not expected: {extra}. In order: {columns}."
NONE = "none"
WRONG_LENGTH = "cells: {cells}, but columns: {columns}. Each column needs a cell; a text with a comma needs quotes."
EMPTY = "this cell is empty, and it must not be. {expected}"
WRONG = "{cell!r} does not belong here. {expected}"
EXPECTED = {
    "number": "It must be a plain number, such as 187000 or 41.6.",
    "integer": "It must be a whole number, such as 12.",
    "date": "It must be a day, such as 2020-07-31.",
    "yearmonth": "It must be a month, such as 2020-07.",
}
EXPECTED_CHOICE = "It must be one of {choices}."
EXPECTED_CONTENT = "What belongs here: {description}"
BELOW = "{cell} is less than {least}, the least that is possible here."
ABOVE = "{cell} is more than {most}, the most that is possible here."
DUPLICATE = "this is the same {key} as in row {first}: {values}."
REFERENCE = "{problem} A new one is added to {file} first."

# A row of figures.
OUT_OF_RANGE = "the value {value} is outside {least} to {most}, the range of {indicator} in indicators.csv."
OTHER_THEME = "the indicator {indicator} belongs in {theme}.csv, as indicators.csv says."
NOT_SORTED = "this row belongs further up: rows are sorted by {key}."

# Periods and numbers.
NOT_A_PERIOD = "{text!r} is not a year (2020), a month (2020-07), a day (2020-07-31) or an interval (2016/2020)."
PERIOD_BACKWARDS = "The period {period!r} ends before it begins."
NOT_A_NUMBER = "{number!r} is not a number."
NOTHING_BETWEEN = "No number is possible here: it would lie between {low} and {high}."
NOT_A_FRACTION = "{value} is not one over a whole number, as the hedge 'fraction' needs."
NO_STEP = "The hedge {hedge!r} needs the step: the place of the last printed digit."
DIVIDES_BY_ZERO = "This would divide by something that may be zero."

# Figures.
NO_ENTITY = "{indicator} has no figure for {wanted!r}: there is {choices}."
NO_PERIOD = "{indicator} has no figure for {wanted}: there is {choices}."
NO_SOURCE = "{indicator} has no figure from {wanted!r} for that period: there is {choices}."
SEVERAL_SOURCES = "Several sources print {indicator} for {period}. Choose one of them: {choices}."
DIFFERENT_UNITS = "These have different units: {left} is in {left_unit}, {right} in {right_unit}."
NOT_A_RATIO = "{name} is in {unit}: only a ratio, such as one area divided by another, has a root here."
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

# The credit.
NO_ROWS = "credit() needs the rows that are drawn, with their source, and there are none: does a filter leave anything?"
SOURCE = "Source: {source}"
SOURCES = "Sources: {sources}"
SOURCES_AND_MORE = "Sources: {sources}; {more} more"
SOURCE_OF_A_DAY = "{publisher}: {title}, {date} ({confidence})"
SOURCE_WITHOUT_A_DAY = "{publisher}: {title} ({confidence})"
CONFIDENCE = {"high": "high confidence", "medium": "medium confidence", "low": "low confidence"}
