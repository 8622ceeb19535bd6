/* TITLE: a traverse that leaves out the heap type
 * KIND: bad-traverse|uncollected-cycle
 * SEES: plain
 * MASKED: no
 * STORY: Each tool knows its kind, and each kind keeps a sample as an attribute: the type refers to an instance, which
 * owns the type. The traverse visits the fields and not the type, so no collection ever sees that cycle. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct {
    RcObject_HEAD
    RcObject *label;
} Tool;

static int tool_traverse(RcObject *op, Rc_visitproc visit, void *arg) /* GUILTY */
{
#ifdef FIXED
    Rc_VISIT(Rc_TYPE(op));
#endif
    Rc_VISIT(((Tool *)op)->label); /* ALSO */
    return 0;                      /* ALSO */
}

static int tool_clear(RcObject *op)
{
    Rc_CLEAR(((Tool *)op)->label);
    return 0;
}

static void tool_dealloc(RcObject *op)
{
    RcTypeObject *type = Rc_TYPE(op);
    RcObject_GC_UnTrack(op);
    tool_clear(op);
    type->tp_free(op);
    Rc_DECREF(type);
}

static RcType_Slot tool_slots[] = {
    {Rc_tp_traverse, (void *)tool_traverse},
    {Rc_tp_clear, (void *)tool_clear},
    {Rc_tp_dealloc, (void *)tool_dealloc},
    {0, NULL},
};

static RcType_Spec tool_spec = {"shed.Tool", sizeof(Tool), 0, Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
                                tool_slots};

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *type = RcType_FromSpec(&tool_spec);
    RcObject *sample = RcObject_CallNoArgs(type);
    ((Tool *)sample)->label = RcStr_FromString("the sample that hangs on the wall");
    RcObject_SetAttrString(type, "sample", sample);
    Rc_DECREF(sample);
    Rc_DECREF(type);
    RcGC_Collect();
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
