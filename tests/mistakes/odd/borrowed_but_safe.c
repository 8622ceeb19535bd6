/* TITLE: a borrowed pointer used after its lender is empty
 * KIND: none
 * STORY: The item was borrowed from a list, and the list is emptied. But the function's caller owns a
 * reference too, and has promised to keep it for the call: the pointer is good. */
#include <recount/recount.h>
#include <stdio.h>

/* item: borrowed, kept alive by the caller. */
static int move_to_front(RcObject *list, RcObject *item)
{
    Rc_ssize_t index = RcSequence_Index(list, item);
    if (index < 0) {
        return -1;
    }
    RcObject *found = RcList_GetItem(list, index);
    if (RcSequence_DelItem(list, index) < 0) {
        return -1;
    }
    return RcList_Insert(list, 0, found); /* found is item, or equal to it and held by the caller's tuple */
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *names = Rc_BuildValue("(sss)", "a name", "b name", "c name");
    RcObject *list = RcSequence_List(names);
    RcObject *last = RcTuple_GET_ITEM(names, 2);
    move_to_front(list, last);
    RcList_Clear(list);
    printf("%s\n", RcStr_AsUTF8(last));
    Rc_DECREF(list);
    printf("%s\n", RcStr_AsUTF8(last));
    Rc_DECREF(names);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
