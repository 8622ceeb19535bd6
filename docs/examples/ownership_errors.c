/* Ownership on error paths.  A function that fails gives back all that it took.  The pattern: what is owned
 * starts as NULL, there is one exit, and it gives back in reverse order. */
#include "counts.h"

/* A list of a and b, and a table that has it under the key; the result, a tuple of both, is new. */
static RcObject *list_and_table(RcObject *a, RcObject *b, RcObject *key)
{
    RcObject *list = NULL, *table = NULL, *result = NULL;

    if ((list = RcList_New(0)) == NULL || RcList_Append(list, a) < 0 || RcList_Append(list, b) < 0) {
        goto done;
    }
    if ((table = RcHashTable_New()) == NULL || RcHashTable_SetItem(table, key, list) < 0) {
        goto done;
    }
    result = RcTuple_Pack(2, list, table);

done: /* on success the tuple holds references of its own, so ours go back in any case */
    Rc_XDECREF(table);
    Rc_XDECREF(list);
    return result;
}

/* Lets the first, the second, ... allocation fail, until the function succeeds. */
static Rc_ssize_t fail_each_allocation(RcObject *a, RcObject *b, RcObject *key)
{
    for (Rc_ssize_t n = 1;; n++) {
        RcMem_SetFailAfter(n);
        RcObject *result = list_and_table(a, b, key);
        if (RcMem_SetFailAfter(0) > 0) {
            Rc_DECREF(must(result));
            return n - 1;
        }
        if (result != NULL || !RcErr_ExceptionMatches(RcExc_MemoryError) || Rc_REFCNT(a) != 1 ||
            Rc_REFCNT(b) != 1) {
            counts_wrong = 1;
        }
        RcErr_Clear();
        Rc_XDECREF(result);
    }
}

int main(void)
{
    start();
    RcObject *a = must(RcFloat_FromDouble(1.5)), *b = must(RcFloat_FromDouble(2.5));
    RcObject *bad_key = must(RcList_New(0));

    puts("It works: the list holds a and b.");
    RcObject *result = must(list_and_table(a, b, a));
    COUNT(a, 3); /* ours, the list's, the table's key */
    COUNT(b, 2);
    Rc_DECREF(result);

    puts("It fails late, because a list cannot be a key: everything is as before.");
    Rc_ssize_t alive = Rc_LiveObjects();
    result = list_and_table(a, b, bad_key);
    if (result != NULL || !RcErr_ExceptionMatches(RcExc_TypeError)) {
        counts_wrong = 1;
    }
    Rc_XDECREF(result);
    RcErr_Clear();
    COUNT(a, 1);
    COUNT(b, 1);
    show_number("objects too many", Rc_LiveObjects() - alive, 0);

    puts("It fails at each of its allocations: the same.");
    printf("    %zd allocations failed\n", fail_each_allocation(a, b, a));
    COUNT(a, 1);
    COUNT(b, 1);
    show_number("objects too many", Rc_LiveObjects() - alive, 0);

    Rc_DECREF(bad_key);
    Rc_DECREF(b);
    Rc_DECREF(a);
    return finish();
}
