/* Calls of functions with variable arguments.
 *
 * All other calls are announced between the evaluation of their arguments and the call itself.  Nothing can be put
 * there for a function with variable arguments.  So its macro notes the place before the arguments are evaluated,
 * and the function, when it begins, takes the newest note with its name and announces the call.  Between the two
 * there may be other calls, announced or not, that of the same function included: notes are a stack.
 *
 * The library calls these functions too.  Then there is no note with the name; or there is one, of a
 * call whose arguments are being evaluated, and what is announced too early is that call: no harm.  A note whose
 * call never came (a longjmp out of the arguments) goes when a function above its frame notes something. */
#include "ledger/operations.h"

#include <string.h>

#define MOST_NOTES 64

typedef struct Note {
    const char *api;
    const char *file;
    const char *function;
    void *frame;
    void *return_address;
    int line;
} Note;

static RC_THREAD_LOCAL struct {
    Note notes[MOST_NOTES];
    int count;
} pending;

void _RcLedger_Pending(const char *api, const char *file, int line, const char *function, void *frame,
                       void *return_address)
{
    while (pending.count > 0 && (uintptr_t)pending.notes[pending.count - 1].frame < (uintptr_t)frame) {
        pending.count--;
    }
    if (pending.count == MOST_NOTES) {
        pending.count = 0; /* nobody nests calls in arguments as deep as that: they are all stale */
    }
    pending.notes[pending.count++] = (Note){.api = api,
                                            .file = file,
                                            .function = function,
                                            .frame = frame,
                                            .return_address = return_address,
                                            .line = line};
}

void _RcLedger_Arrived(const char *function)
{
    Note note;

    if (pending.count == 0 || strcmp(pending.notes[pending.count - 1].api, function) != 0) {
        return;
    }
    note = pending.notes[--pending.count];
    announce(note.api, note.file, note.line, note.function, note.frame, note.return_address);
}
