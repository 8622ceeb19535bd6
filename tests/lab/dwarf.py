"""Where a program's variables are: debug information as objdump prints it, for gcc -O0 on x86-64."""

import collections
import re
import subprocess

ENTRY = re.compile(r"^ <(\d+)><([0-9a-f]+)>: Abbrev Number: \d+ \(DW_TAG_(\w+)\)")
MEMBER = re.compile(r"^    <[0-9a-f]+> +DW_AT_(\w+) *: (.*)$")
TRANSPARENT = ("typedef", "const_type", "volatile_type")
STEP = re.compile(r"->(\w+)|\.(\w+)|\[([^\[\]]+)\]")
FRAME = 16  # from the frame pointer to what places in the frame count from


class Entry:
    def __init__(self, tag, parent):
        self.tag, self.parent, self.members, self.children = tag, parent, {}, []

    def name(self):
        return self.members.get("name", "").rsplit("): ", 1)[-1].strip()

    def scope(self):
        """The function that it is of, or the file."""
        within = self.parent
        while within.tag not in ("subprogram", "compile_unit"):
            within = within.parent
        return within

    def number(self, member):
        found = re.match(r"-?\d+", self.members.get(member, ""))
        return int(found[0]) if found else None

    def place(self):
        """The word of held.c for it; None: it has none."""
        found = re.search(r"DW_OP_(fbreg|addr): (-?[0-9a-f]+)", self.members.get("location", ""))
        if found is None:
            return None
        return f"f{int(found[2]) + FRAME}" if found[1] == "fbreg" else f"a{int(found[2], 16)}"


class Variables:
    def __init__(self, program):
        text = subprocess.run(["objdump", "--dwarf=info", program], stdout=subprocess.PIPE, text=True, errors="replace",
                              check=True).stdout
        self.entries, self.named, path, entry = {}, collections.defaultdict(list), [], None
        for line in text.splitlines():
            found = ENTRY.match(line)
            if found:
                depth = int(found[1])
                del path[depth:]
                entry = Entry(found[3], path[-1] if path else None)
                if path:
                    path[-1].children.append(entry)
                path.append(entry)
                self.entries[found[2]] = entry
                continue
            found = MEMBER.match(line)
            if found and entry is not None:
                entry.members[found[1]] = found[2]
        for entry in self.entries.values():
            if entry.tag in ("variable", "formal_parameter") and entry.place():
                self.named[entry.name()].append((entry, entry.scope()))

    def type_of(self, entry):
        while True:
            found = re.match(r"<0x([0-9a-f]+)>", entry.members.get("type", ""))
            entry = self.entries.get(found[1]) if found else None
            if entry is None or entry.tag not in TRANSPARENT:
                return entry

    def roots(self, function, name):
        """The variables that a function may mean by a name, whatever the block."""
        own = [entry for entry, scope in self.named[name] if scope.tag == "subprogram" and scope.name() == function]
        return own or [entry for entry, scope in self.named[name] if scope.tag == "compile_unit"]

    def size(self, entry):
        return 8 if entry.tag == "pointer_type" else entry.number("byte_size")

    def words(self, function, text):
        """How to get at what a function calls so: a row of held.c's words for each variable that may be meant."""
        rows = self.rows(function, text)
        return [" ".join(words) for words, at in rows if at.tag == "pointer_type"]

    def rows(self, function, text):
        """Words, and the type of what they lead to."""
        name = re.match(r"\w+", text)
        roots = self.roots(function, name[0]) if name else []
        rows = [self.follow(function, root, text[name.end():]) for root in roots]
        return [(words, at) for words, at in rows if at is not None]

    def follow(self, function, root, text):
        words, at = [root.place()], self.type_of(root)
        while text and at is not None:
            step = STEP.match(text)
            if step is None:
                return words, None
            if (step[1] or step[3]) and at.tag == "pointer_type":
                words.append("l")
                at = self.type_of(at)
            elif step[3]:
                at = self.type_of(at)
            if step[3]:
                at = self.index(function, words, at, step[3])
            else:
                field = next((child for child in at.children if child.name() == (step[1] or step[2])), None) if at else None
                words.append(f"+{field.number('data_member_location') or 0}" if field else "")
                at = self.type_of(field) if field else None
            text = text[step.end():]
        return words, at

    def index(self, function, words, item, text):
        """The type of an item; its place is added to the words."""
        if item is None or self.size(item) is None:
            return None
        if text.isdigit():
            words.append(f"+{int(text) * self.size(item)}")
            return item
        for row, at in self.rows(function, text):
            if at.tag == "base_type" and at.number("byte_size") in (4, 8):
                words += row + [f"i{at.number('byte_size')}", f"*{self.size(item)}"]
                return item
        return None
