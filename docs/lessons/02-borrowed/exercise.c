/* Exercise 2: a price goes up. What is printed? */
#include <recount/recount.h>
#include <stdio.h>

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *prices = RcHashTable_New();
    RcObject *old = RcFloat_FromDouble(2.5);
    RcObject *raised = RcFloat_FromDouble(3.5);
    RcHashTable_SetItemString(prices, "apple", old);
    Rc_DECREF(old);

    RcObject *before = RcHashTable_GetItemString(prices, "apple");
    RcHashTable_SetItemString(prices, "apple", raised);
    printf("from %g to %g\n", RcFloat_AsDouble(before), RcFloat_AsDouble(raised));

    Rc_DECREF(raised);
    Rc_DECREF(prices);
    return Rc_Finalize() != 0;
}
