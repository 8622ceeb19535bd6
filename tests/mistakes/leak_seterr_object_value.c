/* TITLE: RcErr_SetObject does not take the value over
 * KIND: leak|lost-reference
 * SEES: plain
 * MASKED: yes
 * STORY: The exception carries a tuple with the details. The author believes that the exception becomes its
 * owner; it keeps a reference of its own, and the function returns with the first one. */
#include <recount/recount.h>
#include <stdio.h>

static int check_range(double value, double low, double high)
{
    if (value >= low && value <= high) {
        return 0;
    }
    RcObject *details = Rc_BuildValue("(sddd)", "out of range", value, low, high); /* GUILTY */
    if (details != NULL) {
        RcErr_SetObject(RcExc_ValueError, details);
#ifdef FIXED
        Rc_DECREF(details);
#endif
    }
    return -1;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    if (check_range(0.5, 0, 1) < 0 || check_range(7.5, 0, 1) < 0) {
        RcErr_Clear();
    }
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
