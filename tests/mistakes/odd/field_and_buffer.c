/* TITLE: an object that refers to an item twice, in a field and in its buffer
 * KIND: none
 * STORY: The newest item is in the malloc'd array and, with a reference of its own, in a field. So the traverse
 * visits it twice, though it is in the object itself only once. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct Log {
    RcObject_HEAD
    RcObject **lines;
    RcObject *newest;
    Rc_ssize_t count;
} Log;

static int log_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Log *log = (Log *)op;
    Rc_VISIT(log->newest);
    for (Rc_ssize_t i = 0; i < log->count; i++) {
        Rc_VISIT(log->lines[i]);
    }
    return 0;
}

static void log_dealloc(RcObject *op)
{
    Log *log = (Log *)op;
    RcObject_GC_UnTrack(op);
    Rc_XDECREF(log->newest);
    while (log->count > 0) {
        Rc_DECREF(log->lines[--log->count]);
    }
    RcMem_Free(log->lines);
    RcObject_GC_Del(op);
}

static RcTypeObject Log_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "odd.Log",
    .tp_basicsize = sizeof(Log),
    .tp_flags = Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = log_dealloc,
    .tp_traverse = log_traverse,
};

static int log_add(Log *log, RcObject *line)
{
    RcObject **lines = RcMem_Realloc(log->lines, ((size_t)log->count + 1) * sizeof(RcObject *));
    if (lines == NULL) {
        return -1;
    }
    log->lines = lines;
    lines[log->count++] = Rc_NewRef(line);
    Rc_XSETREF(log->newest, Rc_NewRef(line));
    return 0;
}

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Log_Type) < 0) {
        return 1;
    }
    Log *log = RcObject_GC_New(Log, &Log_Type);
    log->lines = NULL;
    log->newest = NULL;
    log->count = 0;
    RcObject_GC_Track(log);
    for (int i = 0; i < 3; i++) {
        RcObject *line = RcStr_FromFormat("line number %d", i);
        if (line == NULL || log_add(log, line) < 0) {
            Rc_XDECREF(line);
            Rc_DECREF(log);
            return 1;
        }
        Rc_DECREF(line);
    }
    RcGC_Collect();
    Rc_DECREF(log);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
