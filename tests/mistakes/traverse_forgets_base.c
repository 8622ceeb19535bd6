/* TITLE: a subtype's traverse that forgets its base
 * KIND: bad-traverse|uncollected-cycle|leak
 * SEES: plain
 * MASKED: no
 * STORY: The subtype adds a field and a traverse for it. A traverse of one's own takes the place of the
 * base's, so the items of the list that it inherits from are no longer visited. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct NamedList {
    RcListObject list;
    RcObject *name; /* owned */
} NamedList;

static int named_traverse(RcObject *op, Rc_visitproc visit, void *arg) /* ALSO */
{
    Rc_VISIT(((NamedList *)op)->name); /* GUILTY */
#ifdef FIXED
    return RcList_Type.tp_traverse(op, visit, arg);
#else
    return 0; /* ALSO */
#endif
}

static int named_clear(RcObject *op)
{
    Rc_CLEAR(((NamedList *)op)->name);
    return RcList_Type.tp_clear(op);
}

static void named_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    Rc_CLEAR(((NamedList *)op)->name);
    RcList_Type.tp_dealloc(op);
}

static RcTypeObject NamedList_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "names.NamedList",
    .tp_basicsize = sizeof(NamedList),
    .tp_base = &RcList_Type,
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = named_dealloc,
    .tp_traverse = named_traverse,
    .tp_clear = named_clear,
};

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&NamedList_Type) < 0) {
        return 1;
    }
    RcObject *list = RcObject_CallNoArgs(RC_OBJECT_CAST(&NamedList_Type));
    ((NamedList *)list)->name = RcStr_FromString("guests");
    RcList_Append(list, list);
    RcGC_Collect();
    Rc_DECREF(list);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
