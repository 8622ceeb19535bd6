#!/usr/bin/env python3
"""What Doxygen reads: prepare.py SOURCE_DIR OUTPUT_DIR

Public headers become headers in Doxygen's own form, in which each function has its paragraphs: ownership, from the words
of the declaration and the comment; errors; whether it runs user code; the CPython twin.  Pages of docs/ become pages of
the site: links between them, to headings and to functions stay links, and files that they link to go with the site.

Fails if a function has no comment at all, neither its own nor its header's, or if nothing says whether it runs user code."""

import pathlib
import re
import shutil
import sys

import headers

CPYTHON = "https://docs.python.org/3/c-api/"
# Which page of CPython's documentation has a name, by its beginning; the longest one counts.
PAGES = {
    "Py_INCREF": "refcounting", "Py_DECREF": "refcounting", "Py_X": "refcounting", "Py_NewRef": "refcounting",
    "Py_CLEAR": "refcounting", "Py_SETREF": "refcounting", "Py_IncRef": "refcounting", "Py_DecRef": "refcounting",
    "Py_REFCNT": "refcounting", "Py_SET_REFCNT": "refcounting", "Py_TYPE": "structures", "Py_SET_TYPE": "structures",
    "Py_SIZE": "structures", "Py_SET_SIZE": "structures", "Py_IS_TYPE": "structures", "Py_Is": "structures",
    "PyObject_HEAD": "structures", "PyCFunction": "structures", "PyMethodDef": "structures", "PyMember": "structures",
    "PyGetSetDef": "structures", "METH_": "structures", "Py_RETURN_NONE": "none", "Py_None": "none",
    "PyObject_": "object", "PyObject_Call": "call", "PyObject_Vectorcall": "call", "PyVectorcall_": "call",
    "PyCallable_": "call", "PyObject_GC_": "gcsupport", "PyGC_": "gcsupport", "Py_VISIT": "gcsupport",
    "PyObject_New": "allocation", "PyObject_Init": "allocation", "PyObject_Del": "allocation",
    "PyObject_Malloc": "memory", "PyObject_Calloc": "memory", "PyObject_Realloc": "memory", "PyObject_Free": "memory",
    "PyMem_": "memory", "PyObject_CallFinalizer": "type", "PyType_": "type", "PyObject_TypeCheck": "object",
    "PyErr_": "exceptions", "PyExc_": "exceptions", "PyException": "exceptions", "Py_EnterRecursiveCall": "exceptions",
    "Py_LeaveRecursiveCall": "exceptions", "Py_Repr": "exceptions", "PyUnicode_": "unicode", "PyUnicodeWriter": "unicode",
    "PyBytes_": "bytes", "PyLong_": "long", "PyBool_": "bool", "PyFloat_": "float", "PyList_": "list",
    "PyTuple_": "tuple", "PyDict_": "dict", "PyNumber_": "number", "PyIndex_": "number", "PySequence_": "sequence",
    "PyMapping_": "mapping", "PyIter_": "iter", "PySeqIter_": "iterator", "PyCallIter_": "iterator",
    "PyWeakref_": "weakref", "PyCapsule_": "capsule", "PyDescr_": "descriptor", "PyMethod_": "method", "PyArg_": "arg",
    "Py_BuildValue": "arg", "Py_VaBuildValue": "arg", "Py_Initialize": "init", "Py_IsInitialized": "init",
    "Py_Finalize": "init", "Py_FatalError": "sys", "Py_GetRecursionLimit": "", "Py_Hash": "hash",
    "PyObject_ClearWeakRefs": "weakref", "PyUnstable_": "object", "PyUnstable_GC": "gcsupport",
}
OWN_WORDS = {"new": "the result is a <b>new</b> reference", "borrowed": "the result is <b>borrowed</b>"}
SPEAKS_OF_USER_CODE = re.compile(r"[^.]*\b(?:user code|any code)\b(?:[^.]|\.\w)*\.")
SPEAKS_OF_ERRORS = re.compile(r"[^.]*\b(?:Errors? |[Nn]ever fails?|fails|SystemError|MemoryError|an error)\b(?:[^.]|\.\w)*\.")
IMAGES = (".svg", ".png")


def escape(text):
    """Words that mean nothing to Doxygen, but for what stands in backquotes."""
    pieces = re.split(r"`([^`]*)`", text)
    return "".join(f"<code>{escape_words(piece)}</code>" if i % 2 else escape_words(piece) for i, piece in enumerate(pieces))


def escape_words(text):
    text = text.replace("\\", "\\\\")
    text = re.sub(r"([@#%$&<>*|~\[\]`])", lambda m: {"&": "&amp;", "<": "&lt;", ">": "&gt;"}.get(m[1], "\\" + m[1]), text)
    text = re.sub(r"__(\w+?)__", r"\\_\\_\1\\_\\_", text)
    return text.replace('"', "&quot;").replace("::", "\\::").replace("*/", "*\\/")


