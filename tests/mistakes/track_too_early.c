/* TITLE: shown to the collector before it is whole
 * KIND: missing-incref|bad-traverse
 * SEES: plain
 * MASKED: yes
 * STORY: RcObject_GC_Track is called in the first line, and the fields are filled after it. The owner stands
 * in its field before its reference is taken; the list that is made in between may start a collection, which
 * sees too few. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct Task {
    RcObject_HEAD
    RcObject *owner, *steps; /* owned */
} Task;

static int task_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Rc_VISIT(((Task *)op)->owner);
    Rc_VISIT(((Task *)op)->steps);
    return 0;
}

static void task_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    Rc_XDECREF(((Task *)op)->owner);
    Rc_XDECREF(((Task *)op)->steps);
    RcObject_GC_Del(op);
}

static RcTypeObject Task_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "plan.Task",
    .tp_basicsize = sizeof(Task),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = task_dealloc,
    .tp_traverse = task_traverse,
};

static Task *task_new(RcObject *owner)
{
    Task *task = RcObject_GC_New(Task, &Task_Type);
    task->owner = task->steps = NULL;
#ifndef FIXED
    RcObject_GC_Track(task); /* GUILTY */
#endif
    task->owner = owner;         /* ALSO */
    task->steps = RcList_New(0); /* ALSO */
    if (task->steps == NULL) {
        Rc_INCREF(owner);
        Rc_DECREF(task);
        return NULL;
    }
    Rc_INCREF(task->owner);
#ifdef FIXED
    RcObject_GC_Track(task);
#endif
    return task;
}

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Task_Type) < 0) {
        return 1;
    }
    RcObject *owner = Rc_BuildValue("[s]", "Ada");
    Task *task = task_new(owner);
    Rc_XDECREF(task);
    Rc_DECREF(owner);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
