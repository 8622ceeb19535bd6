/* TITLE: INCREF inside the loop, DECREF outside
 * KIND: leak|lost-reference
 * SEES: plain
 * MASKED: yes
 * STORY: Every slot needs a reference of its own, but RcList_Append takes that by itself. The author adds one
 * for each turn, to be safe, and gives back one after the loop. */
#include <recount/recount.h>
#include <stdio.h>

static RcObject *fill(RcObject *value, int count)
{
    RcObject *list = RcList_New(0);
    if (list == NULL) {
        return NULL;
    }
    for (int i = 0; i < count; i++) {
#ifndef FIXED
        Rc_INCREF(value); /* GUILTY */
#endif
        if (RcList_Append(list, value) < 0) {
            Rc_DECREF(list);
            return NULL;
        }
    }
    return list;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *zero = RcFloat_FromDouble(0.0);
    RcObject *row = fill(zero, 3);
    Rc_XDECREF(row);
    Rc_DECREF(zero);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
