/* TITLE: released one line too early
 * KIND: use-after-free|stale-borrow
 * SEES: plain
 * MASKED: no
 * STORY: The author groups the releases in one place, and the message that still needs the object comes after
 * it. The string is read when it is gone. */
#include <recount/recount.h>
#include <stdio.h>

static RcObject *rename_entry(RcObject *names, Rc_ssize_t index, const char *suffix)
{
    RcObject *old = RcSequence_GetItem(names, index);
    RcObject *new = RcStr_FromFormat("%S%s", old, suffix);
    if (new == NULL || RcSequence_SetItem(names, index, new) < 0) {
        Rc_XDECREF(new);
        Rc_DECREF(old);
        return NULL;
    }
#ifdef FIXED
    RcObject *report = RcStr_FromFormat("%S is now %S", old, new);
    Rc_DECREF(old);
#else
    Rc_DECREF(old);                                                /* ALSO */
    RcObject *report = RcStr_FromFormat("%S is now %S", old, new); /* GUILTY */
#endif
    Rc_DECREF(new);
    return report;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *names = Rc_BuildValue("[s]", "report");
    RcObject *report = rename_entry(names, 0, ".txt");
    Rc_XDECREF(report);
    Rc_DECREF(names);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
