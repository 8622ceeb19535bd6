#!/usr/bin/env python3
"""What programs are compiled against, listed in abi.txt: declarations of the public headers, constants, layouts of
structs, and the symbols that the shared libraries export.  A change of these is a change of the interface
(docs/stability.md), so it shows in a file that is reviewed.

    abi.py SOURCE_DIR COMPILER NM LIBRARY [LEDGER_LIBRARY]            compares
    abi.py SOURCE_DIR COMPILER NM LIBRARY [LEDGER_LIBRARY] --write    writes what is known here

Sizes and offsets are the compiler's; nothing is run, so a compiler for another machine will do, and those of OTHERS are
asked, too, where they are installed.  There are sections for each data model (LP64: pointers and long of 64 bits; ILP32:
of 32 bits; ILP32/4: there, numbers of 64 bits need lie at multiples of 4 bytes only, as on x86)."""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

# Tools for other data models: PREFIXgcc and PREFIXnm.
OTHERS = ("i686-linux-gnu-", "arm-linux-gnueabihf-")

# Private to how the headers do what they do.
NOT_LISTED = ("recount.h", "python.h", "version.h", "hooks.h", "analyzer.h", "analyzer_calls.h", "ledger_calls.h", "ledger_calls_python.h")

DECLARATION = re.compile(r"^RC_API(?:_DATA)?\s[^;{}]*;", re.M)
TYPEDEF = re.compile(r"^typedef\s+[^;{}]*;", re.M)
STRUCT = re.compile(r"^(?:typedef )?struct (_?Rc\w+) \{\n(.*?)^\}", re.M | re.S)
ENUM = re.compile(r"enum\s*\w*\s*\{(.*?)\}", re.S)
CONSTANT = re.compile(r"^#define[ \t]+(R[Cc]\w*)[ \t]+((?:\\\n|.)+)$", re.M)
# Values that are made of numbers and of other constants.
VALUE = re.compile(r"(?:\s|[()|+*-]|<<|UINT32_C|size_t|sizeof|0x[0-9a-fA-F]+|\d+)(?:UL|U)?|\b(R[Cc]\w+)\b")
FIELD = re.compile(r"(?:\(\*)?\b(\w+)\)?(?:\([^;]*\))?(?:\[[^\]]*\])?\s*(?:,|$)")


def headers(root):
    folders = (root / "runtime/include/recount", root / "hashtable/include/recount")
    return [path for folder in folders for path in sorted(folder.rglob("*.h")) if path.name not in NOT_LISTED]


def without_comments(path):
    return re.sub(r"/\*.*?\*/", " ", path.read_text(encoding="utf-8"), flags=re.S)


def one_line(text):
    return re.sub(r"\s+", " ", text).replace("( ", "(").strip().rstrip(";")


def constants_of(text, known):
    """Names of object-like macros and of enumerators that stand for a number."""
    names = [name for block in ENUM.findall(text) for name in re.findall(r"\b(R[Cc]\w+)\s*(?:=[^,]*)?(?:,|$)", block)]
    for name, value in CONSTANT.findall(text):
        value = value.replace("\\\n", " ").strip()
        others = [match[1] for match in VALUE.finditer(value) if match[1]]
        if not VALUE.sub("", value).strip() and re.search(r"\d|R[Cc]\w", value) and set(others) <= known | set(names):
            names.append(name)
    return names


def fields_of(body):
    names = []
    body = body.replace("RcObject_HEAD", "x ob_base;").replace("RcObject_VAR_HEAD", "x ob_base;")
    for statement in body.split(";"):
        statement = one_line(statement)
        if statement:
            names += FIELD.findall(re.sub(r"^(?:const |struct |unsigned )*\w+ ", "", statement))
    return names


def evaluate(root, compiler, nm, items):
    """The values of C expressions, by their names.  Each becomes four arrays, whose sizes tell 16 bits each."""
    source = [f"#include <recount/{header}.h>" for header in ("recount", "testing", "detail/layout")]
    source.append("const char RC_LINK_GUARD = 0;")
    source.append("struct Aligned { char before; long long number; };")
    for i, (_, expression) in enumerate(items):
        for part in range(4):
            source.append(f"char abi_{i}_{part}[((unsigned long long)({expression}) >> {16 * part} & 0xffff) + 1];")
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "abi.c")
        path.write_text("\n".join(source) + "\n", encoding="utf-8")
        flags = [f"-I{root}/runtime/include", f"-I{root}/hashtable/include", "-DRC_LEDGER", "-fno-common"]
        subprocess.run([compiler, "-std=c11", *flags, "-c", path, "-o", f"{path}.o"], check=True)
        sizes = subprocess.run([nm, "-S", f"{path}.o"], check=True, capture_output=True, text=True).stdout
    sizes = {name: int(size, 16) - 1 for size, name in re.findall(r"^\w+ (\w+) \w (abi_\w+)$", sizes, re.M)}
    return {name: sum(sizes[f"abi_{i}_{part}"] << 16 * part for part in range(4)) for i, (name, _) in enumerate(items)}


