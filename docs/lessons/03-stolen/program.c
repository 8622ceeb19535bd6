/* Lesson 3: a stolen reference changes hands, and no count changes. */
#include <recount/recount.h>

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *pair = RcTuple_New(2);
    RcObject *name = RcStr_FromString("apple");
    RcObject *price = RcFloat_FromDouble(2.5);
    RcTuple_SetItem(pair, 0, name);
    RcTuple_SetItem(pair, 1, Rc_NewRef(price));
    Rc_DECREF(price);
    Rc_DECREF(pair);
    return Rc_Finalize() != 0;
}
