#!/usr/bin/env python3
"""Who owns what is said three times: by the words in the public headers (RC_NEWREF, RC_STEALS, ...), by the comments
above the declarations, and by the table of docs/ownership-table.md.  Checks that they say the same:

- every result and every RcObject ** that objects can come through has a word;
- a comment that says "result new", "borrowed", "steals" stands above declarations with that word, and a declaration
  with a word has a comment, its own or its section's or the header's, that says so;
- the table is what follows from the words.

    ownership.py SOURCE_DIR            checks
    ownership.py SOURCE_DIR --write    writes the table"""

import pathlib
import re
import sys

# Results that are neither new nor borrowed.
NEITHER = {
    "RcErr_Format": "always NULL",
    "RcErr_FormatV": "always NULL",
    "RcErr_NoMemory": "always NULL",
    "RcObject_Init": "the memory that was given",
    "RcObject_InitVar": "the memory that was given",
    "_RcObject_GC_Resize": "the object that was given, moved",
    "_Rc_ExchangeRef": "what the slot held",
}
# RcObject ** that is an array of references.
ARRAYS = {("RcHashTable_GetMany", "out")}
PRIVATE = ("recount.h", "python.h", "testing.h", "testing_cmocka.h", "ledger.h")
RESULT_WORDS = {"RC_NEWREF": "new", "RC_BORROWED": "borrowed"}
PARAMETER_WORDS = {"RC_STEALS": "stolen", "RC_NULLABLE": "may be NULL", "RC_NEWREF_OUT": "gets a new one",
                   "RC_BORROWED_OUT": "gets a borrowed one", "RC_REPLACES": "replaced"}
# What a comment says for each word.
SAYS = {"RC_NEWREF": r"\bnew\b|reference", "RC_BORROWED": r"[Bb]orrowed|lends",
        "RC_STEALS": r"[Ss]teal|stolen|[Gg]ives? (?:a reference )?back|DECREF", "RC_NEWREF_OUT": r"\bnew\b",
        "RC_BORROWED_OUT": r"[Bb]orrowed", "RC_REPLACES": r"replace|assign|interned|\*left|\*op|\*type|instance",
        "RC_NULLABLE": "NULL|may be left|optional|without"}
# What a comment may only say above such a word.
NEEDS = ((r"[Oo]wnership: result new|^/\* Result new|^/\* New ", ("RC_NEWREF",)),
         (r"[Oo]wnership: (?:result )?borrowed|^/\* Borrowed", ("RC_BORROWED",)),
         (r"[Oo]wnership:[^.]* steals|are stolen", ("RC_STEALS",)))
DECLARATION = re.compile(r"^(RC_API\b(?:[^;{}()=]|\bRC_[A-Z_]+\([^()]*\))*?|static inline [^;{}()=]*?)(\b_?Rc\w+)\(([^;{}]*?)\)\s*(?:;|\{)", re.M)


def groups(text):
    """(comment, declarations) for each comment; the declarations are those up to the next one."""
    pieces = re.split(r"(/\*.*?\*/)", text, flags=re.S)
    comment = pieces[0]
    for i in range(1, len(pieces), 2):
        # a remark at the end of a line is part of what stands around it
        if "\n" in pieces[i - 1][-1:] or not pieces[i - 1].strip(" "):
            comment = pieces[i]
        yield comment, re.sub(r"^[ \t]*#(?:[^\\\n]|\\\n|\\.)*$", "", pieces[i + 1], flags=re.M)


def split_parameters(text):
    return [p.strip() for p in re.sub(r"\s+", " ", text).split(",") if p.strip() not in ("", "void")]


def declarations(path):
    """(name, words in front, parameters, own comment, further comments) of a header."""
    text = path.read_text(encoding="utf-8")
    opening, section = "", ""
    for comment, code in groups(text):
        opening = opening or comment
        if "----" in comment or "-- " in comment or comment.rstrip("*/ \n").endswith(":"):
            section = comment
        for front, name, parameters in DECLARATION.findall(code):
            yield name, front, split_parameters(parameters), comment, f"{opening}\n{section}"


