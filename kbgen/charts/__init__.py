"""Charts of the community's numbers: an SVG picture without script or style, and the same data as a table.

chart = activity_chart(statistics.site)
svg = draw(chart, cache)     # "" where vl-convert is not installed: the table alone is shown
"""

from kbgen.charts.drawing import draw
from kbgen.charts.kinds import activity_chart, bridges_chart, freshness_chart, retention_chart
from kbgen.charts.values import Chart, Legend, Table

__all__ = [
    "Chart",
    "Legend",
    "Table",
    "activity_chart",
    "bridges_chart",
    "draw",
    "freshness_chart",
    "retention_chart",
]
