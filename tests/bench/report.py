"""Writes the figures of compare.py as tables, in Markdown: report.py DIRECTORY

Reads DIRECTORY/results.json, writes DIRECTORY/report.md.  A ratio is the median of the rounds' own ratios, a
peer's figure by that of CPython (shared library) in the same round; its spread is from the least to the greatest.
"""

import json
import math
import pathlib
import statistics
import sys

BASE = "cpython"


def ratios(figures, peer, base=BASE):
    return [ours / theirs for ours, theirs in zip(figures[peer], figures[base])]


def ratio(figures, peer, base=BASE):
    return statistics.median(ratios(figures, peer, base))


def spread(figures, peer, base=BASE):
    all_ratios = ratios(figures, peer, base)
    return f"{min(all_ratios):.2f} - {max(all_ratios):.2f}"


def geometric_mean(values):
    return math.exp(statistics.fmean(map(math.log, values)))


def significant(value):
    """Three digits are enough."""
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}"


def markdown(heads, lines):
    """A table; the first column is text, the others are figures."""
    rows = [heads, ["---"] + ["---:"] * (len(heads) - 1), *lines]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows) + "\n"


def peers_in(suite):
    """All that appear, in the order of their first appearance."""
    return list(dict.fromkeys(p for rows in suite.values() for figures in rows.values() for p in figures))


def comparison(suite):
    """A line for each case and row: CPython's figure, recount's, their ratio and its spread, the others' ratios."""
    others = [peer for peer in peers_in(suite) if peer not in (BASE, "recount")]
    heads = ["", "CPython", "recount", "ratio", "spread", *others]
    lines = []
    for label, rows in suite.items():
        for row, figures in rows.items():
            line = [f"{label}: {row}"]
            line += [significant(statistics.median(figures[peer])) for peer in (BASE, "recount")]
            line += [f"**{ratio(figures, 'recount'):.2f}**", spread(figures, "recount")]
            line += [f"{ratio(figures, peer):.2f}" if peer in figures else "" for peer in others]
            lines.append(line)
    return markdown(heads, lines)


def means(suite):
    """A line for each peer: geometric mean and worst of its ratios."""
    lines = []
    for peer in peers_in(suite):
        cells = {
            f"{label}: {row}": ratio(figures, peer)
            for label, rows in suite.items()
            for row, figures in rows.items()
            if peer in figures
        }
        worst = max(cells, key=cells.get)
        mean = geometric_mean(cells.values())
        lines.append([peer, f"{mean:.2f}", f"{min(cells.values()):.2f}", f"{cells[worst]:.2f}", worst])
    return markdown(["peer", "geometric mean", "least", "greatest", "which"], lines)


TITLES = {
    "table": "Table: nanoseconds an operation",
    "sequence": "Table, keys 0 to N-1 in order: nanoseconds an operation",
}


def main():
    directory = pathlib.Path(sys.argv[1])
    results = json.loads((directory / "results.json").read_text())
    text = [f"{results['date']}, {results['machine']['processor']}\n"]
    for name, suite in results["suites"].items():
        text += [f"### {TITLES[name]}\n", means(suite), comparison(suite)]
    (directory / "report.md").write_text("\n".join(text))


if __name__ == "__main__":
    main()
