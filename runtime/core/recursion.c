/* Recursion through user code: how deep it may go, and which containers are being shown. */
#include "core/errors.h"
#include "core/runtime.h"

#include <recount/errors.h>
#include <recount/objectprotocol.h>

#define REPR_ROOM_AT_FIRST 8

/* Making the RecursionError calls its class: that much more depth it may have. */
#define HEADROOM 50

int Rc_EnterRecursiveCall(const char *where)
{
    RcRuntime *runtime = RC_RUNTIME();
    if (runtime->recursion_depth >= runtime->recursion_limit) {
        runtime->recursion_depth -= HEADROOM;
        RcErr_Format(RcExc_RecursionError, "maximum recursion depth exceeded%s", where != NULL ? where : "");
        runtime->recursion_depth += HEADROOM;
        return -1;
    }
    runtime->recursion_depth++;
    return 0;
}

void Rc_LeaveRecursiveCall(void)
{
    RC_RUNTIME()->recursion_depth--;
}

int Rc_GetRecursionLimit(void)
{
    return RC_RUNTIME()->recursion_limit;
}

void Rc_SetRecursionLimit(int limit)
{
    RC_RUNTIME()->recursion_limit = limit > 0 ? limit : 1;
}

static int reserve_repr(RcRuntime *runtime)
{
    Rc_ssize_t room = runtime->repr_room != 0 ? 2 * runtime->repr_room : REPR_ROOM_AT_FIRST;
    RcObject **stack;

    if (runtime->repr_depth < runtime->repr_room) {
        return 0;
    }
    stack = RcMem_Realloc(runtime->repr_stack, (size_t)room * sizeof *stack);
    if (stack == NULL) {
        RcErr_NoMemory();
        return -1;
    }
    runtime->repr_stack = stack;
    runtime->repr_room = room;
    return 0;
}

int Rc_ReprEnter(RcObject *op)
{
    RcRuntime *runtime = RC_RUNTIME();

    if (op == NULL) {
        _RcErr_NullArgument(__func__);
        return -1;
    }
    for (Rc_ssize_t i = 0; i < runtime->repr_depth; i++) {
        if (runtime->repr_stack[i] == op) {
            return 1;
        }
    }
    if (reserve_repr(runtime) < 0) {
        return -1;
    }
    runtime->repr_stack[runtime->repr_depth++] = Rc_NewRef(op);
    return 0;
}

/* The last entry as a rule; a repr that left its own entry behind must not hide the others. */
void Rc_ReprLeave(RcObject *op)
{
    RcRuntime *runtime = RC_RUNTIME();

    for (Rc_ssize_t i = runtime->repr_depth; i-- > 0;) {
        if (runtime->repr_stack[i] == op) {
            for (Rc_ssize_t j = i + 1; j < runtime->repr_depth; j++) {
                runtime->repr_stack[j - 1] = runtime->repr_stack[j];
            }
            if (--runtime->repr_depth == 0) {
                RcMem_Free(runtime->repr_stack);
                runtime->repr_stack = NULL;
                runtime->repr_room = 0;
            }
            Rc_DECREF(op);
            return;
        }
    }
}
