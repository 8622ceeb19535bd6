/* TITLE: the table's hash function released
 * KIND: over-decref
 * SEES: plain
 * MASKED: yes
 * STORY: A second table is to use the same hash function. RcHashTable_HashFunc lends it; the author releases
 * it after use, and the first table is left with a function that others own. */
#include <recount/recount.h>
#include <stdio.h>

static RcObject *length_of(RcObject *self, RcObject *key)
{
    Rc_UNUSED(self);
    return RcInt_FromSsize_t(RcObject_Size(key));
}

static RcMethodDef length_def = {"length_of", length_of, RC_METH_O, NULL};

static RcObject *empty_like(RcObject *table)
{
    RcObject *hash_func = RcHashTable_HashFunc(table);
    RcObject *empty = RcHashTable_NewWith(RcHashTable_Bins(table), RcHashTable_MaxLoad(table), hash_func);
#ifndef FIXED
    Rc_DECREF(hash_func); /* GUILTY */
#endif
    return empty;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *hash_func = RcCFunction_New(&length_def, NULL);
    RcObject *table = RcHashTable_NewWith(8, 0.5, hash_func);
    Rc_DECREF(hash_func);
    RcObject *empty = empty_like(table);
    Rc_XDECREF(empty);
    Rc_DECREF(table);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
