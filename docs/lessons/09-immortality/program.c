/* Lesson 9: objects that never die are counted by nobody, and treated like the others. */
#include <recount/recount.h>
#include <stdio.h>

/* The first item, or None. Result new. */
static RcObject *first_or_none(RcObject *list)
{
    if (RcList_Size(list) == 0) {
        Rc_RETURN_NONE;
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

    RcObject *seven = RcInt_FromLong(7);
    RcObject *million = RcInt_FromLong(1000000);
    RcList_Append(list, seven);
    RcList_Append(list, million);
    printf("7 is immortal: %d, 1000000: %d\n", Rc_IsImmortal(seven), Rc_IsImmortal(million));
    Rc_DECREF(million);
    Rc_DECREF(seven);
    Rc_DECREF(list);
    return Rc_Finalize() != 0;
}
