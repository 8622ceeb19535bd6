/* TITLE: an iterator that hands out what it walks over
 * KIND: missing-incref|over-decref|use-after-free
 * SEES: deep
 * MASKED: no
 * STORY: tp_iternext returns the next item of the list, as the list lends it. Whoever iterates gives each
 * item back, so one walk empties the list from within. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct Walker {
    RcObject_HEAD
    RcObject *list; /* owned */
    Rc_ssize_t index;
} Walker;

static void walker_dealloc(RcObject *op)
{
    Rc_XDECREF(((Walker *)op)->list);
    RcObject_Del(op);
}

static RcObject *walker_next(RcObject *op)
{
    Walker *self = (Walker *)op;
    if (self->index >= RcList_GET_SIZE(self->list)) {
        return NULL;
    }
    RcObject *item = RcList_GET_ITEM(self->list, self->index++);
#ifdef FIXED
    return Rc_NewRef(item);
#else
    return item; /* GUILTY */
#endif
}

static RcTypeObject Walker_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "walk.Walker",
    .tp_basicsize = sizeof(Walker),
    .tp_dealloc = walker_dealloc,
    .tp_iter = RcObject_SelfIter,
    .tp_iternext = walker_next,
};

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Walker_Type) < 0) {
        return 1;
    }
    Walker *walker = RcObject_New(Walker, &Walker_Type);
    walker->list = Rc_BuildValue("[dd]", 1.5, 2.5);
    walker->index = 0;
    RcObject *item;
    while ((item = RcIter_Next(RC_OBJECT_CAST(walker))) != NULL) {
        printf("%g\n", RcFloat_AsDouble(item));
        Rc_DECREF(item);
    }
    Rc_DECREF(walker);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