def paragraphs(text):
    """A comment's text: what is indented stays as it stands."""
    out = []
    for paragraph in re.split(r"\n[ \t]*\n", text):
        lines = paragraph.split("\n")
        while lines:
            indented = [line.startswith(("  ", "\t")) for line in lines]
            count = next((i for i, is_in in enumerate(indented) if is_in != indented[0]), len(lines))
            part, lines = lines[:count], lines[count:]
            if indented[0]:
                out.append("\\verbatim\n" + "\n".join(part).replace("*/", "* /") + "\n\\endverbatim")
            else:
                out.append(escape(" ".join(" ".join(part).split())))
    return "\n\n".join(out)


def capital(text):
    return text[:1].upper() + text[1:]


def sentence(pattern, text):
    return " ".join(" ".join(m[0].split()) for m in pattern.finditer(re.sub(r"\n[ \t]*\n", " . ", text))).strip(" .") or ""


def aliases(python_h):
    """{recount's name: [CPython's names]}"""
    found = {}
    for theirs, ours in re.findall(r"^#define (_?Py\w+|PY\w+|METH_\w+)(?:\([^)]*\))? (_?R[cC]\w+)", python_h, re.M):
        found.setdefault(ours, []).append(theirs)
    return found


def link_to(name):
    prefix = max((p for p in PAGES if name.startswith(p)), key=len, default=None)
    page = PAGES.get(prefix)
    if not page or name.startswith("_"):
        return f"`{name}`"
    return f"<a href=\"{CPYTHON}{page}.html#c.{name}\">{name}</a>"


class Reference:
    """One header in Doxygen's form."""

    def __init__(self, path, twins):
        self.path, self.twins, self.faults = path, twins, []
        text = path.read_text(encoding="utf-8")
        self.opening, self.items = headers.read(text)
        self.common, _ = headers.statements(self.opening)

    def ownership(self, item, said):
        told = [OWN_WORDS[item.result]] if item.result else []
        told += [f"`{name}` is {words}" if not words.startswith("gets") else f"`{name}` {words}"
                 for name, words in item.parameters.items()]
        text = "; ".join(told)
        text = capital(text) + "." if text else ""
        own = capital(said.get("ownership", ""))
        return " ".join(t for t in (text, escape(own)) if t) or "Arguments are borrowed for the call."

    def errors(self, said, rest):
        own = said.get("errors") or sentence(SPEAKS_OF_ERRORS, rest)
        common = self.common.get("errors") or sentence(SPEAKS_OF_ERRORS, self.opening)
        if own:
            return escape(capital(own)) + (f" (In all of this header: {escape(common)})" if common else "")
        return escape(common) or "Nothing is said of errors: there are none."

    def user_code(self, item, said, rest):
        text = said.get("user code") or sentence(SPEAKS_OF_USER_CODE, rest)
        if not text:
            text = self.common.get("user code") or sentence(SPEAKS_OF_USER_CODE, self.opening)
        if text in ("no.", "no", "No."):
            text = "No."
        if not text:
            self.faults.append(f"{self.path.name}: {item.name}: does it run user code?")
        return escape(capital(text))

    def twin(self, item, said):
        names = self.twins.get(item.name, [])
        if names:
            return ", ".join(link_to(name) for name in names)
        return escape(said["twin"]) if "twin" in said else "CPython has none."

    def comment_of(self, item):
        said, rest = headers.statements(item.comment)
        if not item.comment and item.kind == "function" and not self.opening:
            self.faults.append(f"{self.path.name}: {item.name}: no comment")
        parts = [paragraphs(rest) or escape(capital(said.get("ownership", ""))) or
                 f"See the introduction of {escape(self.path.name)}."]
        if item.kind == "function":
            parts += [f"\\par Ownership\n{self.ownership(item, said)}", f"\\par Errors\n{self.errors(said, rest)}",
                      f"\\par Runs user code\n{self.user_code(item, said, rest)}", f"\\par CPython\n{self.twin(item, said)}"]
        else:
            parts += [f"\\par {name.capitalize()}\n{escape(said[name])}" for name in ("ownership", "errors", "user code")
                      if name in said]
            if item.name in self.twins:
                parts.append(f"\\par CPython\n{self.twin(item, said)}")
        return "/** " + "\n\n".join(parts) + " */"

    def code_of(self, item):
        if item.kind != "type":
            return item.code
        code = re.sub(r"/\*\s*(.*?)\s*\*/", lambda m: f"/**< {escape(' '.join(m[1].split()))} */", item.code, flags=re.S)
        code = re.sub(r"(^|\n)(\s*)/\*\*<", r"\1\2/**", code)  # above a field, not behind it
        return headers.NOISE.sub("", code).replace("RcObject_HEAD", "RcObject ob_base;").replace(
            "RcObject_VAR_HEAD", "RcVarObject ob_base;").replace("RcObject ob_base;\n#", "#")

    def text(self):
        lines = [f"/** \\file {self.path.name}\n\n{paragraphs(self.opening)} */\n"]
        for item in self.items:
            if item.name.startswith("_Rc") and not item.name.endswith("_Resize"):
                continue
            lines += [self.comment_of(item), self.code_of(item), ""]
        return "\n".join(lines)


