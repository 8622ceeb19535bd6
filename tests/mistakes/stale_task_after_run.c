/* TITLE: a scheduler that looks at a task after it ran and removed itself
 * KIND: stale-borrow|use-after-free
 * SEES: plain
 * MASKED: no
 * STORY: The loop borrows the task from the list; the task's callback empties the list. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct Task {
    RcObject_HEAD
    RcObject *label;
    int runs;
} Task;

static RcObject *ready;

static void task_dealloc(RcObject *o)
{
    Rc_XDECREF(((Task *)o)->label);
    RcObject_Free(o);
}

static RcTypeObject Task_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "sched.Task",
    .tp_basicsize = sizeof(Task),
    .tp_dealloc = task_dealloc,
};

static int spawn(const char *label)
{
    Task *t = RcObject_New(Task, &Task_Type);
    int rc;

    if (!t)
        return -1;
    t->label = RcStr_FromString(label);
    t->runs = 0;
    rc = RcList_Append(ready, (RcObject *)t);
    Rc_DECREF(t);
    return rc;
}

static int run(Task *t)
{
    t->runs++;
    if (RcStr_CompareWithASCIIString(t->label, "shutdown") == 0)
        return RcList_Clear(ready);
    return 0;
}

static int turn(void)
{
    Rc_ssize_t i;
    int done = 0;

    for (i = 0; i < RcList_Size(ready); i++) {
        Task *t = (Task *)RcList_GetItem(ready, i);
#ifdef FIXED
        Rc_INCREF(t);
#endif
        if (run(t) < 0) {
#ifdef FIXED
            Rc_DECREF(t);
#endif
            return -1;
        }
        printf("ran %s\n", RcStr_AsUTF8(t->label)); /* GUILTY */
        done++;
#ifdef FIXED
        Rc_DECREF(t);
#endif
    }
    return done;
}

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Task_Type) < 0)
        return 1;
    ready = RcList_New(0);
    spawn("paint");
    spawn("shutdown");
    spawn("late");
    printf("%d\n", turn());
    Rc_CLEAR(ready);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
