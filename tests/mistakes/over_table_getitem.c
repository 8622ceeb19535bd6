/* TITLE: a borrowed value of the table given back
 * KIND: over-decref
 * SEES: plain
 * MASKED: no
 * STORY: The word counter looks up the old count, makes a new one, and releases both. The old one was the
 * table's, and the table releases it when it is replaced. */
#include <recount/recount.h>
#include <stdio.h>

static int count_word(RcObject *counts, const char *word)
{
    RcObject *old = RcHashTable_GetItemString(counts, word);
    if (old == NULL && RcErr_Occurred()) {
        return -1;
    }
    RcObject *new = RcFloat_FromDouble(old == NULL ? 1.0 : RcFloat_AsDouble(old) + 1.0);
#ifndef FIXED
    Rc_XDECREF(old); /* GUILTY */
#endif
    int result = RcHashTable_SetItemString(counts, word, new);
    Rc_DECREF(new);
    return result;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *counts = RcHashTable_New();
    count_word(counts, "the");
    count_word(counts, "the");
    Rc_DECREF(counts);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
