/* TITLE: an interned name released once for each use
 * KIND: over-decref
 * SEES: plain
 * MASKED: yes
 * STORY: The name is interned once and kept in a static variable. The function that looks it up releases it
 * after each use, as if it had just been made. Being immortal it stays; a name from RcStr_FromString would
 * not. */
#include <recount/recount.h>
#include <stdio.h>

static RcObject *append_name; /* owned */

static int add(RcObject *list, RcObject *item)
{
    RcObject *result = RcObject_CallMethodOneArg(list, append_name, item);
#ifndef FIXED
    Rc_DECREF(append_name); /* GUILTY */
#endif
    Rc_XDECREF(result);
    return result == NULL ? -1 : 0;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    append_name = RcStr_InternFromString("append");
    RcObject *list = RcList_New(0), *item = RcFloat_FromDouble(0.5);
    add(list, item);
    add(list, item);
    Rc_DECREF(item);
    Rc_DECREF(list);
    Rc_CLEAR(append_name);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
