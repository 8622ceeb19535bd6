/* TITLE: a copy of an array of pointers, made with memcpy
 * KIND: missing-incref|over-decref|use-after-free
 * SEES: plain
 * MASKED: yes
 * STORY: The clone has its own array. The pointers in it are copied, and the references are not. */
#include <recount/recount.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    RcObject_HEAD
    size_t n;
    RcObject **items;
} Vec;

static int vec_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    for (size_t i = 0; i < ((Vec *)op)->n; i++)
        Rc_VISIT(((Vec *)op)->items[i]);
    return 0;
}

static void vec_dealloc(RcObject *op)
{
    Vec *v = (Vec *)op;
    RcObject_GC_UnTrack(op);
    for (size_t i = 0; i < v->n; i++)
        Rc_DECREF(v->items[i]);
    free(v->items);
    RcObject_GC_Del(op);
}

static RcTypeObject Vec_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "seq.Vec",
    .tp_basicsize = sizeof(Vec),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = vec_dealloc,
    .tp_traverse = vec_traverse,
};

static Vec *vec_new(size_t n)
{
    Vec *v = RcObject_GC_New(Vec, &Vec_Type);
    if (v == NULL)
        return NULL;
    v->n = n;
    v->items = calloc(n ? n : 1, sizeof *v->items);
    return v;
}

static Vec *vec_from_list(RcObject *list)
{
    Vec *v = vec_new((size_t)RcList_Size(list));
    for (size_t i = 0; i < v->n; i++)
        v->items[i] = RcList_GetItemRef(list, (Rc_ssize_t)i);
    RcObject_GC_Track(v);
    return v;
}

static Vec *vec_copy(const Vec *source)
{
    Vec *v = vec_new(source->n);
    memcpy(v->items, source->items, source->n * sizeof *v->items); /* GUILTY */
#ifdef FIXED
    for (size_t i = 0; i < v->n; i++)
        Rc_INCREF(v->items[i]);
#endif
    RcObject_GC_Track(v); /* ALSO */
    return v;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcType_Ready(&Vec_Type);
    RcObject *list = Rc_BuildValue("[ss]", "alpha particle", "beta particle");
    Vec *v = vec_from_list(list);
    Vec *copy = vec_copy(v);
    printf("%zu and %zu\n", v->n, copy->n);
    Rc_DECREF(v);
    Rc_DECREF(copy);
    Rc_DECREF(list);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
