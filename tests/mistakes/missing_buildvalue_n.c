/* TITLE: Rc_BuildValue with N for an object that is only borrowed
 * KIND: missing-incref|over-decref|use-after-free
 * SEES: plain
 * MASKED: no
 * STORY: N avoids a leak with fresh objects, so the author uses it everywhere. Here it hands over the
 * argument, which is the caller's: the pair and the caller now share one reference. */
#include <recount/recount.h>
#include <stdio.h>

static RcObject *with_length(RcObject *text)
{
#ifdef FIXED
    return Rc_BuildValue("(On)", text, RcStr_GetLength(text));
#else
    return Rc_BuildValue("(Nn)", text, RcStr_GetLength(text)); /* GUILTY */
#endif
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *text = RcStr_FromString("a text of some length");
    RcObject *pair = with_length(text);
    Rc_XDECREF(pair);
    Rc_DECREF(text);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
