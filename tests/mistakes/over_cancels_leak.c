/* TITLE: one leak and one release too many, and the sum is right
 * KIND: over-decref|leak|lost-reference
 * SEES: plain
 * MASKED: no
 * STORY: swap() mixes up its two variables: one string is released twice and the other never. The number of
 * all references is as it should be, so a check of totals passes. */
#include <recount/recount.h>
#include <stdio.h>

static void swap_ends(RcObject *list)
{
    Rc_ssize_t last = RcList_GET_SIZE(list) - 1;
    RcObject *first_item = RcSequence_GetItem(list, 0); /* ALSO */
    RcObject *last_item = RcSequence_GetItem(list, last);
    RcSequence_SetItem(list, 0, last_item);
    RcSequence_SetItem(list, last, first_item);
    Rc_DECREF(last_item);
#ifdef FIXED
    Rc_DECREF(first_item);
#else
    Rc_DECREF(last_item); /* GUILTY */
#endif
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *list = Rc_BuildValue("[ss]", "north", "south");
    swap_ends(list);
    RcGC_Collect();
    Rc_DECREF(list);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
