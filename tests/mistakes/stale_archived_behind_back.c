/* TITLE: the tide of yesterday
 * KIND: stale-borrow
 * SEES: plain
 * MASKED: yes
 * STORY: The height is borrowed from the table of today. A function that is not given it starts a new day: it copies the
 * table into the archive, which keeps the height alive, and empties it. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct {
    RcObject *today, *archive;
} Gauge;

static int note(Gauge *gauge, const char *hour, double metres)
{
    RcObject *height = RcFloat_FromDouble(metres);
    int status = height != NULL ? RcHashTable_SetItemString(gauge->today, hour, height) : -1;
    Rc_XDECREF(height);
    return status;
}

static int new_day(Gauge *gauge)
{
    RcObject *copy = RcHashTable_Copy(gauge->today);
    int status = copy != NULL ? RcList_Append(gauge->archive, copy) : -1;
    Rc_XDECREF(copy);
    RcHashTable_Clear(gauge->today);
    return status;
}

static int print_change(Gauge *gauge, const char *hour, double metres)
{
    RcObject *before = RcHashTable_GetItemString(gauge->today, hour); /* ALSO */
    if (before == NULL)
        return -1;
#ifdef FIXED
    Rc_INCREF(before);
#endif
    int status = new_day(gauge) < 0 ? -1 : note(gauge, hour, metres);
    printf("%s: %+.2f m\n", hour, metres - RcFloat_AsDouble(before)); /* GUILTY */
#ifdef FIXED
    Rc_DECREF(before);
#endif
    return status;
}

int main(void)
{
    if (Rc_Initialize() < 0)
        return 1;
    Gauge gauge = {RcHashTable_New(), RcList_New(0)};
    if (gauge.today == NULL || gauge.archive == NULL || note(&gauge, "06:00", 3.25) < 0)
        Rc_FatalError("out of memory");
    if (print_change(&gauge, "06:00", 3.5) < 0)
        Rc_FatalError("out of memory");
    Rc_CLEAR(gauge.today);
    Rc_CLEAR(gauge.archive);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
