/* TITLE: a maximum that begins with its argument
 * KIND: missing-incref|over-decref|use-after-free
 * SEES: plain
 * MASKED: no
 * STORY: The best offer so far is the one that the caller has, and each better one takes its place by Rc_SETREF, which gives
 * the first one back, too. */
#include <recount/recount.h>
#include <stdio.h>

static RcObject *best_of(RcObject *first, RcObject *offers)
{
#ifdef FIXED
    RcObject *best = Rc_NewRef(first);
#else
    RcObject *best = first; /* GUILTY */
#endif

    for (Rc_ssize_t i = 0; i < RcList_Size(offers); i++) {
        RcObject *offer = RcList_GetItem(offers, i);
        int better = RcObject_RichCompareBool(offer, best, Rc_GT);

        if (better < 0) {
            Rc_DECREF(best);
            return NULL;
        }
        if (better)
            Rc_SETREF(best, Rc_NewRef(offer)); /* ALSO */
    }
    return best;
}

static int auction(double reserve, RcObject *offers)
{
    RcObject *least = RcFloat_FromDouble(reserve), *best = best_of(least, offers);

    if (best == NULL) {
        Rc_DECREF(least);
        return -1;
    }
    printf("from %g to %g\n", RcFloat_AsDouble(least), RcFloat_AsDouble(best));
    Rc_DECREF(best);
    Rc_DECREF(least);
    return 0;
}

int main(void)
{
    RcObject *offers;

    if (Rc_Initialize() < 0)
        return 1;
    offers = Rc_BuildValue("[ddd]", 110.5, 90.25, 140.75);
    if (auction(100.5, offers) < 0)
        RcErr_Print();
    Rc_DECREF(offers);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
