/* TITLE: one variable for one object after another
 * KIND: none
 * STORY: The variable is overwritten again and again, and each time what it held has been handed on before.
 * What looks like a lost pointer was stolen, moved or released. */
#include <recount/recount.h>
#include <stdio.h>

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *pair = RcTuple_New(3), *kept;
    RcObject *op = RcStr_FromString("stolen");
    RcTuple_SET_ITEM(pair, 0, op);
    op = RcStr_FromString("moved");
    kept = op;
    op = RcStr_FromString("released");
    Rc_DECREF(op);
    op = kept;
    RcTuple_SET_ITEM(pair, 1, op);
    op = RcTuple_GET_ITEM(pair, 0);
    RcTuple_SET_ITEM(pair, 2, Rc_NewRef(op));
    op = pair;
    pair = NULL;
    Rc_XDECREF(pair);
    RcGC_Collect();
    Rc_CLEAR(op);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
