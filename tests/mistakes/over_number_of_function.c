/* TITLE: a row of measurements, given back after they were put away
 * KIND: over-decref
 * SEES: plain
 * MASKED: yes
 * STORY: RcList_SetItem steals the number that is made of what a function of the program's returns; it is given
 * back besides. Small ints are immortal. */
#include <recount/recount.h>
#include <stdio.h>

static int measure(int second)
{
    return (second * 7) % 5;
}

static RcObject *row_of(int seconds)
{
    RcObject *row = RcList_New(seconds);
    for (int i = 0; row != NULL && i < seconds; i++) {
        RcObject *value = RcInt_FromLong(measure(i));
        if (RcList_SetItem(row, i, value) < 0) /* ALSO */
            Rc_CLEAR(row);
#ifndef FIXED
        Rc_DECREF(value); /* GUILTY */
#endif
    }
    return row;
}

int main(void)
{
    if (Rc_Initialize() < 0)
        return 1;
    RcObject *row = row_of(6);
    if (row == NULL)
        return 1;
    printf("%zd values, the last is %ld\n", RcList_Size(row), RcInt_AsLong(RcList_GetItem(row, 5)));
    Rc_DECREF(row);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
