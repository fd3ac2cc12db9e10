"""What the tools say to a reader: one message each, with named fields."""

PAGES = {
    "collection": "Liuzhou in figures",
    "home": '<span lang="zh">柳州</span> Liuzhou in figures',
    "other_language": "zh-CN",
    "other_edition": "中文",
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
    **{"basic": "basic", "middle": "middle", "demanding": "demanding"},
    "needs": "You need first:",
    "previous": "Previous",
    "next": "Next",
    "other_lessons": "Other lessons",
    "show_code": "Show the code",
    "about": "About this lesson and its data",
    "output": "Output of the code",
    "table": "Table",
    "still": "Still picture",
    "lite": "Change the code in the browser",
    "lite_more": "JupyterLab with Python, about 30 MB the first time; nothing is installed.",
    "step_down": "{label}: a step down",
    "step_up": "{label}: a step up",
    "not_kept": "This browser keeps nothing for this page: your answers are gone when you close it.",
    "needs_python": "Your own chart is judged in JupyterLab: drawing it takes Python.",
    "index_title": "Read, question and draw a city’s published figures",
    "index_lead": 'Liuzhou (<span lang="zh">柳州</span>, Liǔzhōu) in Guangxi: cars and electric vehicles, river-snail '
    "noodles, rivers and air, schools, everyday services, and a plan for a trillion yuan. Move the controls, guess, "
    "then reveal. No program is needed, and no network.",
    "room": "On a device in this room: scan the code, or type the address.",
    "class_page": "What the class answered (a page for teachers)",
    "search_all": "Search all lessons",
    "search_examples": "hedge, target, 万, PM2.5 …",
    "found_none": "Nothing found.",
    "found_one": "1 section",
    "found_many": "{count} sections",
    "numbers": "The numbers in this picture",
    "numbers_of_table": "The numbers in this picture, table {number}",
    "formula": "It is drawn from a formula alone.",
    "save": "Save as {file}",
    "unit_prefix": "Unit: ",
    "column_from": "{name}: from",
    "column_to": "{name}: to",
    "sources": "Sources",
    "no_source": "worked out in this lesson",
    "licence": "Licence",
    "licence_of": "{source}: {licence}.",
    "licence_of_all": "Each figure is a fact and free to use: name its source. The choice and order of the figures: "
    "Liuzhou in figures contributors, CC BY 4.0.",
    "slide_end": "End",
    "slide_full": "Full screen",
    "slide_notes": "Notes (N)",
    "slide_black": "Black (B)",
    "slide_minutes": "Minutes for this part: {minutes}.",
    "slide_progress": "Progress",
    "slide_back": "‹ Back",
    "slide_next": "Next ›",
    "slide_count": "{at} / {count}",
}
"""Of the pages, their slides and their contents; those with {fields} are filled by page.js or by site.py."""

