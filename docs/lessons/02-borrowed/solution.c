/* Exercise 2, solved: what is needed beyond a change of the lender, gets a reference of its own. */
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

    RcObject *before = Rc_NewRef(RcHashTable_GetItemString(prices, "apple"));
    RcHashTable_SetItemString(prices, "apple", raised);
    printf("from %g to %g\n", RcFloat_AsDouble(before), RcFloat_AsDouble(raised));

    Rc_DECREF(before);
    Rc_DECREF(raised);
    Rc_DECREF(prices);
    return Rc_Finalize() != 0;
}
