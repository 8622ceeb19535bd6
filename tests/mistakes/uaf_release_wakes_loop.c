/* TITLE: the list released inside its own loop
 * KIND: use-after-free
 * SEES: plain
 * MASKED: no
 * STORY: The release was moved into the loop with the lines around it. After the first turn the list is gone,
 * and the second asks it for an item. */
#include <recount/recount.h>
#include <stdio.h>

static double mean(RcObject *iterable)
{
    double sum = 0;
    RcObject *list = RcSequence_List(iterable);
    if (list == NULL) {
        return -1;
    }
    Rc_ssize_t size = RcList_Size(list);
    for (Rc_ssize_t i = 0; i < size; i++) {
        RcObject *item = RcList_GetItem(list, i); /* GUILTY */
        if (item == NULL) {
            RcErr_Clear();
            break;
        }
        sum += RcFloat_AsDouble(item);
#ifndef FIXED
        if (i == 0) {
            Rc_DECREF(list); /* ALSO */
        }
#endif
    }
#ifdef FIXED
    Rc_DECREF(list);
#endif
    return size == 0 ? 0 : sum / (double)size;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *numbers = Rc_BuildValue("(ddd)", 1.0, 2.0, 6.0);
    printf("mean: %g\n", mean(numbers));
    Rc_DECREF(numbers);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
