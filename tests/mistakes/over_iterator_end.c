/* TITLE: an iterator that lets go of its container twice
 * KIND: over-decref|use-after-free|bad-dealloc
 * SEES: plain
 * MASKED: yes
 * STORY: At the end the iterator gives the container back, but the field still points to it, and the
 * dealloc gives it back again. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct {
    RcObject_HEAD
    RcObject *source; /* owned; NULL at the end */
    Rc_ssize_t index, step;
} Stride;

static void stride_dealloc(RcObject *op)
{
    Rc_XDECREF(((Stride *)op)->source); /* ALSO */
    RcObject_Del(op);
}

static RcObject *stride_next(RcObject *op)
{
    Stride *s = (Stride *)op;
    if (s->source == NULL)
        return NULL;
    if (s->index >= RcList_Size(s->source)) {
#ifdef FIXED
        Rc_CLEAR(s->source);
#else
        Rc_DECREF(s->source); /* GUILTY */
#endif
        return NULL;
    }
    RcObject *item = RcList_GetItemRef(s->source, s->index);
    s->index += s->step;
    return item;
}

static RcTypeObject Stride_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "seq.Stride",
    .tp_basicsize = sizeof(Stride),
    .tp_dealloc = stride_dealloc,
    .tp_iter = RcObject_SelfIter,
    .tp_iternext = stride_next,
};

static RcObject *stride_new(RcObject *list, Rc_ssize_t step)
{
    Stride *s = RcObject_New(Stride, &Stride_Type);
    if (s == NULL)
        return NULL;
    s->source = Rc_NewRef(list);
    s->index = 0;
    s->step = step;
    return (RcObject *)s;
}

static long sum(RcObject *iterable)
{
    RcObject *it = RcObject_GetIter(iterable), *item;
    long total = 0;
    while ((item = RcIter_Next(it)) != NULL) {
        total += RcInt_AsLong(item);
        Rc_DECREF(item);
    }
    Rc_DECREF(it);
    return total;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcType_Ready(&Stride_Type);
    RcObject *numbers = Rc_BuildValue("[iiiii]", 1000, 2000, 3000, 4000, 5000);
    RcObject *stride = stride_new(numbers, 2);
    printf("%ld\n", sum(stride));
    Rc_DECREF(stride);
    printf("%ld\n", sum(numbers));
    Rc_DECREF(numbers);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
