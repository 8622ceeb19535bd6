/* The README's example: what a table and a price owe each other. */
#include <recount/recount.h>
#include <stdio.h>

int main(void)
{
    RcObject *table = NULL, *price = NULL, *text = NULL, *seen;
    int failed = 1;

    if (Rc_Initialize() < 0) {
        return 1;
    }
    table = RcHashTable_New();       /* new: ours */
    price = RcFloat_FromDouble(2.5); /* new: ours, count 1 */
    if (table == NULL || price == NULL ||
        RcHashTable_SetItemString(table, "apple", price) < 0) { /* keeps: the table takes its own, 2 */
        goto done;
    }
    seen = RcHashTable_GetItemString(table, "apple"); /* borrowed: still 2 */
    text = RcObject_Repr(table);                      /* new */
    if (seen == NULL || text == NULL) {
        goto done;
    }
    printf("%s\n%zd references to the price\n", RcStr_AsUTF8(text), Rc_REFCNT(seen));
    failed = 0;
done:
    if (failed) {
        RcErr_Print();
    }
    Rc_XDECREF(text);
    Rc_XDECREF(price);
    Rc_XDECREF(table);                   /* the last reference: price goes with it */
    return Rc_Finalize() != 0 || failed; /* Rc_Finalize: how many objects were left */
}
