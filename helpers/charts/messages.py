"""What the charts say to a reader: whole sentences with named fields, so that each can be put into another language."""

SAYS_NEEDED = "explore(chart, says=...) needs a sentence that is true of the picture, not {given!r}."
SAYS_TAKES = "The function of says must take the chart's parameters by name, which are: {names}."
SAYS_TAKES_NOTHING = (
    "The function of says must take nothing, since the chart has no controls: perhaps .add_params(...) is missing."
)
SAYS_FIELD_AT_FIRST = (
    "The sentence of the first state must be whole: only when a reader has done something, {field} is filled."
)
SAYS_FILLS_NOTHING = (
    "Nothing fills {{{field}}} in the sentence: a function of the parameters does, as in "
    'says=lambda {field}: f"In {{{field}}} …".'
)
PLAYS_NO_RANGE = "explore(chart, play=...) needs the name of a parameter that is bound to a range, not {name!r}."

NO_CHART = "A chart is asked for, such as alt.Chart(table).mark_bar(), not {kind}."
NO_MARKS = "The chart has no marks yet: add some, such as .mark_bar()."
CANNOT_BE_MADE = "Altair cannot make this chart: {reason}"
NO_KIND_OF_COLUMN = (
    "Behind a column's name and a colon stands Q for numbers, O for an order, N for names or T for times, as in year:O."
)
NAME_WITH_POINT = (
    "Vega would look for something inside the column {column!r}, since its name has a point or a bracket: give it "
    "another name, or write {written!r}."
)
TEXTS_AS_NUMBERS = "The column {column!r} holds texts, and :Q is for numbers: write N for names, or O for an order."
SAME_COLUMN = "Two columns of the chart's table have the same name: give each one of its own."
NOT_ADDED = "The chart has no parameter {name!r}: if it is one of yours, .add_params({name}) brings it in."
NO_TABLE = "The data of a chart are a table: of a column or of groups, .reset_index() makes one."
UNREADABLE = "Vega cannot read {expression!r}: {hint}."
NOT_CLOSED = "each bracket and quote has its end, and each ? its :"
# By a pattern of what stands in an expression, without its texts: what Vega reads instead.
HINTS = {
    r"^\s*$": "it is empty",
    r"['\"]": NOT_CLOSED,
    "[（），。；：“”‘’、？！＝＞＜＋－【】｛｝–—−]": "switch the Chinese input off for its signs",
    "[≤≥≠]|<>": "to compare, write <=, >= or !=",
    r"(?<![=!<>])=(?!=)": "to compare, write ==",
    r"\*\*|\^": "a power is pow(datum.a, 2)",
    "//": "a division without a rest is floor(datum.a / 2)",
    "[×÷]": "write * and /",
    r"(?<![\w.])(?:and|or|not)\b": "for and, or, not write &&, ||, !",
    r"(?<![\w.])(?:else\b|if\b(?!\s*\())": "a choice is test ? one : other",
    r"(?<![\w.])(?:True|False|None)\b": "write true, false, null",
    r"(?<![\w.])in\b": "to look in a list, write indexof(['a', 'b'], datum.name) >= 0",
    r"(?<![\w.])is\b": "to ask for a gap, write !isValid(datum.name)",
    r"\.\s*\w+\s*\(": "a function stands in front, as upper(datum.name)",
    r"[<>]=?[^<>=&|?:,()]+[<>]": "between two ends, write 1 < datum.a && datum.a < 3",
    r"(?<![\w.])\d[\d.]*(?!e[\d+-]|x[\da-fA-F])[A-Za-z]|[\w)\]]\s+\w": "a sign is missing between two values",
    r"^\s*(?:&&|\|\||[*%=<>,])|(?:&&|\|\|)\s*(?:&&|\|\|)|,\s*\)|[-+*/%<>=!?&|:;,]\s*$|(?<!\d)\.$": "a value is missing",
}
NO_FORMAT = "{format!r} is no format of a number: write ',' for 62,710, '.1f' for one decimal, '%' for a share of 1."
FORMAT_OF_TIME = "{format!r} is a format of a time: write T behind the column and a colon, as in day:T."
NO_FORMAT_OF_TIME = "{format!r} is no format of a time: write '%Y' for a year, '%m' for a month, '%d' for a day."
NO_CODE_OF_COLOUR = "{value!r} is no colour: write # and 3 or 6 digits from 0 to f, or rgb(213, 94, 0)."
IS_COLUMN = "{name!r} is a column: in an expression write datum.{name}."
NOT_TAKEN = "Altair does not take {value!r} for {name}."
NO_ROWS = "The chart's table is empty: look at what has been kept of it, such as with query."
TOO_MANY_ROWS = "The chart's table has too many rows to draw: keep fewer, such as sums or means by groupby."
NOT_DRAWN = "a value of the type {kind} cannot be drawn."
COLUMN_NOT_DRAWN = (
    "The column {column!r} holds a value of the type {kind}, which cannot be drawn: "
    "make text of it, as in table[{column!r}].astype(str)."
)

