"""Builds the wheel of the module hashtable, by PEP 517, with the C compiler and Python's own library alone.

pip calls build_wheel() with this folder as the current directory.  The sources of recount are taken from the checkout
around it.  CC, CFLAGS and LDFLAGS are obeyed.
"""

import base64
import concurrent.futures
import hashlib
import os
import pathlib
import re
import shlex
import subprocess
import sys
import sysconfig
import tempfile
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
RUNTIME = ("memory", "core", "collector", "protocol", "types", "lifecycle")


class UnsupportedOperation(Exception):
    """What PEP 517 wants of a backend that makes no source distribution."""


def version():
    text = (ROOT / "runtime/include/recount/version.h").read_text(encoding="utf-8")
    return ".".join(re.findall(r"^#define RC_M[A-Z]*_VERSION (\d+)$", text, re.MULTILINE))


def sources():
    if not (ROOT / "runtime" / "include" / "recount" / "recount.h").exists():
        raise RuntimeError("hashtable is built in a checkout of recount: pip install ./hashtable/python, by pip 21.3 or later")
    folders = [ROOT / "runtime" / folder for folder in RUNTIME] + [ROOT / "hashtable", HERE]
    return [source for folder in folders for source in sorted(folder.glob("*.c"))]


def has_stable_abi():
    special = sysconfig.get_config_var("Py_DEBUG") or sysconfig.get_config_var("Py_GIL_DISABLED")
    return sys.version_info >= (3, 10) and not special


def tag():
    python = f"cp{sys.version_info[0]}{sys.version_info[1]}"
    platform = sysconfig.get_platform().replace("-", "_").replace(".", "_")
    if has_stable_abi():
        return f"cp310-abi3-{platform}"
    return f"{python}-{python}{getattr(sys, 'abiflags', '')}-{platform}"


def compiler():
    return shlex.split(os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc")


def flags():
    paths = sysconfig.get_paths()
    result = ["-std=c11", "-O2", "-DNDEBUG", "-fPIC", "-fvisibility=hidden", "-fno-semantic-interposition",
              "-D_POSIX_C_SOURCE=200809L", "-DRC_ONE_RUNTIME"]
    if has_stable_abi():
        result.append("-DPy_LIMITED_API=0x030A0000")
    folders = [ROOT / "runtime", ROOT / "runtime" / "include", ROOT / "hashtable" / "include",
               paths["include"], paths["platinclude"]]
    return result + [f"-I{folder}" for folder in folders] + shlex.split(os.environ.get("CFLAGS", ""))


def run(command):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"{shlex.join(command)}\n{done.stdout}")


def build_extension(directory):
    """Compiles and links; gives the path of the module."""
    jobs = []
    for number, source in enumerate(sources()):
        target = directory / f"{number}.o"
        # Python's headers are not written for a POSIX that knows no more than the standard.
        options = [flag for flag in flags() if source.parent != HERE or "POSIX" not in flag]
        jobs.append((target, compiler() + options + ["-c", str(source), "-o", str(target)]))
    with concurrent.futures.ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
        list(pool.map(run, [command for _, command in jobs]))
    suffix = ".abi3.so" if has_stable_abi() else sysconfig.get_config_var("EXT_SUFFIX")
    module = directory / f"hashtable{suffix}"
    run(compiler() + ["-shared", "-o", str(module)] + [str(target) for target, _ in jobs] +
        ["-lm", f"-Wl,--version-script={HERE / 'exports.map'}"] + shlex.split(os.environ.get("LDFLAGS", "")))
    return module


def metadata_files():
    folder = f"hashtable-{version()}.dist-info"
    readme = (HERE / "README.md").read_text(encoding="utf-8")
    return folder, {
        f"{folder}/METADATA": f"Metadata-Version: 2.1\nName: hashtable\nVersion: {version()}\n"
                              "Summary: A hash table whose bins can be seen, with a hash function of your choice\n"
                              "License: MIT\nRequires-Python: >=3.9\nDescription-Content-Type: text/markdown\n\n" + readme,
        f"{folder}/WHEEL": "Wheel-Version: 1.0\nGenerator: recount\nRoot-Is-Purelib: false\n" f"Tag: {tag()}\n",
    }


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    folder, files = metadata_files()
    contents = {name: text.encode() for name, text in files.items()}
    with tempfile.TemporaryDirectory() as scratch:
        module = build_extension(pathlib.Path(scratch))
        contents[module.name] = module.read_bytes()
    record = ""
    for name, data in contents.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        record += f"{name},sha256={digest},{len(data)}\n"
    contents[f"{folder}/RECORD"] = (record + f"{folder}/RECORD,,\n").encode()
    wheel = f"hashtable-{version()}-{tag()}.whl"
    with zipfile.ZipFile(pathlib.Path(wheel_directory) / wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in contents.items():
            archive.writestr(name, data)
    return wheel


def build_sdist(sdist_directory, config_settings=None):
    raise UnsupportedOperation("hashtable is built in a checkout of recount")
