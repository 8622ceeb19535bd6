/* TITLE: a reference taken for a call that takes its own
 * KIND: leak
 * SEES: plain
 * MASKED: no
 * STORY: RcList_Append keeps a reference of its own; the one that is made for it, in the same line, nobody gives back. The
 * function returns another object, so that its caller has nothing to do with that. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct {
    RcObject_HEAD
    int seats;
} Boat;

static RcTypeObject Boat_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "regatta.Boat",
    .tp_basicsize = sizeof(Boat),
};

static RcObject *boat_new(int seats)
{
    Boat *self = RcObject_New(Boat, &Boat_Type);
    if (self == NULL)
        return NULL;
    self->seats = seats;
    return (RcObject *)self;
}

/* The heats that a boat rows in.  Result new. */
static RcObject *entry_new(RcObject *boat, int heat)
{
    RcObject *entry = RcList_New(0), *number = RcInt_FromLong(heat);
    if (entry == NULL || number == NULL)
        goto failed;
#ifdef FIXED
    if (RcList_Append(entry, boat) < 0)
#else
    if (RcList_Append(entry, Rc_NewRef(boat)) < 0) /* GUILTY */
#endif
        goto failed;
    if (RcList_Append(entry, number) < 0)
        goto failed;
    Rc_DECREF(number);
    return entry;
failed:
    Rc_XDECREF(number);
    Rc_XDECREF(entry);
    return NULL;
}

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Boat_Type) < 0)
        return 1;
    RcObject *boat = boat_new(8);
    RcObject *first = entry_new(boat, 1), *second = entry_new(boat, 4);
    printf("%zd, %zd\n", RcList_Size(first), RcList_Size(second));
    Rc_XDECREF(first);
    Rc_XDECREF(second);
    Rc_XDECREF(boat);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
