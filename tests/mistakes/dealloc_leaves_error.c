/* TITLE: a dealloc that fails and leaves its error behind
 * KIND: bad-dealloc
 * SEES: plain
 * MASKED: no
 * STORY: The dealloc reports what it could not flush by raising an error. Nobody looks for an error after a
 * DECREF; it stays pending and is told by some innocent function later. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct Writer {
    RcObject_HEAD
    int unwritten;
} Writer;

static void writer_dealloc(RcObject *op) /* ALSO */
{
    Writer *self = (Writer *)op;
    if (self->unwritten > 0) {
#ifdef FIXED
        RcObject *pending = RcErr_GetRaisedException();
        RcErr_SetString(RcExc_RuntimeError, "closed with unwritten data");
        RcErr_WriteUnraisable(NULL);
        RcErr_SetRaisedException(pending);
#else
        RcErr_SetString(RcExc_RuntimeError, "closed with unwritten data"); /* GUILTY */
#endif
    }
    RcObject_Del(op); /* ALSO */
}

static RcTypeObject Writer_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "io.Writer",
    .tp_basicsize = sizeof(Writer),
    .tp_dealloc = writer_dealloc,
};

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Writer_Type) < 0) {
        return 1;
    }
    Writer *writer = RcObject_New(Writer, &Writer_Type);
    writer->unwritten = 3;
    Rc_DECREF(writer);
    RcObject *empty = RcList_New(0);
    printf("error pending: %d\n", RcErr_Occurred() != NULL);
    RcErr_Clear();
    Rc_DECREF(empty);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
