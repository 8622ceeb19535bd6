#!/usr/bin/env python3
"""The inputs that the tree keeps: corpus/NAME.corpus has one a line, in hexadecimal, the shortest first.

usage: corpus.py unpack NAME FOLDER    writes a file for each
       corpus.py pack NAME FOLDER      takes a folder's files
       corpus.py seed NAME             the inputs to begin with: random bytes of a fixed seed
"""
import pathlib
import random
import sys

HERE = pathlib.Path(__file__).resolve().parent / "corpus"
LONGEST = 400


def write(name, inputs):
    lines = sorted({data.hex() for data in inputs if 0 < len(data) <= LONGEST}, key=lambda line: (len(line), line))
    (HERE / f"{name}.corpus").write_text("".join(line + "\n" for line in lines))
    print(f"{name}: {len(lines)} inputs")


def main():
    what, name, *rest = sys.argv[1:]
    if what == "unpack":
        folder = pathlib.Path(rest[0])
        folder.mkdir(parents=True, exist_ok=True)
        for i, line in enumerate((HERE / f"{name}.corpus").read_text().split()):
            (folder / f"kept-{i}").write_bytes(bytes.fromhex(line))
    elif what == "pack":
        write(name, [path.read_bytes() for path in pathlib.Path(rest[0]).iterdir()])
    elif what == "seed":
        numbers = random.Random(f"recount {name}")
        write(name, [numbers.randbytes(numbers.choice([20, 60, 200, LONGEST])) for _ in range(100)])
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
