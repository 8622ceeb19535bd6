/* Exercise 1: three promises are made. How many are kept? */
#include <recount/recount.h>

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *price = RcFloat_FromDouble(2.5);
    RcObject *same = Rc_NewRef(price);
    Rc_INCREF(same);
    Rc_DECREF(same);
    Rc_DECREF(price);
    return Rc_Finalize() != 0;
}
