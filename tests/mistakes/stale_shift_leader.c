/* TITLE: the leader of a shift that is over
 * KIND: use-after-free|stale-borrow
 * SEES: plain
 * MASKED: no
 * STORY: A static variable names the worker who leads the shift, borrowed from the list of those present. When the
 * leader goes home he leaves the list, and the notice board still looks up his number. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct {
    RcObject_HEAD
    int number;
    int hours;
} Worker;

static void worker_dealloc(RcObject *op)
{
    RcObject_Del(op);
}

static RcTypeObject Worker_Type = {
    RcVarObject_HEAD_INIT(NULL, 0).tp_name = "plant.Worker",
    .tp_basicsize = sizeof(Worker),
    .tp_dealloc = worker_dealloc,
};

static Worker *leader; /* borrowed from present */

static int board_number(void)
{
    return leader != NULL ? leader->number : 0; /* GUILTY */
}

static int arrive(RcObject *present, int number)
{
    Worker *worker = RcObject_New(Worker, &Worker_Type);
    if (worker == NULL) {
        return -1;
    }
    worker->number = number;
    worker->hours = 8;
    int result = RcList_Append(present, (RcObject *)worker);
    Rc_DECREF(worker);
    return result;
}

static void appoint(RcObject *present, Rc_ssize_t place)
{
    leader = (Worker *)RcList_GET_ITEM(present, place); /* ALSO */
}

static int go_home(RcObject *present, Rc_ssize_t place)
{
#ifdef FIXED
    if ((RcObject *)leader == RcList_GET_ITEM(present, place)) {
        leader = NULL;
    }
#endif
    return RcSequence_DelItem(present, place); /* ALSO */
}

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Worker_Type) < 0) {
        return 1;
    }
    RcObject *present = RcList_New(0);
    arrive(present, 17);
    arrive(present, 4);
    appoint(present, 0);
    printf("led by %d\n", board_number());
    go_home(present, 0);
    printf("led by %d\n", board_number());
    Rc_DECREF(present);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
