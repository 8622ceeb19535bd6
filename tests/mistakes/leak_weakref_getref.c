/* TITLE: asking a weak reference whether it is alive
 * KIND: leak|lost-reference
 * SEES: plain
 * MASKED: yes
 * STORY: The observer is weakly held, so the author believes that looking at it through RcWeakref_GetRef does
 * not count. It does: the result is new, and the weak reference has made the object immortal in practice. */
#include <recount/recount.h>
#include <stdio.h>

static int count_alive(RcObject *observers)
{
    int alive = 0;
    for (Rc_ssize_t i = 0; i < RcList_GET_SIZE(observers); i++) {
        RcObject *observer;
        if (RcWeakref_GetRef(RcList_GET_ITEM(observers, i), &observer) == 1) { /* GUILTY */
            alive++;
#ifdef FIXED
            Rc_DECREF(observer);
#endif
        }
    }
    return alive;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *table = RcHashTable_New();
    RcObject *observers = Rc_BuildValue("[N]", RcWeakref_NewRef(table, NULL));
    printf("alive: %d\n", count_alive(observers));
    Rc_DECREF(table);
    printf("alive: %d\n", count_alive(observers));
    Rc_DECREF(observers);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
