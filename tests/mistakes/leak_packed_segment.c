/* TITLE: a polygon that packs fresh tuples into another one
 * KIND: leak
 * SEES: plain
 * MASKED: no
 * STORY: RcTuple_Pack takes references of its own; the corners made for it are not given back. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct {
    double x, y;
} Point;

static RcObject *point_to_tuple(Point p)
{
    RcObject *x = RcFloat_FromDouble(p.x), *y = RcFloat_FromDouble(p.y);
    RcObject *tuple = x && y ? RcTuple_Pack(2, x, y) : NULL;
    Rc_XDECREF(x);
    Rc_XDECREF(y);
    return tuple;
}

static RcObject *segment(Point a, Point b)
{
    RcObject *from = point_to_tuple(a);
    RcObject *to = point_to_tuple(b); /* GUILTY */
    if (from == NULL || to == NULL) {
        Rc_XDECREF(from);
        Rc_XDECREF(to);
        return NULL;
    }
    RcObject *result = RcTuple_Pack(2, from, to); /* ALSO */
    Rc_DECREF(from);
#ifdef FIXED
    Rc_DECREF(to);
#endif
    return result;
}

static RcObject *outline(const Point *points, int n)
{
    RcObject *list = RcList_New(n);
    for (int i = 0; i < n; i++) {
        RcObject *s = segment(points[i], points[(i + 1) % n]);
        if (s == NULL) {
            Rc_DECREF(list);
            return NULL;
        }
        RcList_SET_ITEM(list, i, s);
    }
    return list;
}

int main(void)
{
    static const Point triangle[] = {{0, 0}, {3, 0}, {0, 4}};
    if (Rc_Initialize() < 0)
        return 1;
    RcObject *sides = outline(triangle, 3);
    printf("%d sides\n", (int)RcList_Size(sides));
    Rc_DECREF(sides);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
