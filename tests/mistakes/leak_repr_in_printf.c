/* TITLE: a repr made in the middle of a printf
 * KIND: leak|lost-reference
 * SEES: plain
 * MASKED: no
 * STORY: RcStr_AsUTF8 lends its bytes, so the author sees nothing to release. The string that lends them is a
 * new reference without a name. */
#include <recount/recount.h>
#include <stdio.h>

static void trace(const char *label, RcObject *op)
{
#ifdef FIXED
    RcObject *repr = RcObject_Repr(op);
    if (repr == NULL) {
        RcErr_Clear();
        return;
    }
    printf("%s: %s\n", label, RcStr_AsUTF8(repr));
    Rc_DECREF(repr);
#else
    printf("%s: %s\n", label, RcStr_AsUTF8(RcObject_Repr(op))); /* GUILTY */
#endif
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *point = Rc_BuildValue("(dd)", 1.5, 2.5);
    trace("point", point);
    Rc_DECREF(point);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
