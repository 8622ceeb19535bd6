/* TITLE: the best one so far, overwritten by a better one
 * KIND: leak
 * SEES: plain
 * MASKED: yes
 * STORY: Each item is a new reference. When a longer word is found the variable takes it over, and the
 * reference to the former best is lost. */
#include <recount/recount.h>
#include <stdio.h>

static RcObject *find_longest(RcObject *words)
{
    RcObject *best = NULL;
    Rc_ssize_t n = RcSequence_Size(words);

    for (Rc_ssize_t i = 0; i < n; i++) {
        RcObject *w = RcSequence_GetItem(words, i); /* ALSO */
        if (w == NULL) {
            Rc_XDECREF(best);
            return NULL;
        }
        if (best == NULL || RcObject_Size(w) > RcObject_Size(best)) {
#ifdef FIXED
            Rc_XSETREF(best, w);
#else
            best = w; /* GUILTY */
#endif
        } else {
            Rc_DECREF(w);
        }
    }
    return best;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *words = Rc_BuildValue("[sssss]", "one", "three", "two", "eleven", "ten");
    RcObject *w = find_longest(words);
    Rc_XDECREF(w);
    Rc_DECREF(words);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
