/* TITLE: None, counted once too often
 * KIND: leak|lost-reference
 * SEES: plain
 * MASKED: yes
 * STORY: The author takes a reference to None and returns by Rc_RETURN_NONE, which takes one as well. None is
 * immortal, so no count moves and no other tool can see it; the book can. */
#include <recount/recount.h>
#include <stdio.h>

static RcObject *find(RcObject *table, const char *key)
{
    RcObject *value = RcHashTable_GetItemString(table, key);
    if (value == NULL) {
        if (RcErr_Occurred()) {
            return NULL;
        }
#ifndef FIXED
        Rc_INCREF(Rc_None); /* GUILTY */
#endif
        Rc_RETURN_NONE;
    }
    return Rc_NewRef(value);
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *table = RcHashTable_New();
    RcObject *missing = find(table, "answer");
    printf("None: %d\n", Rc_IsNone(missing));
    Rc_DECREF(missing);
    Rc_DECREF(table);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
