/* TITLE: an insertion sort that moves a list's items by their pointers
 * KIND: none
 * STORY: The macros neither take nor give back. The item that is inserted is in a variable meanwhile, and another
 * one is in the list twice. */
#include <recount/recount.h>
#include <stdio.h>

static void insert(RcObject *list, Rc_ssize_t place)
{
    RcObject *item = RcList_GET_ITEM(list, place);

    while (place > 0 && RcObject_RichCompareBool(item, RcList_GET_ITEM(list, place - 1), Rc_LT) == 1) {
        RcList_SET_ITEM(list, place, RcList_GET_ITEM(list, place - 1));
        place--;
    }
    RcList_SET_ITEM(list, place, item);
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *list = Rc_BuildValue("[iiiii]", 3000, 1000, 5000, 2000, 4000);
    for (Rc_ssize_t i = 1; i < RcList_GET_SIZE(list); i++) {
        insert(list, i);
    }
    printf("%ld\n", RcInt_AsLong(RcList_GET_ITEM(list, 0)));
    Rc_DECREF(list);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
