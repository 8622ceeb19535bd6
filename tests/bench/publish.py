"""Puts the figures of compare.py into docs/performance.md: publish.py RESULTS

What stands there between the marks is replaced by RESULTS/summary.md and limits.md, and the drawings go to docs/images.
"""

import pathlib
import re
import shutil
import sys

DOCS = pathlib.Path(__file__).parents[2] / "docs"
DRAWINGS = {"table": "the table", "sequence": "the table with keys in order", "objects": "objects",
            "collector": "the collector", "scale": "the table against the number of pairs"}


def replaced(page, mark, text):
    pattern = rf"(?s)<!-- {mark} -->.*<!-- end of {mark} -->"
    return re.sub(pattern, lambda _: f"<!-- {mark} -->\n{text}\n<!-- end of {mark} -->", page)


def main():
    results = pathlib.Path(sys.argv[1])
    images = ""
    for name, what in DRAWINGS.items():
        if (results / f"{name}.svg").exists():
            shutil.copy(results / f"{name}.svg", DOCS / "images" / f"performance-{name}.svg")
            images += f"![{what}: recount and its peers](images/performance-{name}.svg)\n\n"
    page = DOCS / "performance.md"
    text = replaced(page.read_text(), "figures", images + (results / "summary.md").read_text())
    if (results / "limits.md").exists():
        text = replaced(text, "limits", (results / "limits.md").read_text())
    page.write_text(text)


if __name__ == "__main__":
    main()
