/* TITLE: an object cloned by struct assignment
 * KIND: missing-incref
 * SEES: deep
 * MASKED: no
 * STORY: The copy has the same fields as the original, and the author copies them in one go. The references
 * in them are copied as pointers, but not counted: there are two owners and one reference. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct Style {
    RcObject *font, *color; /* owned */
    int size;
} Style;

typedef struct Label {
    RcObject_HEAD
    Style style;
} Label;

static int label_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Rc_VISIT(((Label *)op)->style.font);
    Rc_VISIT(((Label *)op)->style.color);
    return 0;
}

static void label_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    Rc_XDECREF(((Label *)op)->style.font);
    Rc_XDECREF(((Label *)op)->style.color);
    RcObject_GC_Del(op);
}

static RcTypeObject Label_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "ui.Label",
    .tp_basicsize = sizeof(Label),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = label_dealloc,
    .tp_traverse = label_traverse,
};

/* Takes over the references in style. */
static Label *label_new(Style style)
{
    Label *label = RcObject_GC_New(Label, &Label_Type);
    label->style = style;
    RcObject_GC_Track(label);
    return label;
}

static Label *label_clone(const Label *original)
{
    Label *clone = RcObject_GC_New(Label, &Label_Type);
    clone->style = original->style; /* GUILTY */
#ifdef FIXED
    Rc_XINCREF(clone->style.font);
    Rc_XINCREF(clone->style.color);
#endif
    RcObject_GC_Track(clone); /* ALSO */
    return clone;
}

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Label_Type) < 0) {
        return 1;
    }
    Label *label = label_new((Style){RcStr_FromString("Garamond"), RcStr_FromString("sepia"), 12});
    Label *clone = label_clone(label);
    RcGC_Collect();
    Rc_DECREF(label);
    Rc_DECREF(clone);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
