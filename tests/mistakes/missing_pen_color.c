/* TITLE: a pen that keeps a color it did not take a reference of
 * KIND: missing-incref|use-after-free
 * SEES: deep
 * MASKED: no
 * STORY: tp_init stores the argument, which is borrowed from the call. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct {
    RcObject_HEAD
    RcObject *color;
    RcObject *strokes;
    int width;
} Pen;

static int Pen_init(Pen *self, RcObject *args, RcObject *kwargs)
{
    static char *kwlist[] = {"color", "width", NULL};
    RcObject *color = NULL;
    int width = 1;

    if (!RcArg_ParseTupleAndKeywords(args, kwargs, "O|i", kwlist, &color, &width))
        return -1;
    RcObject *strokes = RcList_New(0);
    if (strokes == NULL)
        return -1;
    Rc_XSETREF(self->strokes, strokes);
#ifdef FIXED
    Rc_XSETREF(self->color, Rc_NewRef(color));
#else
    self->color = color; /* GUILTY */
#endif
    self->width = width;
    return 0;
}

static int Pen_traverse(Pen *self, Rc_visitproc visit, void *arg)
{
    Rc_VISIT(self->color);
    Rc_VISIT(self->strokes);
    return 0;
}

static int Pen_clear(Pen *self)
{
    Rc_CLEAR(self->color);
    Rc_CLEAR(self->strokes);
    return 0;
}

static void Pen_dealloc(Pen *self)
{
    RcObject_GC_UnTrack(self);
    Pen_clear(self);
    Rc_TYPE(self)->tp_free((RcObject *)self);
}

static RcTypeObject Pen_Type = {
    RcVarObject_HEAD_INIT(NULL, 0).tp_name = "draw.Pen",
    .tp_basicsize = sizeof(Pen),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_new = RcType_GenericNew,
    .tp_init = (Rc_initproc)(void (*)(void))Pen_init,
    .tp_traverse = (Rc_traverseproc)(void (*)(void))Pen_traverse,
    .tp_clear = (Rc_inquiry)(void (*)(void))Pen_clear,
    .tp_dealloc = (Rc_destructor)(void (*)(void))Pen_dealloc,
};

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Pen_Type) < 0)
        return 1;
    RcObject *red = RcStr_FromString("red");
    RcObject *pen = RcObject_CallFunction((RcObject *)&Pen_Type, "Oi", red, 3);
    Rc_DECREF(red);
    RcObject *spare = RcStr_FromString("dark green");
    printf("pen of width %d\n", ((Pen *)pen)->width);
    Rc_DECREF(pen);
    Rc_DECREF(spare);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
