/* TITLE: a dealloc that enters its object into a log
 * KIND: use-after-free|bad-dealloc|over-decref
 * SEES: plain
 * MASKED: no
 * STORY: When a job ends, its dealloc calls finished() with it, which keeps it in a list of what is to be printed. The
 * reference comes too late: the memory is freed a line later. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct {
    RcObject_HEAD
    RcObject *command;
} Job;

static RcObject *log_entries; /* list */

static void finished(RcObject *what)
{
    if (RcList_Append(log_entries, what) < 0) /* GUILTY */
        RcErr_Clear();
}

static void job_dealloc(RcObject *op) /* ALSO */
{
    Job *self = (Job *)op;

#ifdef FIXED
    finished(self->command);
#else
    finished(op); /* ALSO */
#endif
    Rc_DECREF(self->command);
    RcObject_Del(op);
}

static RcTypeObject Job_Type = {
    RcVarObject_HEAD_INIT(NULL, 0).tp_name = "shell.Job",
    .tp_basicsize = sizeof(Job),
    .tp_dealloc = job_dealloc,
    .tp_flags = Rc_TPFLAGS_DEFAULT,
};

static RcObject *job_new(const char *command)
{
    Job *self = RcObject_New(Job, &Job_Type);

    if (self != NULL)
        self->command = RcStr_FromString(command);
    return (RcObject *)self;
}

int main(void)
{
    RcObject *job;

    if (Rc_Initialize() < 0 || RcType_Ready(&Job_Type) < 0)
        return 1;
    log_entries = RcList_New(0);
    job = job_new("make all");
    printf("running %s\n", RcStr_AsUTF8(((Job *)job)->command));
    Rc_DECREF(job);
    printf("%d finished\n", (int)RcList_Size(log_entries));
    Rc_CLEAR(log_entries);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
