"""The notebooks that are compared: one picture, a slider over ten bars, driven in each of the usual ways."""

import copy
from dataclasses import dataclass
from string import Template

import nbformat

from tools.refresh import KERNELSPEC

FILLED_IN = {"first": 10, "least": 1, "most": 100, "blue": "#0072b2"}

ALTAIR = "import altair as alt\nimport pandas as pd\n"
OFFLINE = "import ipywidgets\n\nalt.JupyterChart.enable_offline()\n"
SLIDER = "slider = ipywidgets.IntSlider(value=$first, min=$least, max=$most, description='k')\n"
# A label that takes a number: one that wants text would answer each step with an error.
NUMBER = "class Number(ipywidgets.Label):\n    value = traitlets.Any().tag(sync=True)\n\n"
DATA = """
rows = $rows
data = pd.DataFrame({"x": range(rows), "value": [((7 * n) % 11 + 3) / 13 for n in range(rows)]})
"""
BOUND = "k = alt.param(name='k', value=$first, bind=alt.binding_range(min=$least, max=$most, step=1, name='k'))\n"
FREE = "k = alt.param(name='k', value=$first)\n"
PLACES = """encode(
    x=alt.X("x:Q").scale(domain=[-0.5, rows - 0.5], nice=False), y=alt.Y("height:Q").scale(domain=[0, 100])
)"""
BARS = f"""
bars = alt.Chart(data, width=400, height=250, title=$title).mark_bar(color="$blue", size=$size)
bars = bars.transform_calculate(height="datum.value * k").{PLACES}.add_params(k)
"""
REDRAWN = f"""
def draw(k):
    now = data.assign(height=data["value"] * k)
    return alt.Chart(now, width=400, height=250).mark_bar(color="$blue", size=$size).{PLACES}
"""
ON_A_PAGE = """
def move(change):
    $set = data["value"] * change.new

slider.observe(move, "value")
ipywidgets.VBox([slider, figure])
"""


@dataclass(frozen=True)
class Way:
    """One way to drive the picture.

    Args:
        name: How the table calls it.
        imports: The code of the first cell.
        chart: The code of a chart's cell; names with a $ are filled in.
    """

    name: str
    imports: str
    chart: str

    def notebook(self, rows: int = 10, charts: int = 1) -> nbformat.NotebookNode:
        """The notebook to measure.

        Args:
            rows: How many rows the data have, each a bar.
            charts: How many such charts there are, each in a cell with a slider of its own.

        Returns:
            A notebook that has not been run.
        """
        # On a hundred rows the title tells which value the signal has.
        title = """alt.Title(alt.expr("'k = ' + k"))""" if rows == 100 else "''"
        chart = Template(self.chart).substitute(FILLED_IN, rows=rows, size=max(1, 300 // rows), title=title)
        many = "\nalt.data_transformers.disable_max_rows()" if rows > 5000 else ""
        return notebook_of(self.imports + many, *[chart] * charts)


def notebook_of(*sources: str) -> nbformat.NotebookNode:
    """A notebook with a code cell for each source."""
    cells = [nbformat.v4.new_code_cell(source.strip()) for source in sources]
    return nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": KERNELSPEC})


ALONE = Way("slider alone", "import ipywidgets", f"{SLIDER}slider.add_class('picture')")
FLOOR = Way(
    "floor: a label `jslink`ed to the slider",
    "import ipywidgets\nimport traitlets",
    f"{NUMBER}{SLIDER}label = Number(value=$first).add_class('picture')\n"
    "ipywidgets.jslink((slider, 'value'), (label, 'value'))\nipywidgets.VBox([slider, label])",
)
EXPLORE = Way(
    "**`explore()`**",
    f"from helpers import explore\n\n{ALTAIR}",
    f"{DATA}{BOUND}{BARS}explore(bars, says=lambda k: f'The bars are drawn {{k}} times as high.')",
)
OBSERVE = Way(
    "`JupyterChart`, `observe` sets `params`",
    ALTAIR + OFFLINE,
    f"{DATA}{FREE}{BARS}{SLIDER}live = alt.JupyterChart(bars)\n"
    "slider.observe(lambda change, live=live: setattr(live.params, 'k', change.new), 'value')\n"
    "ipywidgets.VBox([slider, live])",
)
RESPECIFIED = Way(
    "`JupyterChart`, a new chart each step",
    ALTAIR + OFFLINE,
    f"{DATA}{REDRAWN}{SLIDER}live = alt.JupyterChart(draw($first))\n"
    "slider.observe(lambda change: setattr(live, 'chart', draw(change.new)), 'value')\n"
    "ipywidgets.VBox([slider, live])",
)
VEGA_INPUT = Way("`JupyterChart`, Vega's own input", ALTAIR + OFFLINE, f"{DATA}{BOUND}{BARS}alt.JupyterChart(bars)")
INTERACT = Way(
    "`interact`, `jupyter` renderer",
    f"{ALTAIR}import ipywidgets\n\nalt.renderers.enable('jupyter', offline=True)",
    f"{DATA}{REDRAWN}{SLIDER}ipywidgets.interact(draw, k=slider);",
)
PLOTLY = Way(
    "plotly `FigureWidget`",
    "import ipywidgets\nimport pandas as pd\nimport plotly.graph_objects as go",
    f"""{DATA}{SLIDER}
figure = go.FigureWidget(go.Bar(x=data["x"], y=data["value"] * $first, marker_color="$blue"))
figure.update_layout(width=480, height=330, yaxis_range=[0, 100])
{ON_A_PAGE.replace("$set", "figure.data[0].y")}""",
)
BQPLOT = Way(
    "bqplot",
    "import bqplot\nimport ipywidgets\nimport pandas as pd",
    f"""{DATA}{SLIDER}
x, y = bqplot.LinearScale(), bqplot.LinearScale(min=0, max=100)
bars = bqplot.Bars(x=data["x"], y=data["value"] * $first, scales={{"x": x, "y": y}}, colors=["$blue"])
axes = [bqplot.Axis(scale=x), bqplot.Axis(scale=y, orientation="vertical")]
figure = bqplot.Figure(marks=[bars], axes=axes, layout={{"width": "480px", "height": "330px"}})
{ON_A_PAGE.replace("$set", "bars.y")}""",
)
RIVALS = (OBSERVE, RESPECIFIED, VEGA_INPUT, INTERACT, PLOTLY, BQPLOT)

IMPORTED = "import altair\nimport anywidget\nimport ipywidgets\nimport pandas\n"
DONE = "from IPython.display import HTML\n\nHTML('<p class=picture>done</p>')"
IMPORTS = notebook_of("", IMPORTED + DONE)


def bare(notebook: nbformat.NotebookNode, cell: int) -> nbformat.NotebookNode:
    """A lesson with nothing left to do but the bare imports, and a word where its first picture is.

    Args:
        notebook: The lesson.
        cell: The number of the cell with its first picture.

    Returns:
        A notebook of as many cells, which takes JupyterLab as long to run.
    """
    made = copy.deepcopy(notebook)
    first, *others = [one for one in made.cells if one.cell_type == "code"]
    for one in others:
        one.source = "0"
    first.source, made.cells[cell].source = IMPORTED, DONE
    return made
