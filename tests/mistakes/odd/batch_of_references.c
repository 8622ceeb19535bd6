/* TITLE: all references taken first, and handed out later
 * KIND: none
 * STORY: The slots of a new list are filled with one object. Its references are taken in one loop and stolen
 * in another; in between C code holds ten of them through one pointer. */
#include <recount/recount.h>
#include <stdio.h>

static RcObject *repeat(RcObject *item, Rc_ssize_t count)
{
    RcObject *list = RcList_New(count);
    if (list == NULL) {
        return NULL;
    }
    for (Rc_ssize_t i = 0; i < count; i++) {
        Rc_INCREF(item);
    }
    RcGC_Collect();
    for (Rc_ssize_t i = 0; i < count; i++) {
        RcList_SET_ITEM(list, i, item);
    }
    return list;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *item = RcStr_FromString("dough");
    RcObject *list = repeat(item, 10);
    Rc_DECREF(item);
    RcGC_Collect();
    Rc_XDECREF(list);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
