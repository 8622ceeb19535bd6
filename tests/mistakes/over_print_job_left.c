/* TITLE: a print queue that is emptied at the end
 * KIND: over-decref|use-after-free
 * SEES: plain
 * MASKED: no
 * STORY: The next job is taken out of the queue, whose length says so, but its pointer stays in the row; whoever
 * took it gives it back, and closing the queue gives back whatever it finds in the row. */
#include <recount/recount.h>
#include <stdio.h>

#define MOST 3

typedef struct {
    RcObject *jobs[MOST];
    unsigned first, waiting;
} Queue;

static int queue_add(Queue *queue, const char *document)
{
    if (queue->waiting == MOST) {
        return -1;
    }
    RcObject *job = RcStr_FromString(document);
    if (job == NULL) {
        return -1;
    }
    queue->jobs[(queue->first + queue->waiting) % MOST] = job;
    queue->waiting++;
    return 0;
}

/* Result new. */
static RcObject *queue_next(Queue *queue)
{
    RcObject *job = queue->jobs[queue->first]; /* GUILTY */
#ifdef FIXED
    queue->jobs[queue->first] = NULL;
#endif
    queue->first = (queue->first + 1) % MOST;
    queue->waiting -= 1;
    return job; /* ALSO */
}

static void print_next(Queue *queue)
{
    RcObject *job = queue_next(queue);
    printf("printing %s\n", RcStr_AsUTF8(job));
    Rc_DECREF(job);
}

static void queue_close(Queue *queue)
{
    for (int i = 0; i < MOST; i++) {
        Rc_CLEAR(queue->jobs[i]); /* ALSO */
    }
}

int main(void)
{
    Queue queue = {{NULL}, 0, 0};
    if (Rc_Initialize() < 0) {
        return 1;
    }
    if (queue_add(&queue, "thesis.pdf") < 0 || queue_add(&queue, "poster.pdf") < 0) {
        RcErr_Print();
        return 1;
    }
    print_next(&queue);
    queue_close(&queue);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
