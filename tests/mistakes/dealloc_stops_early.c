/* TITLE: a dealloc that counts the passengers, and not the seats
 * KIND: bad-dealloc|leak
 * SEES: plain
 * MASKED: no
 * STORY: Passengers sit anywhere; the bus knows how many they are. Its dealloc releases so many seats from the front,
 * and whoever sat further back is left on the bus. */
#include <recount/recount.h>
#include <stdio.h>

#define SEATS 6

typedef struct {
    RcObject_HEAD
    int passengers;
    RcObject *seats[SEATS]; /* NULL: free */
} Bus;

static void bus_dealloc(RcObject *op)
{
    Bus *bus = (Bus *)op;
#ifdef FIXED
    for (int i = 0; i < SEATS; i++) {
#else
    for (int i = 0; i < bus->passengers; i++) { /* GUILTY */
#endif
        Rc_XDECREF(bus->seats[i]); /* ALSO */
    }
    RcObject_Del(op);
}

static RcTypeObject Bus_Type = {
    RcVarObject_HEAD_INIT(NULL, 0).tp_name = "town.Bus",
    .tp_basicsize = sizeof(Bus),
    .tp_dealloc = bus_dealloc,
};

static Bus *bus_new(void)
{
    Bus *bus = RcObject_New(Bus, &Bus_Type);
    if (bus != NULL) {
        bus->passengers = 0;
        for (int i = 0; i < SEATS; i++) {
            bus->seats[i] = NULL;
        }
    }
    return bus;
}

static int board(Bus *bus, int seat, RcObject *who)
{
    if (seat >= SEATS || bus->seats[seat] != NULL) {
        return -1;
    }
    bus->seats[seat] = Rc_NewRef(who);
    return ++bus->passengers;
}

static void trip(void)
{
    Bus *bus = bus_new();
    const int places[] = {1, 0, 4};
    for (int i = 0; i < 3; i++) {
        RcObject *who = RcStr_FromFormat("passenger %d", i);
        board(bus, places[i], who);
        Rc_DECREF(who);
    }
    printf("%d on board\n", bus->passengers);
    Rc_DECREF(bus);
}

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Bus_Type) < 0) {
        return 1;
    }
    trip();
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
