/* TITLE: an interned name made at each call
 * KIND: leak|lost-reference
 * SEES: plain
 * MASKED: yes
 * STORY: Interned literals live until Rc_Finalize, so the author calls RcStr_InternFromString wherever the
 * name is needed and never gives the result back. It works because the string is immortal; the books do not
 * balance, and a name made by RcStr_FromString in its place would leak. */
#include <recount/recount.h>
#include <stdio.h>

static RcObject *last_of(RcObject *list)
{
    RcObject *name = RcStr_InternFromString("pop"); /* GUILTY */
    if (name == NULL) {
        return NULL;
    }
    RcObject *last = RcObject_CallMethodNoArgs(list, name);
#ifdef FIXED
    Rc_DECREF(name);
#endif
    return last;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *list = Rc_BuildValue("[dd]", 1.5, 2.5);
    RcObject *last = last_of(list);
    Rc_XDECREF(last);
    Rc_DECREF(list);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
