/* TITLE: a finalizer that gives back a field and leaves it set
 * KIND: over-decref|use-after-free
 * SEES: plain
 * MASKED: yes
 * STORY: The dealloc gives it back once more. Files that were closed in time do not show it, and main
 * has the log, too. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct {
    RcObject_HEAD
    RcObject *log;
    int closed;
} File;

static void obj_finalize(RcObject *op)
{
    File *f = (File *)op;
    RcObject *saved = RcErr_GetRaisedException();
    if (!f->closed) {
        RcObject *line = RcStr_FromString("file was not closed");
        if (line)
            RcList_Append(f->log, line);
        Rc_XDECREF(line);
#ifdef FIXED
        Rc_CLEAR(f->log);
#else
        Rc_DECREF(f->log); /* GUILTY */
#endif
    }
    RcErr_SetRaisedException(saved);
}

static void file_dealloc(RcObject *op)
{
    if (RcObject_CallFinalizerFromDealloc(op) < 0)
        return;
    Rc_XDECREF(((File *)op)->log);
    RcObject_Del(op);
}

static RcTypeObject File_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "io.File",
    .tp_basicsize = sizeof(File),
    .tp_dealloc = file_dealloc,
    .tp_finalize = obj_finalize,
};

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcType_Ready(&File_Type);
    RcObject *log = RcList_New(0);
    for (int i = 0; i < 2; i++) {
        File *f = RcObject_New(File, &File_Type);
        f->log = Rc_NewRef(log);
        f->closed = i == 0;
        Rc_DECREF((RcObject *)f);
    }
    Rc_DECREF(log);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
