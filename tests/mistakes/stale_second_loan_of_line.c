/* TITLE: the two last stations of a line
 * KIND: stale-borrow
 * SEES: plain
 * MASKED: yes
 * STORY: Both stations are borrowed in one line from a slice, which is given back before the second one is told of.  The
 * line itself still holds it. */
#include <recount/recount.h>
#include <stdio.h>

static void add_station(RcObject *stations, const char *name, double km)
{
    RcObject *station = Rc_BuildValue("(sd)", name, km);
    RcList_Append(stations, station);
    Rc_DECREF(station);
}

static void tell_end(RcObject *stations)
{
    Rc_ssize_t count = RcList_Size(stations);
    RcObject *end = RcList_GetSlice(stations, count - 2, count);
    RcObject *last = RcList_GetItem(end, 1), *before = RcList_GetItem(end, 0); /* ALSO */
    double km = RcFloat_AsDouble(RcTuple_GetItem(last, 1)) - RcFloat_AsDouble(RcTuple_GetItem(before, 1));
#ifndef FIXED
    Rc_DECREF(end); /* ALSO */
#endif
    printf("%.1f km from %s\n", km, RcStr_AsUTF8(RcTuple_GetItem(before, 0))); /* GUILTY */
#ifdef FIXED
    Rc_DECREF(end);
#endif
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *stations = RcList_New(0);
    add_station(stations, "Zoo", 0);
    add_station(stations, "Park", 0.8);
    add_station(stations, "Lake", 2.1);
    tell_end(stations);
    Rc_DECREF(stations);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
