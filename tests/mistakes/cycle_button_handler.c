/* TITLE: a button whose type the collector does not know
 * KIND: uncollected-cycle|leak
 * SEES: plain
 * MASKED: no
 * STORY: The button owns its handler; the handler is a method bound to the button. The type has no HAVE_GC. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct Button {
    RcObject_HEAD
    RcObject *label;
    RcObject *handler;
} Button;

static void button_dealloc(RcObject *op)
{
#ifdef FIXED
    RcObject_GC_UnTrack(op);
#endif
    Rc_XDECREF(((Button *)op)->label);
    Rc_XDECREF(((Button *)op)->handler);
#ifdef FIXED
    RcObject_GC_Del(op);
#else
    RcObject_Del(op);
#endif
}

#ifdef FIXED
static int button_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Rc_VISIT(((Button *)op)->label);
    Rc_VISIT(((Button *)op)->handler);
    return 0;
}

static int button_clear(RcObject *op)
{
    Rc_CLEAR(((Button *)op)->handler);
    return 0;
}
#endif

static RcTypeObject Button_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "ui.Button",
    .tp_basicsize = sizeof(Button),
    .tp_dealloc = button_dealloc,
#ifdef FIXED
    .tp_flags = Rc_TPFLAGS_HAVE_GC,
    .tp_traverse = button_traverse,
    .tp_clear = button_clear,
#endif
};

static RcObject *clicked(RcObject *self, RcObject *arg)
{
    (void)self;
    return Rc_NewRef(arg);
}
static RcMethodDef clicked_def = {"clicked", clicked, RC_METH_O, NULL};

static Button *button_new(const char *label)
{
#ifdef FIXED
    Button *b = RcObject_GC_New(Button, &Button_Type);
#else
    Button *b = RcObject_New(Button, &Button_Type);
#endif
    b->label = RcStr_FromString(label);
    b->handler = NULL;
#ifdef FIXED
    RcObject_GC_Track(b);
#endif
    return b;
}

static int button_connect(Button *b)
{
    RcObject *handler = RcCFunction_New(&clicked_def, (RcObject *)b); /* ALSO */
    if (handler == NULL)
        return -1;
    Rc_XSETREF(b->handler, handler); /* GUILTY */
    return 0;
}

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Button_Type) < 0)
        return 1;
    Button *ok = button_new("OK");
    button_connect(ok);
    RcObject *result = RcObject_CallOneArg(ok->handler, Rc_True);
    printf("%d\n", result == Rc_True);
    Rc_XDECREF(result);
    Rc_DECREF(ok);
    RcGC_Collect();
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
