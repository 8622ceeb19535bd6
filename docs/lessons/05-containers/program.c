/* Lesson 5: what containers do to the counts of what is in them. */
#include <recount/recount.h>

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *table = RcHashTable_New();
    RcObject *key = RcStr_FromString("apple");
    RcObject *price = RcFloat_FromDouble(2.5);
    RcObject *dearer = RcFloat_FromDouble(3.5);

    RcHashTable_SetItem(table, key, price);
    RcHashTable_SetItem(table, key, dearer);
    RcObject *lent = RcHashTable_GetItem(table, key);
    RcObject *pair = RcTuple_Pack(2, key, lent);
    RcObject *popped = NULL;
    RcHashTable_Pop(table, key, &popped);

    Rc_DECREF(popped);
    Rc_DECREF(pair);
    Rc_DECREF(dearer);
    Rc_DECREF(price);
    Rc_DECREF(key);
    Rc_DECREF(table);
    return Rc_Finalize() != 0;
}
