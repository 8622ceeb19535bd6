/* TITLE: two nurses exchange their shifts
 * KIND: stale-borrow|use-after-free
 * SEES: plain
 * MASKED: no
 * STORY: The first name is borrowed from the plan. To put the second one there releases it; the dead name is then put into
 * the other shift. */
#include <recount/recount.h>
#include <stdio.h>

static RcObject *plan_new(int shifts)
{
    RcObject *plan = RcList_New(shifts);
    for (int i = 0; plan != NULL && i < shifts; i++) {
        RcList_SET_ITEM(plan, i, RcStr_FromFormat("nurse %d", i + 1));
    }
    return plan;
}

static int exchange(RcObject *plan, Rc_ssize_t early, Rc_ssize_t late)
{
    RcObject *one = RcList_GetItem(plan, early); /* ALSO */
    RcObject *other = RcList_GetItemRef(plan, late);
    if (one == NULL || other == NULL) {
        Rc_XDECREF(other);
        return -1;
    }
#ifdef FIXED
    Rc_INCREF(one);
#endif
    if (RcList_SetItem(plan, early, other) < 0)
        Rc_FatalError("there is no such shift");
    return RcList_SetItem(plan, late, one); /* GUILTY */
}

int main(void)
{
    if (Rc_Initialize() < 0)
        return 1;
    RcObject *plan = plan_new(4);
    if (plan == NULL || exchange(plan, 0, 3) < 0)
        Rc_FatalError("out of memory");
    printf("%zd shifts\n", RcList_Size(plan));
    Rc_DECREF(plan);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
