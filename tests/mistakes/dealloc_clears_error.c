/* TITLE: a dealloc that loses the pending error
 * KIND: bad-dealloc
 * SEES: plain
 * MASKED: no
 * STORY: The dealloc calls the close function and clears whatever error that leaves. It runs in the middle of
 * somebody else's failure, too, and then it clears that: the caller sees NULL without an error. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct Handle {
    RcObject_HEAD
    RcObject *on_close; /* owned */
} Handle;

static void handle_dealloc(RcObject *op) /* ALSO */
{
    Handle *self = (Handle *)op;
#ifdef FIXED
    RcObject *pending = RcErr_GetRaisedException();
#endif
    RcObject *result = RcObject_CallNoArgs(self->on_close);
    if (result == NULL) {
        RcErr_Clear(); /* GUILTY */
    }
    Rc_XDECREF(result);
#ifdef FIXED
    RcErr_SetRaisedException(pending);
#endif
    Rc_DECREF(self->on_close);
    RcObject_Del(op); /* ALSO */
}

static RcTypeObject Handle_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "io.Handle",
    .tp_basicsize = sizeof(Handle),
    .tp_dealloc = handle_dealloc,
};

static RcObject *fail_to_close(RcObject *self, RcObject *ignored)
{
    Rc_UNUSED(self);
    Rc_UNUSED(ignored);
    return RcErr_Format(RcExc_RuntimeError, "cannot close");
}

static RcMethodDef close_def = {"close", fail_to_close, RC_METH_NOARGS, NULL};

static int read_from(Handle *handle)
{
    RcErr_SetString(RcExc_ValueError, "bad data");
    Rc_DECREF(handle);
    return -1;
}

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Handle_Type) < 0) {
        return 1;
    }
    Handle *handle = RcObject_New(Handle, &Handle_Type);
    handle->on_close = RcCFunction_New(&close_def, NULL);
    if (read_from(handle) < 0) {
        printf("error pending: %d\n", RcErr_Occurred() != NULL);
        RcErr_Clear();
    }
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
