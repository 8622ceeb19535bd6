/* TITLE: a constructor that parses its arguments into its fields
 * KIND: missing-incref
 * SEES: deep
 * MASKED: no
 * STORY: RcArg_ParseTuple fills variables with borrowed objects. The author lets it fill the fields directly:
 * short, and without a reference to any of them. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct Edge {
    RcObject_HEAD
    RcObject *from, *to; /* owned */
} Edge;

static int edge_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Rc_VISIT(((Edge *)op)->from);
    Rc_VISIT(((Edge *)op)->to);
    return 0;
}

static void edge_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    Rc_XDECREF(((Edge *)op)->from);
    Rc_XDECREF(((Edge *)op)->to);
    Rc_TYPE(op)->tp_free(op);
}

static int edge_init(RcObject *op, RcObject *args, RcObject *kwargs)
{
    Edge *self = (Edge *)op;
    Rc_UNUSED(kwargs);
#ifdef FIXED
    RcObject *from, *to;
    if (!RcArg_ParseTuple(args, "OO:Edge", &from, &to)) {
        return -1;
    }
    Rc_XSETREF(self->from, Rc_NewRef(from));
    Rc_XSETREF(self->to, Rc_NewRef(to));
    return 0;
#else
    return RcArg_ParseTuple(args, "OO:Edge", &self->from, &self->to) ? 0 : -1; /* GUILTY */
#endif
}

static RcTypeObject Edge_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "graph.Edge",
    .tp_basicsize = sizeof(Edge),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = edge_dealloc,
    .tp_traverse = edge_traverse,
    .tp_init = edge_init,
    .tp_new = RcType_GenericNew,
};

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Edge_Type) < 0) {
        return 1;
    }
    RcObject *a = RcStr_FromString("a"), *b = RcStr_FromString("b");
    RcObject *edge = RcObject_CallFunctionObjArgs(RC_OBJECT_CAST(&Edge_Type), a, b, NULL);
    Rc_DECREF(a);
    Rc_DECREF(b);
    Rc_XDECREF(edge);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
