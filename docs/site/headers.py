"""Reads the public headers as they are, comments in plain C, and says of each declaration what the reference shows.

A comment of its own lines belongs to the declarations that follow it without an empty line between.  In it, and in the
header's first comment, which holds for all of the header, these words begin a statement: Ownership, Error or Errors, Runs
user code, Twin.  `Result new` is one of ownership."""

import re
from dataclasses import dataclass, field

PIECE = re.compile(r"""
    (?P<comment>/\*.*?\*/)
  | (?P<directive>^[ \t]*\#(?:[^\\\n]|\\\n|\\.)*)
  | (?P<blank>\n[ \t]*\n)
  | (?P<space>\s+)
""", re.X | re.S | re.M)
WORDS = {"RC_NEWREF": "new", "RC_BORROWED": "borrowed", "RC_STEALS": "stolen", "RC_NULLABLE": "may be NULL",
         "RC_NEWREF_OUT": "gets a new reference", "RC_BORROWED_OUT": "gets a borrowed reference",
         "RC_REPLACES": "replaced"}
NOISE = re.compile(r"\b(RC_API|RC_MUST_USE|RC_NONNULL|RC_NORETURN|RC_NOINLINE|RC_FREED_BY\(\w+\)|RC_PRINTF\([^)]*\)|"
                   r"__attribute__\(\([^;{]*?\)\)|RC_NEWREF|RC_BORROWED|RC_STEALS|RC_NULLABLE|RC_NEWREF_OUT|RC_BORROWED_OUT|"
                   r"RC_REPLACES|static inline|extern)(?!\w)\s*")
MARKERS = {"Ownership": "ownership", "Error": "errors", "Errors": "errors", "Runs user code": "user code", "Twin": "twin",
           "Twins": "twin", "No twin": "twin"}
MARKER = re.compile(r"(?<![\w(])(Ownership|Errors?|Runs\s+user\s+code|Twins?|No twin):(?=\s)")
SINGLE = re.compile(r"(?<!\S)(?=(?:Result new|Borrowed|Results? are new references)\b)")


@dataclass
class Item:
    kind: str  # function, macro, variable, type
    name: str
    code: str  # without bodies and words
    comment: str
    result: str = ""  # new, borrowed
    parameters: dict = field(default_factory=dict)  # {name: words}


def plain(comment):
    """A comment's text, with its lines and their indentation."""
    lines = comment[2:-2].split("\n")
    return "\n".join([lines[0].strip(), *(re.sub(r"^\s*\* ?", "", line).rstrip() for line in lines[1:])]).strip()


def statement_end(text, start):
    """Where a statement that begins there ends: at the next one, or at an empty line."""
    ends = [m.start() for m in MARKER.finditer(text, start)]
    gap = text.find("\n\n", start)
    return min([*ends, len(text), *([gap] if gap >= 0 else [])])


def statements(text):
    """({kind: text}, what is left)."""
    found, rest, at = {}, [], 0
    if "Ownership:" not in text:
        text = SINGLE.sub("Ownership: ", text)
    for match in MARKER.finditer(text):
        if match.start() < at:
            continue
        end = statement_end(text, match.end())
        rest.append(text[at:match.start()])
        kind = MARKERS[" ".join(match[1].split())]
        found[kind] = (found[kind] + " " if kind in found else "") + " ".join(text[match.end():end].split())
        at = end
    rest.append(text[at:])
    return found, re.sub(r"[ \t]+\n", "\n", "".join(rest)).strip()


def closing(text, start, open_, close):
    depth = 0
    for i in range(start, len(text)):
        depth += (text[i] == open_) - (text[i] == close)
        if depth == 0:
            return i
    raise ValueError("no end")


def strip_comments(code):
    return re.sub(r"/\*.*?\*/", " ", code, flags=re.S)


def declaration_end(text, start):
    """Behind the semicolon, or behind the body of a function, that begins there."""
    at = start
    while True:
        match = re.compile(r"/\*.*?\*/|[;{]", re.S).search(text, at)
        at = match.end()
        if match[0] == ";":
            return at
        if match[0] == "{":
            at = closing(text, match.start(), "{", "}") + 1
            if strip_comments(text[start:match.start()]).rstrip().endswith(")"):
                return at


