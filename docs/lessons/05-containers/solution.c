/* Exercise 5, solved: RcList_Append keeps, so our own reference is still ours to give back. */
#include <recount/recount.h>

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *rows = RcList_New(0);
    for (int i = 0; i < 3; i++) {
        RcObject *row = RcList_New(0);
        RcList_Append(rows, row);
        Rc_DECREF(row);
    }
    Rc_DECREF(rows);
    return Rc_Finalize() != 0;
}
