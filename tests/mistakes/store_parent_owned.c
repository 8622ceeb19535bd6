/* TITLE: a child that owns its parent, but never took a reference
 * KIND: missing-incref|over-decref
 * SEES: plain
 * MASKED: yes
 * STORY: It is visited, cleared and given back, all as if it were owned. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct Widget {
    RcObject_HEAD
    struct Widget *parent;
    struct Widget *first_child;
    RcObject *text;
} Widget;

static RcTypeObject Widget_Type;

static Widget *widget(const char *text)
{
    Widget *w = (Widget *)RcType_GenericAlloc(&Widget_Type, 0);
    if (w != NULL)
        w->text = RcStr_FromString(text);
    return w;
}

static void set_parent(Widget *child, Widget *parent)
{
    Widget *old = child->parent;

#ifdef FIXED
    child->parent = (Widget *)Rc_XNewRef(parent);
#else
    child->parent = parent; /* GUILTY */
#endif
    if (parent && !parent->first_child)
        parent->first_child = (Widget *)Rc_NewRef(child);
    Rc_XDECREF(old);
}

static int widget_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Widget *w = (Widget *)op;
    Rc_VISIT(w->parent);
    Rc_VISIT(w->first_child);
    Rc_VISIT(w->text);
    return 0;
}

static int widget_clear(RcObject *op)
{
    Widget *w = (Widget *)op;
    Rc_CLEAR(w->parent);
    Rc_CLEAR(w->first_child);
    Rc_CLEAR(w->text);
    return 0;
}

static void widget_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    widget_clear(op);
    Rc_TYPE(op)->tp_free(op);
}

static RcTypeObject Widget_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "ui.Widget",
    .tp_basicsize = sizeof(Widget),
    .tp_flags = Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = widget_dealloc,
    .tp_traverse = widget_traverse,
    .tp_clear = widget_clear,
};

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcType_Ready(&Widget_Type);
    Widget *win = widget("window"), *ok = widget("ok");
    set_parent(ok, win);
    RcObject *s = RcObject_Str(win->text);
    Rc_DECREF(s);
    Rc_DECREF((RcObject *)ok);
    Rc_DECREF((RcObject *)win);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