def clean(code):
    return re.sub(r"\s+", " ", NOISE.sub("", strip_comments(code))).replace("* ", "*").strip()


def function(code, comment):
    """A prototype or an inline definition; None if it is neither."""
    head = strip_comments(code).split("{")[0].rstrip("; \n")
    found = re.search(r"\b(\w+)\s*\(((?:[^()]|\([^()]*\))*)\)\s*(?:RC_\w+(?:\([^)]*\))?|__attribute__\(\(.*\)\)|\s)*$", head, re.S)
    if found is None or "typedef" in head or found[1].startswith("RC_"):
        return None
    item = Item("function", found[1], clean(head) + ";", comment)
    front = head[:found.start()]
    item.result = next((WORDS[w] for w in ("RC_NEWREF", "RC_BORROWED") if re.search(rf"\b{w}\b", front)), "")
    for parameter in re.sub(r"\s+", " ", found[2]).split(","):
        words = [WORDS[w] for w in re.findall(r"\bRC_\w+", parameter) if w in WORDS]
        name = re.search(r"(\w+)(?:\[\])?$", parameter.strip())
        if words and name:
            item.parameters[name[1]] = ", ".join(words)
    return item


def macro(code, comment, names):
    found = re.match(r"\s*#\s*define\s+(\w+)(\([^)]*\))?\s*(.*)", code, re.S)
    if found is None or found[1] in names or found[1].endswith("_H") or not comment:
        return None
    text = f"#define {found[1]}{found[2] or ''}"
    value = found[3].strip()
    if not found[2] and re.fullmatch(r"[\w()<>\s+\-*&|.~]{1,60}", value):
        text += f" {strip_comments(value).strip()}"
    return Item("macro", found[1], text, comment)


def other(code, comment):
    head = strip_comments(code)
    names = re.findall(r"\b(\w+)(?:\[[^\]]*\])?\s*;\s*$", head)
    pointer = re.search(r"\(\*(\w+)\)", head) if "typedef" in head and "{" not in head else None
    name = pointer[1] if pointer else names[0] if names else ""
    if "{" in head or "typedef" in head:
        tag = re.match(r"\s*(?:typedef\s+)?(?:struct|enum)\s+(\w+)", head)
        return Item("type", name or (tag[1] if tag else ""), code.strip(), comment)
    return Item("variable", name, clean(code), comment)


def read(text):
    """(the header's first comment, [Item])"""
    opening, comment, items, names = None, "", [], set()
    at = 0
    while at < len(text):
        match = PIECE.match(text, at)
        if match is None:
            if text.startswith(("RC_BEGIN_DECLS", "RC_END_DECLS"), at):
                at = text.index("\n", at)
                continue
            end = declaration_end(text, at)
            code, at = text[at:end], end
            item = function(code, comment) or other(code, comment)
            if item.name and item.name not in names:
                names.add(item.name)
                items.append(item)
            # a remark behind it on the line
            remark = re.compile(r"[ \t]*(/\*.*?\*/)", re.S).match(text, at)
            if remark:
                item.comment = item.comment or plain(remark[1])
                if item.kind in ("variable", "function") and item.comment == comment:
                    item.comment = (comment + "\n\n" + plain(remark[1])).strip()
                at = remark.end()
            continue
        if match.lastgroup == "comment":
            body = plain(match[0])
            if opening is None:
                opening = body
            elif not re.match(r"-+ ", body):
                comment = body
            else:
                comment = ""
            at = match.end()
            continue
        if match.lastgroup == "directive":
            item = macro(match[0], comment, names)
            remark = re.search(r"/\*(.*?)\*/\s*$", match[0], re.S)
            if item is not None:
                if remark:
                    item.comment = (comment + "\n\n" + plain("/*" + remark[1] + "*/")).strip()
                names.add(item.name)
                items.append(item)
        elif match.lastgroup == "blank" and items and comment and text[:at].rstrip()[-2:] != "*/":
            comment = ""
        at = match.end()
    return opening or "", items
