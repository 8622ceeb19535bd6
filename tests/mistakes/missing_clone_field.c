/* TITLE: a clone method that copies one of its fields plainly
 * KIND: missing-incref|over-decref|use-after-free
 * SEES: deep
 * MASKED: yes
 * STORY: clone() takes references for text and children, and copies style as a pointer. Both shapes release it. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct Shape {
    RcObject_HEAD
    RcObject *text;
    RcObject *style;
    RcObject *children;
} Shape;

static int shape_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Shape *s = (Shape *)op;

    Rc_VISIT(s->text);
    Rc_VISIT(s->style);
    Rc_VISIT(s->children);
    return 0;
}

static int shape_clear(RcObject *op)
{
    Shape *s = (Shape *)op;

    Rc_CLEAR(s->text);
    Rc_CLEAR(s->style);
    Rc_CLEAR(s->children);
    return 0;
}

static void shape_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    shape_clear(op);
    RcObject_GC_Del(op);
}

static RcObject *shape_clone(RcObject *op, RcObject *unused);

static RcMethodDef shape_methods[] = {
    {"clone", shape_clone, RC_METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static RcTypeObject Shape_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "draw.Shape",
    .tp_basicsize = sizeof(Shape),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = shape_dealloc,
    .tp_traverse = shape_traverse,
    .tp_clear = shape_clear,
    .tp_methods = shape_methods,
};

static RcObject *shape_clone(RcObject *op, RcObject *unused)
{
    Shape *self = (Shape *)op, *copy;
    RcObject *children = NULL;

    (void)unused;
    if (self->children) {
        children = RcList_GetSlice(self->children, 0, RcList_Size(self->children));
        if (!children)
            return NULL;
    }
    copy = RcObject_GC_New(Shape, &Shape_Type);
    if (!copy) {
        Rc_XDECREF(children);
        return NULL;
    }
    copy->children = children;
    copy->text = Rc_XNewRef(self->text);
#ifdef FIXED
    copy->style = Rc_XNewRef(self->style);
#else
    copy->style = self->style; /* GUILTY */
#endif
    RcObject_GC_Track(copy);
    return (RcObject *)copy;
}

int main(void)
{
    RcObject *style, *copy;
    Shape *shape;

    if (Rc_Initialize() < 0 || RcType_Ready(&Shape_Type) < 0)
        return 1;
    style = RcHashTable_New();
    shape = RcObject_GC_New(Shape, &Shape_Type);
    shape->text = RcStr_FromString("box");
    shape->style = Rc_NewRef(style);
    shape->children = NULL;
    RcObject_GC_Track(shape);
    copy = RcObject_CallMethod((RcObject *)shape, "clone", NULL);
    if (copy)
        printf("same style: %d\n", ((Shape *)copy)->style == shape->style);
    Rc_XDECREF(copy);
    Rc_DECREF(shape);
    Rc_DECREF(style);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
