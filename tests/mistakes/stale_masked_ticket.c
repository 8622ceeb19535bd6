/* TITLE: a ticket that is shown after it left the queue
 * KIND: stale-borrow|use-after-free
 * SEES: plain
 * MASKED: yes
 * STORY: The desk borrows the first ticket of its queue, cuts it off, and shows it to the clerk. Between the two the
 * queue's reference, the one that was borrowed, is gone; nothing crashes today, for a log of the day keeps all tickets. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct {
    RcObject *waiting; /* list of tickets: tuples (number, name) */
    RcObject *of_today;
} Desk;

static int enter(Desk *desk, int number, const char *name)
{
    RcObject *ticket = Rc_BuildValue("(is)", number, name);
    int status;

    if (ticket == NULL) {
        return -1;
    }
    status = RcList_Append(desk->waiting, ticket) < 0 ? -1 : RcList_Append(desk->of_today, ticket);
    Rc_DECREF(ticket);
    return status;
}

static void show(RcObject *ticket)
{
    printf("%ld: %s\n", RcInt_AsLong(RcTuple_GetItem(ticket, 0)), RcStr_AsUTF8(RcTuple_GetItem(ticket, 1)));
}

static int serve_next(Desk *desk)
{
    RcObject *ticket = RcList_GetItem(desk->waiting, 0); /* ALSO */

    if (ticket == NULL) {
        return -1;
    }
#ifdef FIXED
    Rc_INCREF(ticket);
#endif
    if (RcList_SetSlice(desk->waiting, 0, 1, NULL) < 0) {
        return -1;
    }
    show(ticket); /* GUILTY */
#ifdef FIXED
    Rc_DECREF(ticket);
#endif
    return 0;
}

int main(void)
{
    Desk desk;

    if (Rc_Initialize() < 0) {
        return 1;
    }
    desk.waiting = RcList_New(0);
    desk.of_today = RcList_New(0);
    enter(&desk, 1, "Ada");
    enter(&desk, 2, "Grace");
    while (RcList_Size(desk.waiting) > 0) {
        serve_next(&desk);
    }
    Rc_DECREF(desk.waiting);
    Rc_DECREF(desk.of_today);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