CLASS = {
    "class_title": "What the class answered",
    "class_lead": "Put the files here that your pupils saved under “My work”. This page judges every answer again, "
    "and says what to repeat. The names stay on this computer: nothing is sent, and nothing is kept when you close "
    "the page.",
    "class_choose": "Choose the files",
    "class_drop": "or drop them anywhere on this page.",
    "class_read": "Files that count: {count}. Remarks: {remarks}.",
    "class_remarks": "Remarks on the files",
    "class_huge": "It is too large to be somebody’s work ({size} MB), and was not read.",
    "class_unread": "It cannot be opened: is it a folder, or still being copied?",
    "class_broken": "It is broken or cut off: ask for it again.",
    "class_foreign": "It is no file of “My work”.",
    "class_other_collection": "It is from another collection: {collection}.",
    "class_other_format": "Another version of this collection made it: use pages and notebooks of one version.",
    "class_no_lesson": "It names a lesson that is not here: {lesson}.",
    "class_no_answers": "It holds no list of answers.",
    "class_same": "It holds the same as {other}, and counts once.",
    "class_namesake": "It has the same name as {other}. Both count, this one as {name}: leave one out if both are of "
    "one pupil.",
    "class_nameless": "It has no name in it: here it is called by its file.",
    "class_empty": "It holds no answer to a question of its lesson.",
    "class_unknown": "It answers questions that its lesson does not have; they are left out: {ids}.",
    "class_odd": "Some answers are of a kind that the question does not take; they are left out: {ids}.",
    "class_differs": "It says right or wrong where this page judges otherwise, and what this page says counts. Has "
    "somebody changed the file? {ids}.",
    "class_lesson": "{number} · {title} (pupils: {count})",
    "class_repeat": "Repeat tomorrow",
    "class_missed": "Question {number}, in “{part}”: {missed} of {answered} did not have it right at once; not right "
    "yet: {never}.",
    "class_most": "Most often ({count}): {say}",
    "class_nothing": "Nothing: more than two thirds of those who answered had each question right at once.",
    "class_help": "Who needs help",
    "class_of_never": "not right yet: {ids}",
    "class_of_open": "open: {ids}",
    "class_no_help": "Nobody: no pupil has two questions that are not right yet, or less than half of them right.",
    "class_questions": "Question by question",
    "class_counts": "{answered} of {all} answered. Right at once: {once}. Right later: {later}. Not right yet: "
    "{never}.",
    "class_chart": "A chart is not in a file, only what was said to it.",
    "class_pupils": "Pupil by pupil",
    "class_name": "Name",
    "class_day": "Date",
    "class_out": "Leave out",
    "class_out_whom": "Leave out: {name}",
    "class_comma": ", ",
    "class_semicolon": "; ",
    "class_legend": "● right at once   ◐ 3 right at the third try   ✕ not right yet   ○ open",
    "class_csv": "Save for the mark book (CSV)",
    **{"class_is_once": "right at once", "class_is_later": "right at try {count}"},
    **{"class_is_never": "not right yet", "class_is_open": "open"},
    **{"class_sum_once": "Right at once", "class_sum_later": "Right later"},
    **{"class_sum_never": "Not right yet", "class_sum_open": "Open"},
}
"""Of the class page; those with {fields} are filled by class.js."""

COMMANDS = {
    "tools": "The tools of Liuzhou in figures.",
    "language": "the edition: en or zh",
    "lab": "open the notebooks in JupyterLab",
    "lab_more": "Options of JupyterLab itself go after --.",
    "port": "the port to listen on, or the first to try (%(default)s)",
    "lab_no_browser": "only print the address",
    "doctor": "check this computer, and say what to do",
    "name": "the lesson's name or the start of one, such as 02",
    "slides": "open a lesson as slides, with live controls",
    "slides_no_browser": "only make the pages and say where they are",
    "class": "open the page that sums up what pupils saved as their work",
    "reset": "put a fresh copy of a lesson beside your own, and clear its answers",
    "site": "write the notebooks as pages that need neither Python nor a network",
    "folder": "the folder (site, in the project's)",
    "lite": "write JupyterLab with a Python inside the page, for any server",
    "lite_folder": "the folder (site/lite, in the project's)",
    "lite_from": "a folder with the files of Pyodide, or the address of a mirror of its release",
    "serve": "serve the pages to this computer or to a room",
    "room": "to every device in the same network: prints the address and its QR code",
    "bundle": "pack the pages as one ZIP",
    "file": "the ZIP (liuzhou-in-figures.zip, in the project's folder)",
    "refresh": "run notebooks and save their outputs, in both languages",
    "translate": "bring the catalogues of the other language up to date, and say what is not translated",
    "bench": "measure speed and weight",
    "bench_more": "Options of the benchmarks themselves go after --.",
}

