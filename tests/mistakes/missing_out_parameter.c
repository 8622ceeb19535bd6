/* TITLE: an out parameter that is said to be new and is the queue's own
 * KIND: missing-incref|over-decref|use-after-free
 * SEES: deep
 * MASKED: no
 * STORY: queue_take hands its reference over, queue_peek must take one. It stores the plain pointer. */
#include <recount/recount.h>
#include <stdio.h>

#define ROOM 8

typedef struct {
    RcObject *slots[ROOM]; /* owned from head on, count of them */
    int head, count;
} Queue;

static int queue_put(Queue *q, RcObject *job)
{
    if (q->count == ROOM) {
        RcErr_SetString(RcExc_OverflowError, "queue is full");
        return -1;
    }
    q->slots[(q->head + q->count++) % ROOM] = Rc_NewRef(job);
    return 0;
}

/* 1: *job is new; 0: empty. */
static int queue_take(Queue *q, RcObject **job)
{
    if (q->count == 0)
        return 0;
    *job = q->slots[q->head];
    q->slots[q->head] = NULL;
    q->head = (q->head + 1) % ROOM;
    q->count--;
    return 1;
}

/* 1: *job is new, and stays in the queue; 0: empty. */
static int queue_peek(Queue *q, RcObject **job)
{
    if (q->count == 0)
        return 0;
#ifdef FIXED
    *job = Rc_NewRef(q->slots[q->head]);
#else
    *job = q->slots[q->head]; /* GUILTY */
#endif
    return 1;
}

static void show_next(Queue *q)
{
    RcObject *job;

    if (!queue_peek(q, &job)) {
        puts("nothing to do");
        return;
    }
    printf("next: %s\n", RcStr_AsUTF8(job));
    Rc_DECREF(job);
}

int main(void)
{
    static const char *const names[] = {"wash", "cook"};
    Queue queue = {{NULL}, 0, 0};
    RcObject *job;

    if (Rc_Initialize() < 0)
        return 1;
    show_next(&queue);
    for (int i = 0; i < 2; i++) {
        job = RcStr_FromString(names[i]);
        queue_put(&queue, job);
        Rc_DECREF(job);
    }
    show_next(&queue);
    while (queue_take(&queue, &job))
        Rc_DECREF(job);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
