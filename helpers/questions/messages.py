"""What questions say to a reader: one message each, with named fields."""

FORM = {
    "answer": "Your answer:",
    "check": "Check",
    "check_chart": "Check my chart",
    "move_up": "Move up: {item}",
    "move_down": "Move down: {item}",
    "hint": "Hint: {hint}",
    "show_answer": "Show the answer",
    "show_working": "Show the working",
    "clear": "Clear my answers",
    "last_time": "At the last check: {say}",
    "right": "Right.",
    "not_yet": "Not yet.",
    "one_first": "Choose one of the answers first.",
    "some_first": "Choose from the list first.",
    "chosen_wrongly": "“{choice}”: {say}",
    "more_to_choose": "What you chose is right, but there is more.",
    "one_digit_more": "That is the right size. Give one digit more, so that we can tell.",
    "share_of_one": "Is that a share of 1? In percent, the whole is 100.",
    "sign": "The size is right. But look at the sign: does the question ask for a number below zero?",
    "direction": "The question says the direction: write the number with its unit, without “{word}”.",
    "points": "Points are the difference of two percentages, percent is a part of a whole. Which is asked for?",
    "other_end": "The number is right. But on which side of it is the end open?",
    "too_small": "The digits are right, but it is {times} times too small.",
    "too_large": "The digits are right, but it is {times} times too large.",
    "other_unit": "You wrote “{written}”, but the answer is in {unit}: give it in that unit.",
    "nothing": "Type a number first.",
    "a_day": "A day of {unit} is asked for: write its number, or its date.",
    "one_number": "One number is asked for, without “over”, “under” or a range.",
    "which_number": "I see more than one number: which one is your answer?",
    "long": "That is a long answer: one number is asked for.",
    "in_digits": "Please write the number in digits, such as 187,000 or 18.7万.",
    "no_number": "I cannot find a number in “{text}”: write it in digits, such as 187,000 or 18.7万.",
    "number_first": "I cannot read “{text}”: write the number first, such as 187,000 or 18.7万.",
    "out_of_proportion": "That number is far too large or far too small: check the power of ten, and the words.",
    "zero": "Nothing can be divided by zero: what did you mean?",
    "which_digits": "How do you mean “{digits}”? Write one number, without blanks or commas, such as 187000.",
}
"""Of the form and of judge.js, which fill the fields."""

ON_CHARTS = {
    "chart_right": "Right: it shows these numbers, and a reader can see what they are.",
    "chart_not_there": "I see no drawn chart here, and can judge only what is drawn on the same page as this button: "
    "run the cell again in JupyterLab, and press when its picture is there.",
    "chart_empty": "The picture has no marks: has a filter taken every row away?",
    "chart_no_quantity": "I see no numbers in this chart: which channel shows a quantity, such as y='value:Q'?",
    "chart_no_names": "I cannot see which mark is for {name}: let an axis tell, or colours with a legend.",
    "chart_missing": "Something is missing: {names}.",
    "chart_other_number": "Look at {name}: what the chart shows there is not what was asked for.",
    "chart_several": "For {name}, the chart shows several numbers. Which one is asked for?",
    "chart_piled": "For {name}, several numbers stand on top of each other. Should they be added?",
    "chart_too_much": "There is more in the chart than was asked for.",
    "chart_by_luck": "For {name}, {operation} made one number out of several, and it is the right one by luck. Why "
    "should it be that one? Keep the rows that you mean: then there is nothing to choose from.",
    "chart_starts_at": "The axis starts at {start}: let it start at 0, because the eye compares the lengths of bars "
    "and areas.",
    "chart_ends_at": "The axis ends at {end}: let it end just above the largest number, or leave it to Altair.",
    "chart_cut_off": "The axis starts at {start}, and some numbers lie below it: leave the axis to Altair.",
    "chart_hidden": "Some bars stand in front of others and hide them: give each a place of its own on the axis.",
    "chart_bent": "On a {kind} scale, twice as long is not twice as much: bars and areas need a plain scale.",
    "chart_unequal": "Each panel has an axis of its own, so lengths cannot be compared: give them one axis.",
    "chart_no_labels": "The numbers are right, but nobody can read them: give the axis its labels again.",
    "chart_no_unit": "The numbers are right. But numbers of what? Put the unit into a title or a subtitle.",
    "chart_other_unit": "The numbers are right. But the axis says “{written}”, and they are in {unit}.",
    "chart_says_too_little": "The marks are right, but not the words: for {name}, the chart says {said} (in {unit}), "
    "where {meant} is meant. If you divided the numbers, let the axis title say so, as in “thousand” or “share of 1”.",
    "chart_says_too_much": "The marks are right, but not the words: for {name}, the chart says {said} (in {unit}), "
    "where {meant} is meant. Is a word such as “thousand” too much, or did you multiply the numbers?",
}
"""Of chart.js, which fills the fields."""

