/* TITLE: a pointer that is stored first and counted afterwards
 * KIND: none
 * STORY: The field is set, and the reference for it is taken in the next statement. In between more objects
 * refer to the value than its count says; nothing runs in between. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct Label {
    RcObject_HEAD
    RcObject *text, *font;
} Label;

static int label_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Rc_VISIT(((Label *)op)->text);
    Rc_VISIT(((Label *)op)->font);
    return 0;
}

static void label_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    Rc_XDECREF(((Label *)op)->text);
    Rc_XDECREF(((Label *)op)->font);
    RcObject_GC_Del(op);
}

static RcTypeObject Label_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "odd.Label",
    .tp_basicsize = sizeof(Label),
    .tp_flags = Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = label_dealloc,
    .tp_traverse = label_traverse,
};

/* Both are borrowed from a list that alone owns them. */
static void set(Label *label, RcObject *text, RcObject *font)
{
    RcObject *old_text = label->text, *old_font = label->font;
    label->text = text;
    label->font = font;
    Rc_INCREF(label->text);
    Rc_INCREF(font);
    Rc_XDECREF(old_text);
    Rc_XDECREF(old_font);
}

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Label_Type) < 0) {
        return 1;
    }
    RcObject *texts = Rc_BuildValue("[sss]", "an open door", "a closed door", "sans serif");
    Label *label = RcObject_GC_New(Label, &Label_Type);
    label->text = label->font = NULL;
    RcObject_GC_Track(label);
    set(label, RcList_GET_ITEM(texts, 0), RcList_GET_ITEM(texts, 2));
    set(label, RcList_GET_ITEM(texts, 1), RcList_GET_ITEM(texts, 2));
    Rc_DECREF(label);
    Rc_DECREF(texts);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
