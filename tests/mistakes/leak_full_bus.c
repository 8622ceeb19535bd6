/* TITLE: a bus that turns a passenger away
 * KIND: lost-reference|leak
 * SEES: plain
 * MASKED: no
 * STORY: board() takes over the passenger that it is handed, and gives one without a ticket back. When the bus is
 * full it forgets to. */
#include <recount/recount.h>
#include <stdio.h>

#define SEATS 2

typedef struct {
    RcObject *seats[SEATS];
    int taken;
} Bus;

/* Takes over the reference. */
static int board(Bus *bus, RcObject *passenger, int has_ticket)
{
    if (!has_ticket) {
        puts("no ticket");
        Rc_DECREF(passenger);
        return 0;
    }
    if (bus->taken == SEATS) {
#ifdef FIXED
        Rc_DECREF(passenger);
#endif
        RcErr_SetString(RcExc_RuntimeError, "the bus is full");
        return -1; /* GUILTY */
    }
    bus->seats[bus->taken++] = passenger;
    return 1;
}

static void stop_at(Bus *bus, const char *const *waiting, int first_ticket)
{
    for (int i = 0; waiting[i] != NULL; i++) {
        RcObject *passenger = RcStr_FromString(waiting[i]); /* ALSO */
        if (passenger == NULL || board(bus, passenger, i >= first_ticket) < 0) {
            RcErr_Clear();
            puts("somebody has to wait");
        }
    }
}

int main(void)
{
    static const char *const waiting[] = {"Ida", "Karl", "Mia", "Tom", NULL};
    Bus bus = {{NULL}, 0};
    if (Rc_Initialize() < 0) {
        return 1;
    }
    stop_at(&bus, waiting, 1);
    printf("%d on board\n", bus.taken);
    while (bus.taken > 0) {
        Rc_DECREF(bus.seats[--bus.taken]);
    }
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
