/* TITLE: keys that are collected, and used when the table is empty
 * KIND: stale-borrow|use-after-free|missing-incref|over-decref
 * SEES: plain
 * MASKED: no
 * STORY: RcHashTable_Next lends. The array of keys outlives the table's own references. */
#include <recount/recount.h>
#include <stdio.h>

#define MOST 8

static int collect(RcObject *table, RcObject **keys)
{
    Rc_ssize_t pos = 0;
    RcObject *key;
    int n = 0;

    while (n < MOST && RcHashTable_Next(table, &pos, &key, NULL) > 0)
#ifdef FIXED
        keys[n++] = Rc_NewRef(key);
#else
        keys[n++] = key; /* GUILTY */
#endif
    return n;
}

static void report(RcObject **keys, int n)
{
    for (int i = 0; i < n; i++) {
        RcObject *text = RcObject_Repr(keys[i]); /* ALSO */
        if (text)
            puts(RcStr_AsUTF8(text));
        Rc_XDECREF(text);
    }
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *keys[MOST], *table = Rc_BuildValue("{s:i,s:i}", "number one", 1000, "number two", 2000);
    int n = collect(table, keys);
    RcHashTable_Clear(table);
    report(keys, n);
#ifdef FIXED
    for (int i = 0; i < n; i++)
        Rc_DECREF(keys[i]);
#endif
    Rc_DECREF(table);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
