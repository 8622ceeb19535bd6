/* Exercise 3, solved: RcList_SetItem has had our reference, so there is none to give back. */
#include <recount/recount.h>

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *first = RcList_New(1);
    RcObject *second = RcList_New(0);
    RcObject *price = RcFloat_FromDouble(2.5);
    RcList_SetItem(first, 0, price);
    RcList_Append(second, price);
    Rc_DECREF(second);
    Rc_DECREF(first);
    return Rc_Finalize() != 0;
}
