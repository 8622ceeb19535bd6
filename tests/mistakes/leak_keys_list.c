/* TITLE: the list of keys leaks when the search succeeds
 * KIND: leak|lost-reference
 * SEES: plain
 * MASKED: no
 * STORY: RcHashTable_Keys makes a list. The loop returns from within as soon as it has found a long key, and
 * the list with all the keys stays behind. */
#include <recount/recount.h>
#include <stdio.h>

/* The first key longer than limit, new; NULL without an error if there is none. */
static RcObject *first_long_key(RcObject *table, Rc_ssize_t limit)
{
    RcObject *keys = RcHashTable_Keys(table); /* GUILTY */
    if (keys == NULL) {
        return NULL;
    }
    RcObject *found = NULL;
    for (Rc_ssize_t i = 0; i < RcList_GET_SIZE(keys); i++) {
        RcObject *key = RcList_GET_ITEM(keys, i);
        if (RcStr_GetLength(key) > limit) {
#ifdef FIXED
            found = Rc_NewRef(key);
            break;
#else
            return Rc_NewRef(key);
#endif
        }
    }
    Rc_DECREF(keys);
    return found;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *table = RcHashTable_New();
    RcHashTable_SetItemString(table, "pi", Rc_None);
    RcHashTable_SetItemString(table, "epsilon", Rc_None);
    RcObject *key = first_long_key(table, 3);
    Rc_XDECREF(key);
    Rc_DECREF(table);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
