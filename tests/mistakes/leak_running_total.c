/* TITLE: a running total stored over the old one
 * KIND: leak|lost-reference
 * SEES: plain
 * MASKED: no
 * STORY: In a language with garbage collection total = total + item is all there is to write. In C the old
 * total has to be given back: each step leaves one behind. */
#include <recount/recount.h>
#include <stdio.h>

static RcObject *sum(RcObject *list)
{
    RcObject *total = RcFloat_FromDouble(0.0);
    for (Rc_ssize_t i = 0; total != NULL && i < RcList_GET_SIZE(list); i++) {
#ifdef FIXED
        Rc_SETREF(total, RcNumber_Add(total, RcList_GET_ITEM(list, i)));
#else
        total = RcNumber_Add(total, RcList_GET_ITEM(list, i)); /* GUILTY */
#endif
    }
    return total;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *list = Rc_BuildValue("[dddd]", 0.5, 1.5, 2.5, 3.5);
    RcObject *total = sum(list);
    printf("total: %g\n", RcFloat_AsDouble(total));
    Rc_DECREF(total);
    Rc_DECREF(list);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
