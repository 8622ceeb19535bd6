"""Reading C well enough to change one place of it: for those who make wrong programs of correct ones."""

import re


def blank(text):
    return re.sub(r"[^\n]", " ", text)


def without_comments(source):
    """The source with comments, literals and preprocessor lines as spaces: same length, same lines."""
    token = re.compile(r"//[^\n]*|/\*.*?\*/|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'", re.S)
    source = token.sub(lambda match: blank(match.group()), source)
    return re.sub(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", lambda match: blank(match.group()), source, flags=re.M)


def closing(code, opening):
    """The position after the parenthesis that closes the one at opening."""
    depth = 0
    for position in range(opening, len(code)):
        if code[position] in "([{":
            depth += 1
        elif code[position] in ")]}":
            depth -= 1
            if depth == 0:
                return position + 1
    raise ValueError("unbalanced parentheses")


def arguments(code, source, start, end):
    """The texts between start and end, split at the commas of the outermost level."""
    parts, depth, begin = [], 0, start
    for position in range(start, end):
        if code[position] in "([{":
            depth += 1
        elif code[position] in ")]}":
            depth -= 1
        elif code[position] == "," and depth == 0:
            parts.append(source[begin:position].strip())
            begin = position + 1
    parts.append(source[begin:end].strip())
    return parts


def functions(code):
    """The start of each function's body and its name, in order."""
    found = []
    for match in re.finditer(r"^\{", code, re.M):
        header = code[: match.start()]
        header = header[max(header.rfind("\n}"), header.rfind(";"), 0):]
        names = re.findall(r"(\w+)\s*\(", header)
        if names:
            found.append((match.start(), names[0]))
    return found


def is_use(code, start):
    """Is the name at start called, rather than declared or defined?"""
    before = code[:start].rstrip()
    if before.endswith("*"):
        return False
    word = re.search(r"\w+$", before)
    return word is None or word.group() in ("return", "else", "do")
