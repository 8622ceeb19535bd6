/* TITLE: a decorator that returns its cached result
 * KIND: missing-incref|over-decref|use-after-free
 * SEES: plain
 * MASKED: no
 * STORY: tp_call returns a new reference. The second call finds the result in the object and returns it as
 * it is. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct {
    RcObject_HEAD
    RcObject *function;
    RcObject *result; /* of the first call */
} Once;

static int once_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Once *o = (Once *)op;
    Rc_VISIT(o->function);
    Rc_VISIT(o->result);
    return 0;
}

static int once_clear(RcObject *op)
{
    Once *o = (Once *)op;
    Rc_CLEAR(o->function);
    Rc_CLEAR(o->result);
    return 0;
}

static void once_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    once_clear(op);
    RcObject_GC_Del(op);
}

static RcObject *once_call(RcObject *op, RcObject *args, RcObject *kwargs)
{
    Once *o = (Once *)op;
    if (o->result == NULL) {
        o->result = RcObject_Call(o->function, args, kwargs);
        if (o->result == NULL)
            return NULL;
    }
#ifdef FIXED
    return Rc_NewRef(o->result);
#else
    return o->result; /* GUILTY */
#endif
}

static RcTypeObject Once_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "tools.Once",
    .tp_basicsize = sizeof(Once),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = once_dealloc,
    .tp_traverse = once_traverse,
    .tp_clear = once_clear,
    .tp_call = once_call,
};

static RcObject *load(RcObject *self, RcObject *ignored)
{
    Rc_UNUSED(self);
    Rc_UNUSED(ignored);
    puts("loading");
    return Rc_BuildValue("[ddd]", 1.5, 2.5, 3.5);
}
static RcMethodDef load_def = {"load", load, RC_METH_NOARGS, NULL};

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcType_Ready(&Once_Type);
    Once *once = RcObject_GC_New(Once, &Once_Type);
    once->function = RcCFunction_New(&load_def, NULL);
    once->result = NULL;
    RcObject_GC_Track(once);
    for (int i = 0; i < 2; i++) {
        RcObject *data = RcObject_CallNoArgs((RcObject *)once);
        printf("%zd numbers\n", RcList_Size(data));
        Rc_DECREF(data);
    }
    Rc_DECREF(once);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
