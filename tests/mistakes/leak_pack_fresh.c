/* TITLE: RcTuple_Pack keeps, it does not steal
 * KIND: leak|lost-reference
 * SEES: plain
 * MASKED: yes
 * STORY: RcTuple_SET_ITEM steals, so RcTuple_Pack, which is shorter, is taken to do the same. Both
 * coordinates of each point keep the reference they were born with. */
#include <recount/recount.h>
#include <stdio.h>

static RcObject *make_point(double x, double y)
{
    RcObject *x_object = RcFloat_FromDouble(x); /* GUILTY */
    if (x_object == NULL) {
        return NULL;
    }
    RcObject *y_object = RcFloat_FromDouble(y);
    if (y_object == NULL) {
        Rc_DECREF(x_object);
        return NULL;
    }
    RcObject *point = RcTuple_Pack(2, x_object, y_object);
#ifdef FIXED
    Rc_DECREF(x_object);
#endif
    Rc_DECREF(y_object);
    return point;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *point = make_point(3.5, 4.5);
    printf("x = %g\n", RcFloat_AsDouble(RcTuple_GET_ITEM(point, 0)));
    Rc_DECREF(point);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
