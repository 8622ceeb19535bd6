/* TITLE: a constant of the module returned as it is
 * KIND: missing-incref|over-decref
 * SEES: deep
 * MASKED: yes
 * STORY: The origin is made once and declared immortal by Rc_SetImmortal, so that it need not be counted;
 * that is what the author believes. The rule that a result is new holds for it, too: who calls origin()
 * cannot know. */
#include <recount/recount.h>
#include <stdio.h>

static RcObject *origin_point; /* immortal */

/* Result: new. */
static RcObject *origin(void)
{
#ifdef FIXED
    return Rc_NewRef(origin_point);
#else
    return origin_point; /* GUILTY */
#endif
}

/* Result: new. */
static RcObject *point(double x, double y)
{
    return x == 0 && y == 0 ? origin() : Rc_BuildValue("(dd)", x, y);
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    origin_point = RcStr_FromString("(0, 0)");
    Rc_SetImmortal(origin_point);
    RcObject *here = point(0, 0), *there = point(3, 4);
    Rc_DECREF(here);
    Rc_XDECREF(there);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
