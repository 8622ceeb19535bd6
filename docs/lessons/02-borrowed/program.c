/* Lesson 2: a borrowed reference is somebody else's. */
#include <recount/recount.h>
#include <stdio.h>

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *prices = RcList_New(0);
    RcObject *apple = RcFloat_FromDouble(2.5);
    RcList_Append(prices, apple);
    Rc_DECREF(apple);

    RcObject *lent = RcList_GetItem(prices, 0);
    printf("%g\n", RcFloat_AsDouble(lent));

    RcObject *kept = Rc_NewRef(lent);
    RcList_Clear(prices);
    printf("%g\n", RcFloat_AsDouble(kept));
    Rc_DECREF(kept);
    Rc_DECREF(prices);
    return Rc_Finalize() != 0;
}