def symbols(nm, library):
    """The names of functions and data; and data with their sizes, which a program that has copies of them relies on."""
    output = subprocess.run([nm, "-D", "-S", "--defined-only", library], check=True, capture_output=True, text=True).stdout
    found = re.findall(r"^\w+(?: (\w+))? (\w) (_?Rc\w+)", output, re.M)
    return {name for _, _, name in found}, {f"{name} {int(size, 16)}" for size, kind, name in found if kind in "BDRVbdr"}


def measure(root, compiler, nm, constants, structs):
    """The values of constants, and layouts, for the data model of a compiler: {title: lines}."""
    items = [(name, name) for name in constants]
    items += [("pointer", "sizeof(void *)"), ("long", "sizeof(long)")]
    items.append(("alignment", "offsetof(struct Aligned, number)"))
    for name, fields in structs.items():
        items.append((f"{name}", f"sizeof(struct {name})"))
        for field in fields:
            items.append((f"{name}.{field} at", f"offsetof(struct {name}, {field})"))
            items.append((f"{name}.{field} size", f"sizeof(((struct {name} *)0)->{field})"))
    values = evaluate(root, compiler, nm, items)
    model = {(8, 8): "LP64", (4, 4): "ILP32", (8, 4): "LLP64"}[values["pointer"], values["long"]]
    if values["alignment"] != 8:
        model += f"/{values['alignment']}"

    layout = []
    for name in sorted(structs):
        layout.append(f"{name} size {values[name]}")
        for field in structs[name]:
            at, size = values[f"{name}.{field} at"], values[f"{name}.{field} size"]
            layout.append(f"{name}.{field} at {at}, size {size}")
    return {
        f"constants, {model}": sorted({f"{name} {values[name]:#x}" for name in constants}),
        f"layout, {model}": layout,
    }


def interface(root, compiler, nm, libraries):
    """The sections: {title: lines}."""
    declarations, constants, structs, types = [], [], {}, []
    for path in headers(root):
        text = without_comments(path)
        declarations += [one_line(match[0]).split(" ", 1)[1] for match in DECLARATION.finditer(text)]
        types += [one_line(match[0]) for match in TYPEDEF.finditer(text) if "struct" not in match[0]]
        constants += [name for name in constants_of(text, set(constants)) if name not in constants]
        structs.update((name, fields_of(body)) for name, body in STRUCT.findall(text))

    sections = {"declarations": sorted(set(declarations)), "types": sorted(set(types))}
    sections.update(measure(root, compiler, nm, constants, structs))
    for prefix in OTHERS:
        if shutil.which(f"{prefix}gcc") and shutil.which(f"{prefix}nm"):
            sections.update(measure(root, f"{prefix}gcc", f"{prefix}nm", constants, structs))
    names, data = symbols(nm, libraries[0])
    sections["symbols of librecount"] = sorted(names)
    is_lp64 = "layout, LP64" in sections
    if is_lp64:  # elsewhere the sizes follow from the layouts
        sections["sizes of data, LP64"] = sorted(data)
    for library in libraries[1:]:
        ledger_names, ledger_data = symbols(nm, library)
        sections["symbols that librecount-ledger has besides"] = sorted(ledger_names - names)
        if is_lp64:
            sections["sizes of data that librecount-ledger has besides, LP64"] = sorted(ledger_data - data)
    return sections


def read(path):
    sections, title = {}, None
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        if line.startswith("["):
            title = line.strip("[]")
            sections[title] = []
        elif title and line:
            sections[title].append(line)
    return sections


def write(path, sections):
    text = "# What programs are compiled against.  Written by abi.py; docs/stability.md says what a change of it means.\n"
    for title in sorted(sections):
        text += f"\n[{title}]\n" + "".join(f"{line}\n" for line in sections[title])
    path.write_text(text, encoding="utf-8")


def main():
    arguments = [argument for argument in sys.argv[1:] if argument != "--write"]
    if len(arguments) not in (4, 5):
        sys.exit(__doc__)
    root, compiler, nm, libraries = pathlib.Path(arguments[0]), arguments[1], arguments[2], arguments[3:]
    path = root / "tests/layout/abi.txt"
    found, listed = interface(root, compiler, nm, libraries), read(path)
    if "--write" in sys.argv:
        write(path, {**listed, **found})
        return
    wrong = 0
    for title, lines in found.items():
        if title not in listed:
            print(f"{title}: not compared, there is no such section")
            continue
        for line in sorted(set(listed[title]) - set(lines)):
            print(f"{title}: gone: {line}")
            wrong += 1
        for line in sorted(set(lines) - set(listed[title])):
            print(f"{title}: new: {line}")
            wrong += 1
        print(f"{title}: {len(lines)} lines")
    if min(len(lines) for lines in found.values()) < 3:
        sys.exit("too little was found: the check looks in the wrong place")
    if wrong:
        sys.exit("The interface has changed.  docs/stability.md says what that means; then run abi.py with --write "
                 "(cmake --build . --target abi).")


if __name__ == "__main__":
    main()