# What Python's own reader of a command line says.
PARSER = ("usage: ", "positional arguments", "options", "show this help message and exit", "expected one argument")
PARSER += ("%(prog)s: error: %(message)s\n", "argument %(argument_name)s: %(message)s", "unrecognized arguments: %s")
PARSER += ("the following arguments are required: %s", "invalid choice: %(value)r (choose from %(choices)s)")

# Of the commands.
STOPPED = "Stopped."
NO_PROJECT = (
    "The tools work on the folder with the notebooks, and {folder} has none: start them in the project's folder."
)
CANNOT_WRITE = (
    "{file} cannot be written: this folder is not yours to change. Copy the whole project to a folder of your own, "
    "then try again there."
)
SYSTEM_ERROR = "The system said: {error}. Make room or correct that path, then try again."

NO_PORT = "a port is a whole number from 1 to 65535, and this is {text!r}"
NO_FREE_PORT = "No port from {port} on is free: name another with --port."
PORT_IN_USE = "Port {port} is in use: using {other} instead."
OPENING_LAB = "Opening JupyterLab at http://localhost:{port} - to stop it, press Ctrl-C twice here."

NO_LESSON = "No lesson is named {name!r}: there are {names}."
SEVERAL_LESSONS = "{name!r} may mean {names}: write more of the name."
FRESH_COPY = "A fresh copy: {file}. Your own notebook stays as it is."
ANSWERS_CLEARED = (
    "The answers to its questions are cleared, and a copy of all answers is kept in {file}. Where the lesson is open, "
    "run its cells again."
)
NO_FRESH_TEXT = "No fresh text of {file} is at hand: download the project again, and take the notebook from there."

PAGES_READY = "Open {index}, or copy the folder: it needs neither Python nor a network."
SERVING = "Open {address} - to stop serving, press Ctrl-C here."
SERVING_LITE = "The notebooks, with Python in the browser: {address}"
FOR_THE_ROOM = """On a device in the same network, scan the code or open {addresses}
If it does not open: is the device in this network, and does this computer's firewall let others reach Python?
"""
NO_NETWORK = "This computer is in no network: join one, or open a hotspot here, then start again."
SERVED = "Stopped: the pages are not served any more."
BUNDLED = "{file}: {size:.1f} MB. Unzip it anywhere, then open its index.html."
HOW_TO_USE = """Liuzhou in figures

Unzip everything first. Then open index.html in a browser, on a computer or a phone: it needs no Python and no network.
For a class, put this folder on any web server. With Python, run "python3 -m http.server" in this folder, and open
http://localhost:8000. The folder lite, where there is one, has the notebooks with Python in the browser, and needs
such a server.

Text and curated data: CC BY 4.0 (LICENSE-DATA). Code: MIT (LICENSE). The figures belong to those who published them.

"""

CLASS_READY = "Drop on it what your pupils saved under “My work”. It needs neither Python nor a network."
WRITING_PAGES = "Writing the pages of all lessons, once: about a minute."
PAGE_OPENED = "Opened {path}."
PAGE_READY = "Open {path}."
SLIDES_KEYS = (
    "Right and left, the space bar or a presenter's remote turn the slides, Tab goes to the controls, N shows your "
    "notes, B makes the screen black, Escape ends. They need neither a kernel nor a network."
)

# Of JupyterLab inside the browser.
LITE = {
    "loading": "Python is being loaded: {done} of {all} MB. The text and the pictures can be read already.",
    "starting": "Python is starting …",
    "failed": "Python could not be loaded: load this page again. If that does not help, tell your teacher: {error}",
    "fresh": "Fresh copy",
    "fresh_more": "Put a fresh copy of this lesson beside your own",
}
LITE_LOADING = "{file}: {done:.1f} of {all:.1f} MB"
LITE_NO_FOLDER = "There is no folder {folder}: --from takes a folder, or an address that begins with https://."
LITE_OTHER_FOLDER = "{folder} holds other files: name a folder that is empty, or is not there yet."
LITE_OTHER_FILE = "{file} is not the file that tools/lite.toml names: take it from where that says."
LITE_UNREACHED = (
    "{url} cannot be had ({error}). Start again with a network; or name with --from a mirror of Pyodide's release, or "
    "a folder with the files that tools/lite.toml names."
)
LITE_NO_WHEELS = (
    "Some packages could not be downloaded: read pip's last lines above. Without a network, name a folder with the "
    "files that tools/lite.toml names with --from."
)
LITE_BUILDING = "Building JupyterLite: half a minute."
LITE_BROKEN = "JupyterLite could not be built. It said: {said}"
LITE_READY = "{folder} holds {size:.0f} MB. It needs a server, and no Python: open it from there, not as a file."

