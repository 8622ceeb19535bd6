/* TITLE: a truck is read between the emptying of its queue and the next call
 * KIND: stale-borrow
 * SEES: deep
 * MASKED: yes
 * STORY: The truck is borrowed from the queue of the gate, which is emptied; the fleet's list holds it as well. It is
 * read, and written, by plain code, before any other call. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct {
    RcObject_HEAD
    RcObject *plate;
    int load;
} Truck;

static void truck_dealloc(RcObject *op)
{
    Rc_XDECREF(((Truck *)op)->plate);
    RcObject_Del(op);
}

static RcTypeObject Truck_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "depot.Truck",
    .tp_basicsize = sizeof(Truck),
    .tp_dealloc = truck_dealloc,
};

static int drive_in(RcObject *fleet, RcObject *queue, const char *plate)
{
    Truck *truck = RcObject_New(Truck, &Truck_Type);
    if (truck == NULL)
        return -1;
    truck->load = 0;
    truck->plate = RcStr_FromString(plate);
    int status = RcList_Append(fleet, truck) < 0 ? -1 : RcList_Append(queue, truck);
    Rc_DECREF(truck);
    return status;
}

/* Loads the first truck, and sends the others away. */
static int load_first(RcObject *queue, int tons)
{
    RcObject *first = RcList_GetItem(queue, 0); /* ALSO */
    if (first == NULL)
        return -1;
#ifdef FIXED
    Rc_INCREF(first);
#endif
    RcList_SetSlice(queue, 0, RcList_GET_SIZE(queue), NULL); /* ALSO */
    ((Truck *)first)->load += tons;                          /* GUILTY */
    int load = ((Truck *)first)->load;
#ifdef FIXED
    Rc_DECREF(first);
#endif
    return load;
}

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Truck_Type) < 0)
        return 1;
    RcObject *fleet = RcList_New(0), *queue = RcList_New(0);
    if (drive_in(fleet, queue, "HB-CW 17") < 0 || drive_in(fleet, queue, "HB-ES 4") < 0)
        Rc_FatalError("out of memory");
    printf("loaded with %d t\n", load_first(queue, 12));
    Rc_DECREF(queue);
    Rc_DECREF(fleet);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
