/* TITLE: released if it was used, else not
 * KIND: leak|lost-reference
 * SEES: plain
 * MASKED: no
 * STORY: The greeting is made before it is known whether anybody wants it. The release stands inside the if,
 * where the object is used. */
#include <recount/recount.h>
#include <stdio.h>

static int greet(RcObject *log, const char *name, int verbose)
{
    RcObject *text = RcStr_FromFormat("hello, %s", name); /* GUILTY */
    int result = 0;
    if (text == NULL) {
        return -1;
    }
    if (verbose) {
        result = RcList_Append(log, text);
#ifndef FIXED
        Rc_DECREF(text);
#endif
    }
#ifdef FIXED
    Rc_DECREF(text);
#endif
    return result;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *log = RcList_New(0);
    greet(log, "Ada", 1);
    greet(log, "Grace", 0);
    Rc_DECREF(log);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
