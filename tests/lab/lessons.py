"""The lessons' printed blocks: compared with what the tool prints now, or, with --write, made anew.

usage: lessons.py RECOUNT [--write] [LESSON...]

A chapter of docs/lessons says `<!-- recount run FILE -->` or `<!-- diff OLD NEW -->` where a block belongs; the block
follows at once.  A program must end without a finding (status 0), an exercise and a mistake with one (status 1).
"""

import difflib
import pathlib
import re
import subprocess
import sys

LESSONS = pathlib.Path(__file__).resolve().parents[2] / "docs" / "lessons"
BLOCK = re.compile(r"(<!-- (recount run|diff) ([^>]+) -->\n)(\n```[a-z]*\n.*?\n```\n)?", re.DOTALL)
WRONG = {"exercise.c", "mistake.c"}


def run(recount, folder, name):
    """What `recount run name` prints in folder; its status must be the one that the program deserves."""
    done = subprocess.run([recount, "run", name], cwd=folder, capture_output=True, text=True, timeout=100, check=False)
    wanted = 1 if name in WRONG else 0
    if done.returncode != wanted:
        sys.exit(f"{folder / name}: status {done.returncode} in place of {wanted}\n{done.stdout}{done.stderr}")
    return done.stdout.strip("\n")


def difference(folder, old, new):
    """What has changed from old to new, without the first comment, which says which is which."""
    texts = [(folder / name).read_text().splitlines() for name in (old, new)]
    lines = list(difflib.unified_diff(*[text[1:] for text in texts], n=1, lineterm=""))
    return "\n".join(line for line in lines if not line.startswith(("---", "+++", "@@")))


def chapter(recount, folder):
    """The chapter's text with all blocks made anew."""

    def block(match):
        marker, kind, words = match.group(1), match.group(2), match.group(3).split()
        if kind == "diff":
            return f"{marker}\n```diff\n{difference(folder, *words)}\n```\n"
        return f"{marker}\n```text\n{run(recount, folder, *words)}\n```\n"

    return BLOCK.sub(block, (folder / "README.md").read_text())


def main():
    recount, *names = [word for word in sys.argv[1:] if word != "--write"]
    recount = str(pathlib.Path(recount).resolve())
    stale = 0
    for folder in sorted(path for path in LESSONS.iterdir() if path.is_dir() and (not names or path.name in names)):
        page = folder / "README.md"
        before, after = page.read_text(), chapter(recount, folder)
        run(recount, folder, "solution.c" if (folder / "solution.c").exists() else "program.c")
        if before == after:
            continue
        if "--write" in sys.argv:
            page.write_text(after)
            continue
        stale += 1
        sys.stdout.writelines(difflib.unified_diff(before.splitlines(True), after.splitlines(True), str(page), "now"))
    if stale:
        sys.exit(f"{stale} chapters are not what the tool prints: look, then python3 tests/lab/lessons.py RECOUNT --write")


if __name__ == "__main__":
    main()
