/* TITLE: close() releases, and the dealloc once more
 * KIND: over-decref|use-after-free
 * SEES: plain
 * MASKED: no
 * STORY: close() gives the buffer back and leaves the pointer in the field. The dealloc finds it there and
 * gives it back again; Rc_CLEAR in close() would have told it. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct File {
    RcObject_HEAD
    RcObject *buffer; /* owned; NULL when closed */
} File;

static RcObject *file_close(RcObject *op, RcObject *ignored)
{
    Rc_UNUSED(ignored);
#ifdef FIXED
    Rc_CLEAR(((File *)op)->buffer);
#else
    Rc_XDECREF(((File *)op)->buffer); /* ALSO */
#endif
    Rc_RETURN_NONE;
}

static void file_dealloc(RcObject *op)
{
    Rc_XDECREF(((File *)op)->buffer); /* GUILTY */
    RcObject_Del(op);
}

static RcMethodDef file_methods[] = {{"close", file_close, RC_METH_NOARGS, NULL}, {.ml_name = NULL}};

static RcTypeObject File_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "io.File",
    .tp_basicsize = sizeof(File),
    .tp_dealloc = file_dealloc,
    .tp_methods = file_methods,
};

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&File_Type) < 0) {
        return 1;
    }
    File *file = RcObject_New(File, &File_Type);
    file->buffer = RcBytes_FromString("some bytes");
    Rc_XDECREF(RcObject_CallMethod(RC_OBJECT_CAST(file), "close", NULL));
    Rc_DECREF(file);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
