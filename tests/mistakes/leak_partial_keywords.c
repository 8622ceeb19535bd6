/* TITLE: a wrapper that adds a keyword and keeps the copy
 * KIND: leak
 * SEES: plain
 * MASKED: no
 * STORY: The keywords are copied so that one can be added. The call takes references of its own to what it
 * needs. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct {
    RcObject_HEAD
    RcObject *function;
    RcObject *name, *value;
} Partial;

static void partial_dealloc(RcObject *op)
{
    Partial *p = (Partial *)op;
    RcObject_GC_UnTrack(op);
    Rc_XDECREF(p->function);
    Rc_XDECREF(p->name);
    Rc_XDECREF(p->value);
    RcObject_GC_Del(op);
}

static int partial_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Partial *p = (Partial *)op;
    Rc_VISIT(p->function);
    Rc_VISIT(p->name);
    Rc_VISIT(p->value);
    return 0;
}

static RcObject *partial_call(RcObject *op, RcObject *args, RcObject *kwargs)
{
    Partial *p = (Partial *)op;
    RcObject *all = kwargs ? RcHashTable_Copy(kwargs) : RcHashTable_New(); /* ALSO */

    if (!all)
        return NULL;
    if (RcHashTable_SetItem(all, p->name, p->value) < 0) {
        Rc_DECREF(all);
        return NULL;
    }
#ifdef FIXED
    RcObject *result = RcObject_Call(p->function, args, all);
    Rc_DECREF(all);
    return result;
#else
    return RcObject_Call(p->function, args, all); /* GUILTY */
#endif
}

static RcTypeObject Partial_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "tools.Partial",
    .tp_basicsize = sizeof(Partial),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = partial_dealloc,
    .tp_traverse = partial_traverse,
    .tp_call = partial_call,
};

static RcObject *count(RcObject *self, RcObject *args, RcObject *kwargs)
{
    Rc_UNUSED(self);
    return RcInt_FromSsize_t(RcTuple_Size(args) + 100 * (kwargs ? RcHashTable_Size(kwargs) : 0));
}
static RcMethodDef count_def = {"count", (RcCFunction)(void (*)(void))count,
                                RC_METH_VARARGS | RC_METH_KEYWORDS, NULL};

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcType_Ready(&Partial_Type);
    Partial *p = RcObject_GC_New(Partial, &Partial_Type);
    p->function = RcCFunction_New(&count_def, NULL);
    p->name = RcStr_FromString("verbose");
    p->value = RcInt_FromLong(3000);
    RcObject_GC_Track(p);
    RcObject *args = Rc_BuildValue("(ii)", 5000, 6000);
    RcObject *r = RcObject_CallObject((RcObject *)p, args);
    if (r)
        printf("%ld\n", RcInt_AsLong(r));
    Rc_XDECREF(r);
    Rc_DECREF(args);
    Rc_DECREF(p);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
