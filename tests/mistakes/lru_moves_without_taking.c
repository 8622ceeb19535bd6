/* TITLE: an LRU cache that moves a value it does not own
 * KIND: over-decref|use-after-free|stale-borrow
 * SEES: plain
 * MASKED: no
 * STORY: A hit moves the entry to the end: look it up, delete it, store it again. The looked-up value is
 * borrowed, and the deletion in the middle releases it; GetItemRef or Pop would have kept it over the gap. */
#include <recount/recount.h>
#include <stdio.h>

static int touch(RcObject *cache, RcObject *key)
{
#ifdef FIXED
    RcObject *value;
    int found = RcHashTable_Pop(cache, key, &value);
    if (found == 1) {
        found = RcHashTable_SetItem(cache, key, value) < 0 ? -1 : 1;
        Rc_DECREF(value);
    }
    return found;
#else
    RcObject *value = RcHashTable_GetItem(cache, key);
    if (value == NULL) {
        return RcErr_Occurred() ? -1 : 0;
    }
    if (RcHashTable_DelItem(cache, key) < 0) { /* ALSO */
        return -1;
    }
    return RcHashTable_SetItem(cache, key, value) < 0 ? -1 : 1; /* GUILTY */
#endif
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *cache = Rc_BuildValue("{s[d]s[d]}", "a", 1.5, "b", 2.5);
    RcObject *key = RcStr_FromString("a");
    printf("hit: %d\n", touch(cache, key));
    Rc_DECREF(key);
    Rc_DECREF(cache);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