# The doctor's.
MARKS = {"ok": "ok", "fix": "fix", "note": "note"}
CHECKS = {
    **{"packages": "packages", "home": "home", "kernel": "kernel", "pictures": "pictures", "loopback": "loopback"},
    **{"jupyterlab": "jupyterlab", "saving": "saving", "proxy": "proxy"},
}
REMEDY = "delete the folder .venv and run start.py; in an environment of your own, install requirements.txt again"
PACKAGES = "Python {python}, and {count} packages as pinned"
OTHER_PACKAGES = "Missing, or not as pinned: {names}. To fix it, {remedy}."
FROM_PYTHONPATH = "The variable PYTHONPATH brings {package} {found} from {folder}: unset PYTHONPATH, then start again."
HOME = "Jupyter can write in {folder}"
HOME_CLOSED = (
    "{folder} cannot be written to, so JupyterLab cannot start: let the variable HOME name a folder of your own, or "
    "JUPYTER_RUNTIME_DIR one for this alone."
)
KERNEL = "a kernel starts and finds the helpers"
KERNEL_ELSEWHERE = "The kernel belongs to another Python ({prefix}). To fix it, {remedy}."
PICTURES = "they are drawn, and Chinese in them has letters"
NO_CHINESE = (
    "Chinese in pictures comes out as boxes: install a Chinese font, such as Noto Sans CJK (on Debian or Ubuntu "
    "'sudo apt install fonts-noto-cjk'), then close JupyterLab and start again."
)
LOOPBACK = "a server on this computer can be reached from it"
NO_LOOPBACK = (
    "localhost:{port} cannot be reached ({error}): a firewall or the file hosts keeps this computer from itself."
)
TOLD = "keeps the pictures of a notebook that you save, and asks no other computer for news"
NOT_TOLD = "It loses the pictures of a notebook that you save, and asks other computers for news. To fix it, {remedy}."
SAVING = "notebooks can be saved in {folder}"
SAVING_CLOSED = (
    "{folder} cannot be written to: the lessons work, but what you change cannot be saved there. To keep your work, "
    "copy the whole project to a folder of your own."
)
NO_PROXY = "none stands between the browser and this computer"
PROXY = (
    "A proxy is set for all addresses, this computer's own too: if the page of JupyterLab stays empty, except "
    "localhost and 127.0.0.1 from it (NO_PROXY=localhost,127.0.0.1)."
)
BROKEN_CHECK = "{kind}: {error}. To fix it, {remedy}."
TO_FIX = "{count} to fix: do what the lines say that begin with 'fix'."
ALL_WELL = "All that is needed is well."

# Of the translations.
TRANSLATED = "{name}: {done} of {all} messages are translated."
NOT_TRANSLATED = "{where}: not translated yet: {text!r}"
FUZZY = "{where}: the English text has changed; look at the translation, and take the mark “fuzzy” away: {text!r}"
OTHER_FIELDS = "{where}: the translation of {text!r} has other fields, names or code: {fields}"
CHANGED_BY_HAND = (
    "{file} was changed by hand since it was last made: it stays as it is. Keep it under another name, or put what you "
    "changed into the catalogue, then delete it here."
)