# -- pages --

def slug(heading):
    """As GitHub makes the anchor of a heading."""
    text = re.sub(r"[`*]|\[([^]]*)\]\([^)]*\)", lambda m: m[1] or "", heading).strip().lower()
    return re.sub(r"[^\w\- ]", "", text).replace(" ", "-")


def page_id(path):
    return "page_" + re.sub(r"\W", "_", str(path.with_suffix("")))


class Pages:
    """The pages of the site, and how they link to each other."""

    def __init__(self, root, out, paths):
        self.root, self.out = root, out
        self.pages = {path.resolve(): page_id(path.relative_to(root)) for path in paths}

    def target(self, page, link):
        """Where a link leads on the site."""
        if re.match(r"[a-z]+:", link):
            return link
        name, _, anchor = link.partition("#")
        path = (page.parent / name).resolve() if name else page
        if path in self.pages:
            return f"@ref {self.pages[path]}{'_' + re.sub(r'[^0-9A-Za-z]', '_', anchor) if anchor else ''}"
        copy = pathlib.Path("files", path.relative_to(self.root))
        if path.is_file():
            (self.out / "extra" / copy).parent.mkdir(parents=True, exist_ok=True)
            # a .txt besides is shown, not downloaded; pictures are pictures
            shown = copy if path.suffix in (*IMAGES, ".html") else copy.with_name(copy.name + ".txt")
            shutil.copy(path, self.out / "extra" / shown)
            return str(shown)
        return None

    def inline(self, page, text):
        """A line of text: links, and nothing that Doxygen takes for a command."""
        def link(match):
            target = self.target(page, match[3])
            if match[1] == "!":
                return f"<img src=\"{target}\" alt=\"{match[2]}\">"
            return f"[{match[2]}]({target})" if target else match[2]

        pieces = re.split(r"(`[^`]*`)", text)
        for i in range(0, len(pieces), 2):
            pieces[i] = pieces[i].replace(r"\_", "_")
            pieces[i] = re.sub(r"([@\\](?!\|))", r"\\\1", pieces[i])
            pieces[i] = re.sub(r"<(?!/?(?:br|b|i|sub|sup)>)", "&lt;", pieces[i]).replace("::", "\\::")
            pieces[i] = re.sub(r"(?<![\w(])#(?=\w)", r"\\#", pieces[i])
        text = "".join(pieces)
        return re.sub(r"(!?)\[((?:[^][]|\[[^]]*\])*)\]\(([^) ]+)\)", link, text)

    def text(self, path):
        identifier = self.pages[path.resolve()]
        seen, out, fence = {}, [], False
        for line in path.read_text(encoding="utf-8").split("\n"):
            if line.lstrip().startswith("```"):
                fence = not fence
                out.append(re.sub(r"```(\w+).*", lambda m: "```" + ("{." + m[1] + "}" if m[1] in ("c", "py", "sh", "cmake") else ""), line))
            elif fence:
                out.append(line)
            elif heading := re.match(r"(#+) (.*)", line):
                anchor = slug(heading[2])
                seen[anchor] = seen.get(anchor, -1) + 1
                anchor += f"-{seen[anchor]}" if seen[anchor] else ""
                name = identifier if len(heading[1]) == 1 and not any(out) else (
                    f"{identifier}_{re.sub(r'[^0-9A-Za-z]', '_', anchor)}")
                out.append(f"{heading[1]} {self.inline(path, heading[2])} {{#{name}}}")
            else:
                out.append(self.inline(path, line))
        return "\n".join(out)


def main(root, out):
    root, out = root.resolve(), out.resolve()
    shutil.rmtree(out, ignore_errors=True)
    (out / "recount").mkdir(parents=True)
    (out / "extra").mkdir()
    public = [p for folder in ("runtime", "hashtable") for p in sorted((root / folder / "include/recount").glob("*.h"))]
    twins = aliases((root / "runtime/include/recount/python.h").read_text(encoding="utf-8"))
    faults, functions = [], 0
    for path in public:
        if path.name in ("recount.h", "python.h"):
            continue
        reference = Reference(path, twins)
        (out / "recount" / path.name).write_text(reference.text(), encoding="utf-8")
        faults += reference.faults
        functions += sum(item.kind == "function" for item in reference.items)
    paths = [root / "README.md", root / "CHANGELOG.md", *sorted((root / "docs").glob("*.md")), root / "runtime/README.md",
             root / "hashtable/README.md", root / "hashtable/python/README.md", root / "tests/bench/README.md"]
    pages = Pages(root, out, [p for p in paths if p.exists()])
    for path in pages.pages:
        name = str(path.relative_to(root)).replace("/", "_")
        (out / name).write_text(pages.text(path), encoding="utf-8")
    for fault in faults:
        print(fault, file=sys.stderr)
    print(f"{functions} functions, {len(pages.pages)} pages", file=sys.stderr)
    return 1 if faults or functions < 300 else 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])))
