"""The C variables of the selected thread's frames that point to an object: nobody else can be asked who in C holds it."""

import gdb

MOST_FRAMES = 64
MOST_SYMBOLS = 2000


def blocks_of(frame):
    """The blocks that a frame's code sees, from the innermost to the file's; the program's own come once for all."""
    try:
        block = frame.block()
    except (gdb.error, RuntimeError):
        return
    while block is not None and not block.is_global:
        yield block
        block = block.superblock
    if block is not None:
        yield block


def holds(value, target):
    kind = value.type.strip_typedefs()
    return kind.code == gdb.TYPE_CODE_PTR and not value.is_optimized_out and int(value) == target


def look_in(block, frame, target):
    for i, symbol in enumerate(block):
        if i >= MOST_SYMBOLS:
            return
        if not symbol.is_variable and not symbol.is_argument:
            continue
        try:
            if holds(symbol.value(frame), target):
                yield symbol
        except (gdb.error, gdb.MemoryError, TypeError):
            continue


def pointing_to(target):
    """A text for each variable."""
    try:
        frame = gdb.newest_frame()
    except gdb.error:
        return
    seen = set()
    for number in range(MOST_FRAMES):
        for block in blocks_of(frame):
            outer = block.function is None and (block.is_static or block.is_global)
            place = (block.start, block.end, block.is_global)
            if outer and place in seen:
                continue
            seen.add(place if outer else None)
            for symbol in look_in(block, frame, target):
                where = f"{symbol.symtab.filename}:{symbol.line}"
                yield (f"the variable {symbol.name} ({where})" if outer
                       else f"the variable {symbol.name} of {frame.name()} (frame {number}, {where})")
        frame = frame.older()
        if frame is None:
            return
