/* TITLE: RcErr_Occurred() released
 * KIND: over-decref
 * SEES: plain
 * MASKED: yes
 * STORY: The class of the pending error is asked for and released after use. RcErr_Occurred lends it. The
 * built-in classes are immortal and bear it; a class made by RcErr_NewException would one day be gone under
 * its users. */
#include <recount/recount.h>
#include <stdio.h>

static int swallow(RcObject *expected)
{
    RcObject *error_class = RcErr_Occurred();
    if (error_class == NULL) {
        return 0;
    }
    int matches = RcErr_GivenExceptionMatches(error_class, expected);
#ifndef FIXED
    Rc_DECREF(error_class); /* GUILTY */
#endif
    if (matches) {
        RcErr_Clear();
    }
    return matches;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcErr_SetString(RcExc_KeyError, "needle");
    printf("swallowed: %d\n", swallow(RcExc_LookupError));
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
