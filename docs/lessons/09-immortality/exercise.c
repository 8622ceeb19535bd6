/* Exercise 9: this has worked for years. What is wrong all the same? */
#include <recount/recount.h>

/* The first item, or None. Result new. */
static RcObject *first_or_none(RcObject *list)
{
    if (RcList_Size(list) == 0) {
        return Rc_None;
    }
    return RcList_GetItemRef(list, 0);
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *list = RcList_New(0);
    RcObject *none = first_or_none(list);
    Rc_DECREF(none);
    Rc_DECREF(list);
    return Rc_Finalize() != 0;
}
