"""Draws the figures of compare.py: plot.py DIRECTORY

Reads DIRECTORY/results.json, writes DIRECTORY/*.svg: for suites of ratios a bar for recount and a mark for each other
peer, for the scale nanoseconds against the number of pairs.  Peers differ in shape, not in colour only; the ground is
opaque, so that it can be read on a dark page, too.
"""

import json
import pathlib
import statistics
import sys

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt
from matplotlib.ticker import FuncFormatter, NullFormatter

from report import BASE, OURS, TITLES, peers_in, ratio

BAR = "#3b6fb6"
MARKS = {
    "cpython_static": ("|", "#444444"),
    "recount_static": ("*", "#1d3f73"),
    "khash": ("o", "#c1572c"),
    "abseil": ("s", "#2e8b57"),
    "uthash": ("^", "#8a5fb0"),
    "glib": ("D", "#a8862b"),
    "lua": ("v", "#c23b75"),
    "mimalloc": ("P", "#2e8b57"),
    "malloc": ("X", "#8c8c8c"),
}
LINES = {BASE: ("--", "o", "#444444"), OURS: ("-", "s", BAR), "abseil": (":", "^", "#2e8b57"),
         "khash": ("-.", "D", "#c1572c")}
LEAST, MOST = 0.05, 6  # what is drawn of ratios; what is beyond is drawn at the edge

plt.rcParams.update({
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "svg.fonttype": "none",
    "svg.hashsalt": "recount",
})


def plain(value, _=None):
    return f"{value:g}"


def save(figure, path):
    figure.savefig(path, metadata={"Date": None}, bbox_inches="tight")
    plt.close(figure)


def bars(axes, rows, title, lines):
    """Ratios to CPython, a row each, recount's in figures on the right; 1 is a line.  There is room for `lines`."""
    names = [name for name, figures in rows.items() if BASE in figures and OURS in figures]
    for place, name in enumerate(names):
        ours = ratio(rows[name], OURS)
        axes.barh(place, ours, height=0.7, color=BAR, alpha=0.85, zorder=2)
        axes.text(1.02, place, f"{ours:.2f}", va="center", fontsize=8, transform=axes.get_yaxis_transform())
        for peer in rows[name]:
            if peer in MARKS:
                mark, colour = MARKS[peer]
                drawn = min(max(ratio(rows[name], peer), LEAST), MOST)
                axes.plot(drawn, place, mark, color=colour, markersize=5, alpha=0.9, clip_on=False, zorder=3)
    axes.axvline(1, color="black", linewidth=1, zorder=1)
    axes.set_xscale("log")
    axes.set_xlim(LEAST, MOST)
    axes.xaxis.set_major_formatter(FuncFormatter(plain))
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.set_xticks([0.1, 0.2, 0.5, 1, 2, 5])
    axes.set_ylim(-0.6, lines - 0.4)
    axes.set_yticks(range(len(names)), names)
    axes.invert_yaxis()
    axes.grid(axis="x", color="#dddddd", zorder=0)
    axes.set_title(title, fontsize=10)


def legend(figure, suite):
    handles = [plt.Rectangle((0, 0), 1, 1, color=BAR, alpha=0.85)]
    labels = ["recount"]
    for peer in peers_in(suite):
        if peer in MARKS:
            mark, colour = MARKS[peer]
            handles.append(plt.Line2D([], [], marker=mark, color=colour, linestyle=""))
            labels.append(peer)
    figure.legend(handles, labels, loc="upper center", ncols=len(labels), frameon=False, bbox_to_anchor=(0.5, 0))


def draw_ratios(name, suite, path):
    """A panel for each case that has several rows; cases of one row are rows of one panel."""
    panels = {label: rows for label, rows in suite.items() if len(rows) > 1}
    single = {f"{label}: {row}": rows[row] for label, rows in suite.items() if len(rows) == 1 for row in rows}
    if single:
        panels["each case"] = single
    columns = max(columns for columns in (1, 2, 3, 4) if len(panels) % columns == 0)
    lines = len(panels) // columns
    tallest = max(len(rows) for rows in panels.values())
    figure, grid = plt.subplots(lines, columns, squeeze=False, sharex=True, layout="constrained",
                                figsize=(3.6 * columns, (0.27 * tallest + 0.7) * lines))
    for axes, (label, rows) in zip(grid.flat, panels.items()):
        bars(axes, rows, label, tallest)
    figure.suptitle(f"{TITLES[name]}: cost by that of CPython (the line at 1; left of it is faster)", fontsize=11)
    legend(figure, suite)
    save(figure, path)


def draw_scale(suite, path):
    rows = list(dict.fromkeys(row for rows in suite.values() for row in rows))
    figure, grid = plt.subplots(1, len(rows), squeeze=False, sharey=True, layout="constrained",
                                figsize=(4.2 * len(rows), 3.6))
    for axes, row in zip(grid.flat, rows):
        for peer, (line, mark, colour) in LINES.items():
            points = [(float(label), statistics.median(found[row][peer]))
                      for label, found in suite.items() if peer in found[row]]
            if points:
                axes.plot(*zip(*points), line, marker=mark, color=colour, markersize=4, label=peer)
        axes.set_xscale("log")
        axes.set_yscale("log")
        axes.yaxis.set_major_formatter(FuncFormatter(plain))
        axes.grid(color="#dddddd", which="both", linewidth=0.5)
        axes.set_title(row, fontsize=10)
        axes.set_xlabel("pairs (int keys)")
    grid[0][0].set_ylabel("ns an operation")
    grid[0][0].legend(frameon=False)
    save(figure, path)


def main():
    directory = pathlib.Path(sys.argv[1])
    suites = json.loads((directory / "results.json").read_text())["suites"]
    for name in ("table", "sequence", "objects", "collector"):
        if name in suites:
            draw_ratios(name, suites[name], directory / f"{name}.svg")
    if "scale" in suites:
        draw_scale(suites["scale"], directory / "scale.svg")


if __name__ == "__main__":
    main()