def complaints_of(path):
    previous = ""
    for name, front, parameters, comment, others in declarations(path):
        where = f"{path.name}: {name}"
        result = re.search(r"\bRc(?:Type|Var)?Object \*$", front.strip() + ("" if front.endswith("*") else ""))
        words = [w for w in RESULT_WORDS if re.search(rf"\b{w}\b", front)]
        if result and not words and name not in NEITHER:
            yield f"{where}: is the result new or borrowed?"
        for parameter in parameters:
            variable = re.search(r"(\w+)$", parameter)
            if re.search(r"RcObject \*\*\w+$", parameter) and not re.search(r"_OUT\b|RC_REPLACES", parameter):
                if (name, variable[1]) not in ARRAYS:
                    yield f"{where}: what comes through {variable[1]}?"
        words += [w for p in parameters for w in PARAMETER_WORDS if re.search(rf"\b{w}\b", p)]
        for word in sorted(set(words)):
            if not re.search(SAYS[word], comment + previous + others):
                yield f"{where}: {word}, and no comment says so"
        previous = comment


def needless_comments(path):
    for comment, code in groups(path.read_text(encoding="utf-8")):
        if not DECLARATION.search(code):
            continue
        for pattern, words in NEEDS:
            said = re.search(pattern, comment, flags=re.M)
            if said and not any(re.search(rf"\b{word}\b", code) for word in words):
                yield f"{path.name}: \"{said[0]}\", and no {words[0]} in what follows: {code.strip()[:60]}"


def row(name, front, parameters):
    """The table's row of a function, or None if there is nothing to say."""
    result = next((RESULT_WORDS[w] for w in RESULT_WORDS if re.search(rf"\b{w}\b", front)), NEITHER.get(name, ""))
    told = []
    for parameter in parameters:
        said = [PARAMETER_WORDS[w] for w in PARAMETER_WORDS if re.search(rf"\b{w}\b", parameter)]
        if said:
            variable = re.search(r"\w+$", parameter)[0]
            told.append(f"{variable}: {', '.join(said)}")
    if not result and not told:
        return None
    return f"| `{name}` | {result} | {'; '.join(told)} |"


HEAD = """# Who owns what: the table

Made from the words in the public headers by `tests/layout/ownership.py`, and checked by the tests. *new* and
*borrowed* are of a result; what is said of a parameter stands behind its name. A parameter of which nothing is said is
borrowed for the call, or kept with a reference of its own. Functions that have to do with neither are left out.
[ownership.md](ownership.md) explains the words.
"""


def table(headers):
    lines = HEAD.split("\n")
    for path in headers:
        rows = [r for name, front, parameters, _, _ in declarations(path) if (r := row(name, front, parameters))]
        if rows:
            lines += [f"## {path.name}", "", "| function | result | parameters |", "|---|---|---|",
                      *dict.fromkeys(rows), ""]
    return "\n".join(lines).rstrip() + "\n"


def main(source, write):
    headers = [p for folder in ("runtime", "hashtable") for p in sorted((source / folder / "include/recount").glob("*.h"))
               if p.name not in PRIVATE]
    faults = [fault for path in headers for check in (complaints_of, needless_comments) for fault in check(path)]
    page, text = source / "docs/ownership-table.md", table(headers)
    if write:
        page.write_text(text, encoding="utf-8")
    elif not page.exists() or page.read_text(encoding="utf-8") != text:
        faults.append(f"docs/ownership-table.md is not what the headers say: {sys.argv[0]} SOURCE_DIR --write")
    for fault in faults:
        print(fault)
    print(f"{sum(len(list(declarations(p))) for p in headers)} declarations, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3) or sys.argv[2:] not in ([], ["--write"]):
        sys.exit(__doc__)
    sys.exit(main(pathlib.Path(sys.argv[1]), bool(sys.argv[2:])))
