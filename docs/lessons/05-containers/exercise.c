/* Exercise 5: a list of three lists. The outer one is given back, and the inner ones? */
#include <recount/recount.h>

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *rows = RcList_New(0);
    for (int i = 0; i < 3; i++) {
        RcList_Append(rows, RcList_New(0));
    }
    Rc_DECREF(rows);
    return Rc_Finalize() != 0;
}
