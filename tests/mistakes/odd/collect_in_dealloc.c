/* TITLE: a collection in the middle of a dealloc
 * KIND: none
 * STORY: The dealloc is out of the collector's sight and half empty when it calls a function that collects.
 * Everything that it still holds is held by an object of count 0. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct Job {
    RcObject_HEAD
    RcObject *name, *on_end; /* owned */
} Job;

static int job_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Rc_VISIT(((Job *)op)->name);
    Rc_VISIT(((Job *)op)->on_end);
    return 0;
}

static void job_dealloc(RcObject *op)
{
    Job *self = (Job *)op;
    RcObject_GC_UnTrack(op);
    RcObject *error = RcErr_GetRaisedException();
    RcObject *result = RcObject_CallOneArg(self->on_end, self->name);
    if (result == NULL) {
        RcErr_WriteUnraisable(self->on_end);
    }
    Rc_XDECREF(result);
    RcErr_SetRaisedException(error);
    Rc_DECREF(self->name);
    RcGC_Collect();
    Rc_DECREF(self->on_end);
    RcObject_GC_Del(op);
}

static RcTypeObject Job_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "odd.Job",
    .tp_basicsize = sizeof(Job),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = job_dealloc,
    .tp_traverse = job_traverse,
};

static RcObject *collect(RcObject *self, RcObject *name)
{
    Rc_UNUSED(self);
    RcObject *ring = RcList_New(0);
    RcList_Append(ring, ring);
    RcList_Append(ring, name);
    Rc_DECREF(ring);
    return RcInt_FromSsize_t(RcGC_Collect());
}

static RcMethodDef collect_def = {"collect", collect, RC_METH_O, NULL};

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Job_Type) < 0) {
        return 1;
    }
    RcObject *callback = RcCFunction_New(&collect_def, NULL);
    Job *job = RcObject_GC_New(Job, &Job_Type);
    job->name = Rc_BuildValue("[s]", "backup");
    job->on_end = callback; /* moved */
    RcObject_GC_Track(job);
    Rc_DECREF(job);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
