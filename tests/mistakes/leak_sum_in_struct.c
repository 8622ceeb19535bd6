/* TITLE: an accumulator that loses every sum but the last
 * KIND: leak|lost-reference
 * SEES: deep
 * MASKED: no
 * STORY: RcNumber_Add makes a new object each time; the old total is overwritten by a plain assignment. */
#include <recount/recount.h>
#include <stdio.h>

struct summary {
    RcObject *total;
    RcObject *largest;
    long count;
};

static int summary_feed(struct summary *s, RcObject *value)
{
    RcObject *old;
    int greater;

#ifdef FIXED
    old = s->total;
    s->total = RcNumber_Add(old, value);
    Rc_DECREF(old);
#else
    s->total = RcNumber_Add(s->total, value); /* GUILTY */
#endif
    if (!s->total)
        return -1;
    greater = RcObject_RichCompareBool(value, s->largest, Rc_GT);
    if (greater < 0)
        return -1;
    if (greater) {
        old = s->largest;
        s->largest = Rc_NewRef(value);
        Rc_DECREF(old);
    }
    s->count++;
    return 0;
}

static RcObject *summary_mean(struct summary *s)
{
    RcObject *n = RcInt_FromLong(s->count), *mean;

    if (!n)
        return NULL;
    mean = RcNumber_TrueDivide(s->total, n);
    Rc_DECREF(n);
    return mean;
}

static int run(RcObject *values)
{
    struct summary s = {RcFloat_FromDouble(0.0), RcFloat_FromDouble(-1.0), 0};
    RcObject *it = RcObject_GetIter(values), *item, *mean = NULL;
    int rc = -1;

    if (!it)
        goto out;
    while ((item = RcIter_Next(it)) != NULL) {
        rc = summary_feed(&s, item);
        Rc_DECREF(item);
        if (rc < 0)
            goto out;
    }
    mean = summary_mean(&s);
    if (mean) {
        printf("mean %.2f largest %.2f\n", RcFloat_AsDouble(mean), RcFloat_AsDouble(s.largest));
        rc = 0;
    }
out:
    Rc_XDECREF(mean);
    Rc_XDECREF(it);
    Rc_XDECREF(s.total);
    Rc_XDECREF(s.largest);
    return rc;
}

int main(void)
{
    RcObject *values;

    if (Rc_Initialize() < 0)
        return 1;
    values = Rc_BuildValue("(dddd)", 2.5, 7.25, 1.0, 3.75);
    if (run(values) < 0)
        RcErr_Print();
    Rc_DECREF(values);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
