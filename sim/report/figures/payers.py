"""Who pays: cost beyond the usual by party and by cost line. Below zero a party gains."""

import numpy as np

from sim.report import labels, theme
from sim.report.figure import Figure, bars_layout
from sim.report.message import largest
from sim.report.panel import LegendEntry, Panel, plain_text
from sim.report.reading import Reading


def panels(run: Reading) -> list[Panel]:
    """Diverging bars, one a party, one colour a cost line."""
    bills = run.bills
    title = "Cost beyond the usual, by party and cost line"
    if bills.empty:
        return [Panel("payers", title, empty="This run has no table of who pays.")]
    order = list(run.bill_of)
    lines = list(dict.fromkeys(bills["line"]))
    colours = theme.line_colours(lines)
    table = bills.pivot_table(index="party", columns="line", values="excess", aggfunc="sum").fillna(0.0)
    parties = [plain_text(labels.entity(name)) for name in order]
    height = 70 + 44 * max(2, len(order))
    layout = bars_layout(height, "CNY beyond the counterfactual", barmode="relative", bargap=0.3)
    figure = Figure(layout=layout | {"hovermode": "y unified"})
    figure.layout["yaxis"]["autorange"] = "reversed"
    for line in lines:
        figure.draw(
            "bar",
            orientation="h",
            y=parties,
            x=table[line].reindex(order).to_numpy(dtype=np.float64),
            name=plain_text(labels.measure(line)),
            legendgroup=line,
            marker={"color": colours[line], "line": {"width": 0}},
            hovertemplate="%{x:+.3s} CNY",
        )
    figure.draw(
        "scatter",
        x=np.array(list(run.bill_of.values())),
        y=parties,
        mode="markers",
        name="net",
        legendgroup="net",
        marker={"symbol": "diamond", "size": 11, "color": "#FFFFFF", "line": {"color": "#20242C", "width": 2}},
        hovertemplate="%{x:+.3s} CNY",
    )
    legend = [LegendEntry(line, labels.measure(line), colours[line], "bar") for line in lines]
    legend.append(LegendEntry("net", "net", "#20242C", "diamond"))
    caption = "Right of zero a party pays more than in the same world without the acts, left of zero it gains."
    net = largest({labels.entity(name): value for name, value in run.bill_of.items()}, "CNY net")
    return [Panel("payers", title, caption, figure, height, legend, label=f"{title}: {net}")]
