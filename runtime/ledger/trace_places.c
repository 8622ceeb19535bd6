/* Where the program has called the library.
 *
 * Calls are announced by macros, and a function that is called by its address is not (type->tp_alloc).  So what
 * happens tells, besides the operation under way, which place in the program's code it came from: that of the innermost
 * frame outside the library.  Whoever reads the trace compares lines: where it is another one than the operation's,
 * nobody has announced the call.
 *
 * In a program that contains the library, being linked statically, the two cannot be told apart. */
#define _GNU_SOURCE
#include "ledger/trace_writing.h"

#include <link.h>
#include <unwind.h>

/* -- the library's code -- */

static int holds(const struct dl_phdr_info *object, uintptr_t address)
{
    for (int i = 0; i < object->dlpi_phnum; i++) {
        const ElfW(Phdr) *segment = &object->dlpi_phdr[i];
        if (segment->p_type == PT_LOAD &&
            address - (uintptr_t)object->dlpi_addr - segment->p_vaddr < segment->p_memsz) {
            return 1;
        }
    }
    return 0;
}

static int see_object(struct dl_phdr_info *object, size_t size, void *trace_arg)
{
    Trace *trace = trace_arg;

    Rc_UNUSED(size);
    if (!holds(object, (uintptr_t)_RcTrace_FindLibrary)) {
        return 0;
    }
    for (int i = 0; i < object->dlpi_phnum && object->dlpi_name != NULL && *object->dlpi_name != '\0'; i++) {
        const ElfW(Phdr) *segment = &object->dlpi_phdr[i];
        if (segment->p_type == PT_LOAD && (segment->p_flags & PF_X) != 0) {
            trace->library = (uintptr_t)object->dlpi_addr + segment->p_vaddr;
            trace->library_end = trace->library + segment->p_memsz;
        }
    }
    return 1;
}

void _RcTrace_FindLibrary(Trace *trace)
{
    dl_iterate_phdr(see_object, trace);
}

/* -- the frames of calls -- */

typedef struct FrameWalk {
    const Trace *trace;
    uintptr_t pc, caller;
    uintptr_t end; /* where the function returns to whose operation is under way */
} FrameWalk;

/* The one outside the library, and its caller: at its place may be one of recount's own inline functions.  A function's
 * last call may be a jump; then its own frame is not there, and where it returns to comes first. */
static _Unwind_Reason_Code see_frame(struct _Unwind_Context *frame, void *walk_arg)
{
    FrameWalk *walk = walk_arg;
    uintptr_t pc = _Unwind_GetIP(frame);

    if (pc == walk->end) {
        return _URC_END_OF_STACK;
    }
    if (walk->pc != 0) {
        walk->caller = pc;
        return _URC_END_OF_STACK;
    }
    if (pc < walk->trace->library || pc >= walk->trace->library_end) {
        walk->pc = pc;
    }
    return _URC_NO_REASON;
}

uint32_t _RcTrace_PlaceOfCall(Ledger *ledger)
{
    FrameWalk walk = {.trace = ledger->trace, .end = (uintptr_t)ledger->acting->caller};

    if (ledger->trace->library_end != 0 && _RcTrace_HasRoom(ledger->trace)) {
        _Unwind_Backtrace(see_frame, &walk);
    }
    return _RcTrace_Place(ledger, (const void *)walk.pc, (const void *)walk.caller);
}
