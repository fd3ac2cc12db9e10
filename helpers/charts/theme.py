"""The look of every chart: an Altair theme.

The colours are those of Okabe and Ito (2008), chosen to be told apart by colour-blind readers too.
"""

import altair as alt

from .. import language
from . import messages

INK = "#333333"
PALETTE = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#7f7f7f"]
# The first is what tools/font.py makes; it has the Chinese names of a subtitle too. Others draw what it lacks.
_FONT = "'City Figures', 'Noto Sans CJK SC', 'Microsoft YaHei', 'PingFang SC', Arial, sans-serif"


@alt.theme.register("city-figures", enable=True)
def city_figures() -> alt.theme.ThemeConfig:
    """The theme: titles at the left, large type for a projector, faint grids.

    Axes and legends have no title unless a chart gives one: the subtitle says the unit and the source.

    Returns:
        The configuration that Altair adds to each chart.
    """
    text = {"labelFontSize": 13, "titleFontSize": 13, "titleFontWeight": "normal", "title": None}
    title = {"anchor": "start", "fontSize": 17, "fontWeight": "bold", "color": INK, "offset": 14}
    subtitle = {"subtitleFontSize": 13, "subtitleColor": "#555555", "subtitlePadding": 6}
    quantities = {"domain": False, "ticks": False, "gridColor": "#e6e6e6"}
    locale = {}
    if language.current != language.ENGLISH:
        quantities["labelExpr"] = messages.AXIS_LABEL
        months, days = (list(map(language.said, names)) for names in (language.MONTHS, language.WEEKDAYS))
        names = {"months": months, "shortMonths": months, "days": days, "shortDays": days}
        forms = dict(zip(("dateTime", "date", "time"), messages.TIMES, strict=True))
        # Where 万 cuts a number, no comma does.
        number = {"decimal": ".", "thousands": "", "grouping": [3], "currency": ["¥", ""]}
        locale = {"locale": {"number": number, "time": {**forms, "periods": ["AM", "PM"], **names}}}
    config = {
        "font": _FONT,
        "background": "white",
        "mark": {"color": PALETTE[0]},
        "range": {"category": PALETTE},
        "view": {"stroke": None},
        "axis": {**text, "labelColor": INK, "titleColor": INK, "labelLimit": 400},
        "axisQuantitative": quantities,
        "axisX": {"labelAngle": 0, "labelFlush": False},
        "legend": {**text, "labelLimit": 400, "symbolStrokeWidth": 2.5, "symbolSize": 120},
        "header": text,
        "text": {"fontSize": 13, "color": INK},
        "line": {"strokeWidth": 2.5},
        "title": title | subtitle,
        **locale,
    }
    return {"width": 600, "height": 320, "config": config}
