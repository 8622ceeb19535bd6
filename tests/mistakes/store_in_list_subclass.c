/* TITLE: a subclass of list that keeps its last item without a reference
 * KIND: missing-incref
 * SEES: plain
 * MASKED: yes
 * STORY: The list itself has the item, so that it stays alive as long as the list is not changed. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct {
    RcListObject list;
    RcObject *last;
} TrackedList;

static int sub_init(RcObject *op, RcObject *args, RcObject *kwargs)
{
    TrackedList *self = (TrackedList *)op;
    (void)kwargs;
    if (RcList_Type.tp_init(op, args, NULL) < 0)
        return -1;
    Rc_ssize_t n = RcList_GET_SIZE(op);
    if (n > 0) {
        Rc_CLEAR(self->last);
        self->last = RcList_GET_ITEM(op, n - 1); /* GUILTY */
#ifdef FIXED
        Rc_INCREF(self->last);
#endif
    }
    return 0;
}

static int sub_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Rc_VISIT(Rc_TYPE(op));
    Rc_VISIT(((TrackedList *)op)->last);
    return RcList_Type.tp_traverse(op, visit, arg);
}

static int sub_clear(RcObject *op)
{
    Rc_CLEAR(((TrackedList *)op)->last);
    return RcList_Type.tp_clear(op);
}

static RcType_Slot slots[] = {
    {Rc_tp_base, &RcList_Type},
    {Rc_tp_init, (void *)sub_init},
    {Rc_tp_traverse, (void *)sub_traverse},
    {Rc_tp_clear, (void *)sub_clear},
    {0, NULL},
};
static RcType_Spec spec = {"ext.TrackedList", sizeof(TrackedList), 0, Rc_TPFLAGS_HAVE_GC, slots};

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *type = RcType_FromSpec(&spec);
    if (type == NULL) {
        RcErr_Print();
        return 1;
    }
    RcObject *words = Rc_BuildValue("[ss]", "first of all", "last but not least");
    RcObject *tl = RcObject_CallOneArg(type, words);
    if (tl == NULL)
        RcErr_Print();
    Rc_DECREF(words);
    Rc_CLEAR(((TrackedList *)tl)->last);
    Rc_DECREF(tl);
    Rc_DECREF(type);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
