/* TITLE: a cache in a static variable, never emptied
 * KIND: leak
 * SEES: plain
 * MASKED: no
 * STORY: The table is made at the first call and kept for ever. For ever ends with Rc_Finalize: a static
 * variable that owns objects needs someone who releases it before. */
#include <recount/recount.h>
#include <stdio.h>

static RcObject *cache;

/* Borrowed from the cache. */
static RcObject *fibonacci(long n)
{
    if (cache == NULL && (cache = RcHashTable_New()) == NULL) { /* GUILTY */
        return NULL;
    }
    RcObject *key = RcInt_FromLong(n);
    RcObject *known = RcHashTable_GetItem(cache, key);
    if (known == NULL) {
        RcObject *value = n < 2 ? RcInt_FromLong(n) : RcNumber_Add(fibonacci(n - 1), fibonacci(n - 2));
        RcHashTable_SetItem(cache, key, value);
        Rc_DECREF(value);
        known = RcHashTable_GetItem(cache, key);
    }
    Rc_DECREF(key);
    return known;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    printf("%ld\n", RcInt_AsLong(fibonacci(40)));
#ifdef FIXED
    Rc_CLEAR(cache);
#endif
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
