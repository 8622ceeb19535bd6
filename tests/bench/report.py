"""Writes the figures of compare.py as tables, in Markdown: report.py DIRECTORY

Reads DIRECTORY/results.json, writes DIRECTORY/report.md, which has all, and DIRECTORY/summary.md, which has recount's
figures for each size side by side.  Figures are medians of the rounds.  A ratio is the median of the rounds' own
ratios, a peer's figure by that of CPython (shared library) in the same round; its spread is from the least to the
greatest.
"""

import json
import math
import pathlib
import statistics
import sys

BASE = "cpython"
OURS = "recount"
TITLES = {
    "table": "The table",
    "sequence": "The table with keys 0 to N-1, in order",
    "bulk": "Many keys at once",
    "memory": "Bytes of tables",
    "objects": "Objects",
    "resident": "Resident size after a million floats came and went",
    "collector": "Collections, and building with automatic collections",
    "pause": "Longest time that making one container took, with automatic collections",
    "longest": "Longest single insertion while a table grows",
    "scale": "The table against the number of pairs",
}


def ratios(figures, peer, base=BASE):
    return [ours / theirs for ours, theirs in zip(figures[peer], figures[base])]


def ratio(figures, peer, base=BASE):
    return statistics.median(ratios(figures, peer, base))


def spread(figures, peer):
    found = ratios(figures, peer)
    return f"{min(found):.2f} - {max(found):.2f}"


def figure(figures, peer):
    """Three digits are enough."""
    if peer not in figures:
        return ""
    value = statistics.median(figures[peer])
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}"


def markdown(heads, lines):
    """A table; the first column is text, the others are figures."""
    rows = [heads, ["---"] + ["---:"] * (len(heads) - 1), *lines]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows) + "\n"


def cells(suite):
    """Each case's row that CPython has: its name and {peer: figures}."""
    for label, rows in suite.items():
        for row, figures in rows.items():
            if BASE in figures:
                yield f"{label}: {row}", figures


def peers_in(suite):
    """All that appear, in the order of their first appearance."""
    return list(dict.fromkeys(peer for _, figures in cells(suite) for peer in figures))


def comparison(suite):
    """A line for each case and row: CPython's figure, recount's, their ratio and its spread, the others' ratios."""
    others = [peer for peer in peers_in(suite) if peer not in (BASE, OURS)]
    lines = [
        [
            name,
            figure(figures, BASE),
            figure(figures, OURS),
            f"**{ratio(figures, OURS):.2f}**",
            spread(figures, OURS),
            *(f"{ratio(figures, peer):.2f}" if peer in figures else "" for peer in others),
        ]
        for name, figures in cells(suite)
        if OURS in figures
    ]
    return markdown(["", "CPython", "recount", "ratio", "spread", *others], lines)


def mean(found):
    return math.exp(statistics.fmean(map(math.log, found)))


def means(suite):
    """A line for each peer: the geometric mean of its ratios, the best and the worst."""
    lines = []
    for peer in peers_in(suite):
        found = {name: ratio(figures, peer) for name, figures in cells(suite) if peer in figures}
        worst = max(found, key=found.get)
        lines.append([peer, f"**{mean(found.values()):.2f}**", f"{min(found.values()):.2f}", f"{found[worst]:.2f}",
                      worst])
    return markdown(["", "geometric mean", "least", "greatest", "which"], lines)


def static(suite):
    """recount linked statically by CPython linked statically."""
    found = {
        name: ratio(figures, "recount_static", "cpython_static")
        for name, figures in cells(suite)
        if "recount_static" in figures and "cpython_static" in figures
    }
    if not found:
        return ""
    worst = max(found, key=found.get)
    return (f"Both linked statically: geometric mean {mean(found.values()):.2f}, greatest {found[worst]:.2f} "
            f"({worst}).\n")


def many(suite):
    """recount's functions for many keys by its own for one key."""
    lines = []
    for label, rows in suite.items():
        for name in ("get", "set", "update"):
            if f"{name}-many" not in rows:
                continue
            each, together = rows[f"{name}-each"][OURS], rows[f"{name}-many"][OURS]
            rate = statistics.median(one / other for one, other in zip(each, together))
            lines.append([f"{label}: {name}", f"{statistics.median(each):.1f}", f"{statistics.median(together):.1f}",
                          f"**{rate:.2f}**"])
    return "recount's own, in nanoseconds a key:\n\n" + markdown(["", "one by one", "many", "times the rate"], lines)


def grid(suite):
    """recount's ratio and figure, a line for each row of each kind of keys, a column for each size."""
    sizes, lines = [], {}
    for label, rows in suite.items():
        kind, _, size = label.rpartition(" ")
        sizes += [size] if size not in sizes else []
        for row, figures in rows.items():
            if BASE in figures and OURS in figures:
                cell = f"**{ratio(figures, OURS):.2f}** ({figure(figures, OURS)})"
                lines.setdefault(f"{kind} {row}".strip(), {})[size] = cell
    return markdown(["", *sizes], [[name, *(found.get(size, "") for size in sizes)] for name, found in lines.items()])


def turned(suite):
    """The same with a line for each case, a column for each row."""
    rows = list(dict.fromkeys(row for found in suite.values() for row in found))
    lines = [
        [label, *(f"**{ratio(found[row], OURS):.2f}** ({figure(found[row], OURS)})" if row in found else "" for row in rows)]
        for label, found in suite.items()
    ]
    return markdown(["", *rows], lines)


BRIEFLY = {"table": grid, "sequence": grid, "bulk": grid, "scale": turned, "memory": turned}


def write(directory, results, file, is_brief):
    text = [f"{results['date']}: {results['machine']}, CPython {results['cpython']}\n"]
    for name, suite in results["suites"].items():
        is_grid = is_brief and name in BRIEFLY
        unit = " The ratio to CPython, and in brackets recount's figure." if is_grid else ""
        text.append(f"### {TITLES[name]}\n\n{results['about'][name]}{unit}\n")
        if name in ("table", "sequence"):
            text += [means(suite), static(suite)]
        text.append(BRIEFLY[name](suite) if is_grid else comparison(suite))
        if name == "bulk":
            text.append(many(suite))
    (directory / file).write_text("\n".join(part for part in text if part))


def main():
    directory = pathlib.Path(sys.argv[1])
    results = json.loads((directory / "results.json").read_text())
    write(directory, results, "report.md", False)
    write(directory, results, "summary.md", True)


if __name__ == "__main__":
    main()
