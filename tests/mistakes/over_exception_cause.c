/* TITLE: a cause released after it was stolen
 * KIND: over-decref
 * SEES: plain
 * MASKED: no
 * STORY: RcException_SetCause is one of the few functions that steal. The author treats it like all the
 * others that store an object, and gives the reference back that is no longer there. */
#include <recount/recount.h>
#include <stdio.h>

/* Replaces the pending error by a RuntimeError that comes from it. */
static void wrap_error(const char *message)
{
    RcObject *cause = RcErr_GetRaisedException();
    RcErr_SetString(RcExc_RuntimeError, message);
    RcObject *error = RcErr_GetRaisedException();
    RcException_SetCause(error, cause);
#ifndef FIXED
    Rc_DECREF(cause); /* GUILTY */
#endif
    RcErr_SetRaisedException(error);
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcErr_SetString(RcExc_KeyError, "port");
    wrap_error("the configuration is incomplete");
    RcErr_Clear();
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