WORK = {
    "work_lead": "What you answered to the questions of this lesson:",
    "work_count": "{right} of {all} right, {once} of them at once; {open} open.",
    "work_once": "right at once",
    "work_later": "right at try {count}",
    "work_never": "not right yet, tries: {count}",
    "work_open": "open",
    "work_yours": "You answered: {answers}",
    "work_between": "; ",
    "work_chart": "Your chart: {say}",
    "work_name": "Your name:",
    "work_save": "Save my work",
    "work_note": "It becomes one small file on this computer, with your name and your answers, for you to give to your "
    "teacher. Nothing is sent by itself.",
    "work_nameless": "Type your name first.",
    "work_saved": "Saved as {file}. Look in the folder of your downloads.",
}
"""Of work.js, which fills the fields."""

# Of a lesson's work in a saved notebook.
WORK_IN_TEXT = "My work: what I answered to the questions of this lesson"
WORK_TITLE = "What you answered in this lesson."
WORK_TOLD = (
    "Run this cell in JupyterLab. It shows your answers to the {count} questions of this lesson. A button saves them "
    "as one small file with your name, for your teacher. Nothing is sent by itself."
)

# Of the key.
RIGHT_RANGE = "Right. The printed numbers allow anything from {low} to {high}."
REVERSED = "The other way round: what you put last comes first."

# Of the file that keeps the answers.
ANSWERS_UNREAD = "What you answered before cannot be read: the file {file} is broken, or closed to you."
ANSWERS_SET_ASIDE = "The file {file} was broken. It is now called {aside}, and a new one keeps your answers."
ANSWERS_NOT_KEPT = "Your answer was not saved: {file} cannot be written here. Copy the project to a folder of your own."

# Of a saved notebook, and of the answers for teachers.
QUESTION_IN_TEXT = "Question: {prompt}"
QUESTION = "Question."
QUESTION_IN_UNIT = "{prompt} (in {unit})"
HINT = "Hint"
ANSWER = "Answer"
ANSWERS_IN_TEXT = "The answers to {first} to {last}, with their working"
FOR_TEACHERS = "For teachers: the answers to the questions"
# What stands between the parts of a list, and what a chart shows for a name.
LISTED = "; "
SHOWN = "{name}: {value}"
NO_SUCH_MARK = "no {mark}"
IN_ANOTHER_COLOUR = "{shown}, in a colour of its own"
MISTAKES = "Under each answer stand the known mistakes, each with what is said to it."

# Of ask().
NEEDS_CHART = 'The question {id!r} is about your chart: write ask("{id}", chart).'
NEEDS_NO_CHART = "The question {id!r} needs no chart."
YOUR_CHART = "Your chart: {title}"
YOUR_CHART_WITHOUT_TITLE = "Your chart, which has no title yet."

# Of the files.
NO_FILE_OF_QUESTIONS = "{file} is not a file of [[question]] tables: {error}."
TWO_OF_ONE_NAME = "{file}: two questions are named {id!r}."
NOT_ONE_OF = "{file}, question {id!r}: its {name} must be one of {known}, not {given!r}."
WRONG_THEME = "{file}, question {id!r}: its id must begin with {theme!r}."
LACKS = "{file}, question {id!r}: it lacks {names}."
UNREAD = "{file}, question {id!r}: nobody reads {names}."
NOTHING_TO_SAY = "{file}, question {id!r}: each misconception and each other remark needs something to say."
