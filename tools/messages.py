"""What the tools say to a reader: one message each, with named fields."""

PAGES = {
    "collection": "Liuzhou in figures",
    "home": '<span lang="zh">柳州</span> Liuzhou in figures',
    "footer": "Text and curated data: CC BY 4.0. Code: MIT. The figures belong to those who published them; each is "
    "cited where it is drawn. This page asks the network for nothing: it can be copied, mailed and printed.",
    "skip": "To the text",
    "dark": "Dark",
    "slides": "Slides",
    "search": "Search",
    "contents": "On this page",
    "note": "This page needs no Python: go on where the text says to run a cell. The code is folded away; to change "
    "it, open the notebook.",
    "lesson": "Lesson {number}",
    "lesson_facts": "Lesson {number} · {minutes} minutes, and {question_minutes} for the questions · "
    "{level} ({topics})",
    "needs": "You need first:",
    "previous": "Previous",
    "next": "Next",
    "other_lessons": "Other lessons",
    "show_code": "Show the code",
    "output": "Output of the code",
    "table": "Table",
    "still": "Still picture",
    "step_down": "{label}: a step down",
    "step_up": "{label}: a step up",
    "needs_python": "Your own chart is judged in JupyterLab: drawing it takes Python.",
    "index_title": "Read, question and draw a city’s published figures",
    "index_lead": 'Liuzhou (<span lang="zh">柳州</span>, Liǔzhōu) in Guangxi: cars and electric vehicles, river-snail '
    "noodles, rivers and air, schools, everyday services, and a plan for a trillion yuan. Move the controls, guess, "
    "then reveal. No program is needed, and no network.",
    "search_all": "Search all lessons",
    "search_examples": "hedge, target, 万, PM2.5 …",
    "found_none": "Nothing found.",
    "found_one": "1 section",
    "found_many": "{count} sections",
    "numbers": "The numbers in this picture",
    "numbers_of_table": "The numbers in this picture, table {number}",
    "formula": "It is drawn from a formula alone.",
    "save": "Save as {file}",
    "slide_end": "End",
    "slide_full": "Full screen",
    "slide_progress": "Progress",
    "slide_back": "‹ Back",
    "slide_next": "Next ›",
    "slide_count": "{at} / {count}",
}
"""Of the pages, their slides and their contents; those with {fields} are filled by page.js or by site.py."""
