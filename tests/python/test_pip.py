"""pip install ./hashtable/python, offline, in a fresh virtual environment; then the suite with what was installed.

    test_pip.py DIRECTORY PYTHON...

The exit status is 77 if no PYTHON can make virtual environments."""

import os
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]


def run(*command):
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PIP_"))}
    done = subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          env=environment, cwd="/")
    if done.returncode != 0:
        sys.exit(f"{command}\n{done.stdout}")
    return done.stdout


def check(python, directory):
    shutil.rmtree(directory, ignore_errors=True)
    run(python, "-m", "venv", directory)
    installed = directory / "bin" / "python"
    run(installed, "-m", "pip", "install", "--disable-pip-version-check", "--no-index", "--no-cache-dir",
        ROOT / "hashtable" / "python")
    where = run(installed, "-c", "import hashtable; print(hashtable.__file__, hashtable.__version__)")
    if not where.startswith(str(directory)):
        sys.exit(f"imported from elsewhere: {where}")
    suite = run(installed, "-B", HERE / "test_hashtable.py")
    run(installed, "-m", "pip", "uninstall", "--yes", "hashtable")
    shutil.rmtree(directory)
    print(f"{python}: {where.split('/')[-1].strip()}: {[line for line in suite.splitlines() if 'Ran ' in line][0]}")


def main(directory, *pythons):
    able = [python for python in pythons
            if subprocess.run([python, "-c", "import venv, ensurepip"], stderr=subprocess.DEVNULL).returncode == 0]
    for python in able:
        check(python, pathlib.Path(directory))
    for python in set(pythons) - set(able):
        print(f"{python}: skipped, it cannot make virtual environments")
    sys.exit(0 if able else 77)


if __name__ == "__main__":
    main(*sys.argv[1:])
