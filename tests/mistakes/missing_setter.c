/* TITLE: a setter that stores its argument without a reference
 * KIND: missing-incref
 * SEES: deep
 * MASKED: no
 * STORY: The button stores the callback that it is given and believes that storing is owning. The caller
 * gives its own reference back, and the button is left with a pointer to nothing. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct Button {
    RcObject_HEAD
    RcObject *callback; /* owned */
} Button;

static int button_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Rc_VISIT(((Button *)op)->callback);
    return 0;
}

static int button_clear(RcObject *op)
{
    Rc_CLEAR(((Button *)op)->callback);
    return 0;
}

static void button_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    button_clear(op);
    Rc_TYPE(op)->tp_free(op);
}

static RcObject *button_on_click(RcObject *op, RcObject *callback)
{
    Button *self = (Button *)op;
    if (!RcCallable_Check(callback)) {
        return RcErr_Format(RcExc_TypeError, "callback must be callable");
    }
#ifdef FIXED
    Rc_XSETREF(self->callback, Rc_NewRef(callback));
#else
    self->callback = callback; /* GUILTY */
#endif
    Rc_RETURN_NONE;
}

static RcMethodDef button_methods[] = {{"on_click", button_on_click, RC_METH_O, NULL}, {.ml_name = NULL}};

static RcTypeObject Button_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "ui.Button",
    .tp_basicsize = sizeof(Button),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = button_dealloc,
    .tp_traverse = button_traverse,
    .tp_clear = button_clear,
    .tp_methods = button_methods,
    .tp_new = RcType_GenericNew,
};

static RcObject *clicked(RcObject *self, RcObject *ignored)
{
    Rc_UNUSED(self);
    Rc_UNUSED(ignored);
    Rc_RETURN_NONE;
}

static RcMethodDef clicked_def = {"clicked", clicked, RC_METH_NOARGS, NULL};

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Button_Type) < 0) {
        return 1;
    }
    RcObject *button = RcObject_CallNoArgs(RC_OBJECT_CAST(&Button_Type));
    RcObject *callback = RcCFunction_New(&clicked_def, NULL);
    Rc_XDECREF(RcObject_CallMethod(button, "on_click", "O", callback));
    Rc_XDECREF(RcObject_CallMethod(button, "on_click", "O", callback));
    Rc_DECREF(callback);
    Rc_DECREF(button);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
