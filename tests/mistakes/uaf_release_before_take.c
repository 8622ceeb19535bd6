/* TITLE: a setter that releases before it takes
 * KIND: over-decref|use-after-free|missing-incref
 * SEES: plain
 * MASKED: no
 * STORY: If the new value is the old one, and nobody else has it, it is gone before the reference is taken. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct {
    RcObject *current;
    int changes;
} Lamp;

static RcObject *color(int r, int g, int b)
{
    return Rc_BuildValue("(iii)", r * 1000, g * 1000, b * 1000);
}

static void lamp_set(Lamp *lamp, RcObject *value)
{
#ifdef FIXED
    Rc_INCREF(value);
    Rc_XSETREF(lamp->current, value);
#else
    Rc_XDECREF(lamp->current); /* GUILTY */
    Rc_INCREF(value);          /* ALSO */
    lamp->current = value;
#endif
    lamp->changes++;
}

static RcObject *brighter(RcObject *a, RcObject *b)
{
    long sum_a = 0, sum_b = 0;
    for (int i = 0; i < 3; i++) {
        sum_a += RcInt_AsLong(RcTuple_GetItem(a, i));
        sum_b += RcInt_AsLong(RcTuple_GetItem(b, i));
    }
    return sum_a >= sum_b ? a : b; /* borrowed */
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    Lamp lamp = {NULL, 0};
    RcObject *red = color(200, 10, 10), *grey = color(100, 100, 100);
    lamp_set(&lamp, red);
    lamp_set(&lamp, grey);
    Rc_DECREF(grey);
    lamp_set(&lamp, brighter(lamp.current, red));
    printf("%d changes\n", lamp.changes);
    Rc_CLEAR(lamp.current);
    Rc_DECREF(red);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
