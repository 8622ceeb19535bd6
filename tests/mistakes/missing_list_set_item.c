/* TITLE: a borrowed item given to RcList_SET_ITEM
 * KIND: missing-incref|over-decref|use-after-free
 * SEES: plain
 * MASKED: yes
 * STORY: reversed() moves items from one list to another. RcList_GET_ITEM lends and RcList_SET_ITEM steals:
 * between the two a reference has to be taken, and is not. */
#include <recount/recount.h>
#include <stdio.h>

static RcObject *reversed(RcObject *list)
{
    Rc_ssize_t size = RcList_GET_SIZE(list);
    RcObject *result = RcList_New(size);
    if (result == NULL) {
        return NULL;
    }
    for (Rc_ssize_t i = 0; i < size; i++) {
        RcObject *item = RcList_GET_ITEM(list, size - 1 - i);
#ifdef FIXED
        Rc_INCREF(item);
#endif
        RcList_SET_ITEM(result, i, item); /* GUILTY */
    }
    return result;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *number = RcFloat_FromDouble(2.5);
    RcObject *list = Rc_BuildValue("[O]", number);
    RcObject *other = reversed(list);
    RcGC_Collect();
    Rc_XDECREF(other);
    Rc_DECREF(list);
    Rc_DECREF(number);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
