/* TITLE: an exception released after it was put back
 * KIND: over-decref
 * SEES: plain
 * MASKED: no
 * STORY: Taking the exception out gives a reference, putting it back gives it away again. The author pairs
 * the first with a release and overlooks the second. */
#include <recount/recount.h>
#include <stdio.h>

static void log_and_pass_on(void)
{
    RcObject *error = RcErr_GetRaisedException();
    RcObject *text = RcObject_Str(error);
    printf("failed: %s\n", text == NULL ? "?" : RcStr_AsUTF8(text));
    Rc_XDECREF(text);
    RcErr_SetRaisedException(error);
#ifndef FIXED
    Rc_DECREF(error); /* GUILTY */
#endif
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcErr_SetString(RcExc_ValueError, "no such column");
    log_and_pass_on();
    if (RcErr_ExceptionMatches(RcExc_ValueError)) {
        RcErr_Clear();
    }
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