DATA_FROM_ADDRESS = "The chart takes its data from {address}: give it a table, as load() returns."
NO_LINK = "The chart has a link to {address}: a link begins with https:// or http://."
IMAGE_FROM_ADDRESS = "The chart shows an image from {address}: put the image itself into the chart, as a data: address."

NAME_TAKEN = "A parameter cannot be named {name!r}: Vega gives that word a meaning of its own."
SAME_NAME = "{count} parameters are named {name!r}: give each a name of its own."

GAP_IN_BINDING = "The parameter {name!r} holds a missing value: leave it out, as in column.dropna().unique()."
KIND_IN_BINDING = (
    "The parameter {name!r} holds a value of the type {kind}: texts, numbers, True and False can stand in a control."
)
NO_OPTIONS = "The parameter {name!r} is bound to a {kind} without options: list them, as in options=[...]."
NO_VALUE = "The parameter {name!r} is bound to a {kind}, but has no first value: give it one, as in value=..."
NO_SUCH_OPTION = "The parameter {name!r} is bound to a {kind} whose options do not include its value {value!r}."
LABELS_DIFFER = "The parameter {name!r} is bound to a {kind} with {count} options but {labelled} labels."
NOT_TRUE_OR_FALSE = "The parameter {name!r} is bound to a {kind}, so its value must be True or False, not {value!r}."
NO_NUMBERS = "The parameter {name!r} is bound to {kind}, so its value must be a list of numbers, not {value!r}."
NO_POINTS = (
    "No points can be drawn for the parameter {name!r}: name their part of the chart, as in .properties(name={name!r})."
)
NO_NUMBER = "The parameter {name!r} is bound to a {kind}, but {given!r} is not a number."
ENDS_TURNED = "The parameter {name!r} goes from min={low} to max={high}: min must not be above max."
STEP_BELOW_ZERO = "The parameter {name!r} goes in steps of {step}: a step must be more than 0."
STEP_TOO_SMALL = "The parameter {name!r} goes from {low} to {high} in steps of {step}: give it a larger step."
VALUE_OUTSIDE = "The parameter {name!r} goes from {low} to {high}, but its value {value} lies outside."
VALUE_BETWEEN = "The parameter {name!r} goes from {low} in steps of {step}: its value {value} lies between two of them."
# An expression of Vega that writes a number of an axis; as its format says, in English.
AXIS_LABEL = "datum.label"
# A point in time, a day, a time of day, as Vega is told to write them.
TIMES = ("%B %-d, %Y %X", "%B %-d, %Y", "%H:%M:%S")
EVERY_OPTION = "all"
NAMELESS = "value"

# What a reader calls the columns and the codes of a table, where a chart gives them no title.
NAMES = {
    **{"year": "year", "month": "month", "day": "day", "time": "time", "period": "period"},
    **{"city": "city", "place": "place", "entity": "place", "stage": "stage", "name": "name"},
    **{"who": "who", "what": "what", "label": "what", "kind": "kind", "part": "part", "half": "half"},
    **{"value": "number", "n": "number", "known": "number", "growth": "growth, %", "yuan": "yuan"},
    **{"added": "added", "text": "as written", "words": "as written", "when": "when", "verdict": "verdict"},
    **{"start": "from", "left": "from", "least": "from", "right": "to", "most": "to", "short": "claim"},
    **{"claim": "claim", "hedge": "hedge", "question": "question", "answer": "answer"},
    **{"counter": "counted by", "versions": "versions", "status": "status"},
    **{"standard": "standard", "digits": "digits", "series": "series", "look": "what", "pm25": "PM2.5, µg/m³"},
    **{"low": "lower end", "high": "upper end"},
    **{
        "target": "target",
        "exact": "exact",
        "at_least": "at least",
        "at_most": "at most",
        "over": "over",
        "nearly": "nearly",
    },
}

IN_BROWSER = {
    "at_start": "At the start: {sentence}",
    "left_to_vega": "The input “{label}” under the picture is drawn by Vega itself.",
    "cannot_draw": "This chart cannot be drawn: {reason}",
    "no_drawing_code": "This chart cannot be drawn, since its drawing code did not arrive: run the cell again.",
    "save": "Save this picture",
    "play": "Play: {label}",
    "stop": "Stop: {label}",
    "step": "One step: {label}",
    "box_most": "highest",
    "box_upper": "third quartile",
    "box_middle": "median",
    "box_lower": "first quartile",
    "box_least": "lowest",
    "comma": ", ",
    "unread": "Not read as numbers: {words}.",
}
