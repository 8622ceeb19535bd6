/* TITLE: an insertion sort by hand that duplicates one pointer
 * KIND: missing-incref|over-decref|use-after-free
 * SEES: plain
 * MASKED: no
 * STORY: Items move up by their pointers. The saved one was only borrowed, and RcList_SetItem at the end
 * gives back what the slot had. */
#include <recount/recount.h>
#include <stdio.h>

static int less(RcObject *a, RcObject *b)
{
    return RcObject_RichCompareBool(a, b, Rc_LT) == 1;
}

static void insertion_sort(RcObject *list)
{
    Rc_ssize_t n = RcList_GET_SIZE(list);

    for (Rc_ssize_t i = 1; i < n; i++) {
        RcObject *item = RcList_GET_ITEM(list, i); /* ALSO */
        Rc_ssize_t k = i;
        while (k > 0 && less(item, RcList_GET_ITEM(list, k - 1))) {
            RcList_SET_ITEM(list, k, RcList_GET_ITEM(list, k - 1));
            k--;
        }
#ifdef FIXED
        RcList_SET_ITEM(list, k, item);
#else
        if (k != i)
            RcList_SetItem(list, k, item); /* GUILTY */
#endif
    }
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *list = Rc_BuildValue("[iiiii]", 3000, 1000, 5000, 2000, 4000);
    insertion_sort(list);
    for (Rc_ssize_t i = 0; i < 5; i++)
        printf("%ld ", RcInt_AsLong(RcList_GetItem(list, i)));
    printf("\n");
    Rc_DECREF(list);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
