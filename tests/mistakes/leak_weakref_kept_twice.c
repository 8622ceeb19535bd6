/* TITLE: a weak reference for which the list of observers is paid twice
 * KIND: lost-reference|leak
 * SEES: plain
 * MASKED: no
 * STORY: The weak reference is new, and RcList_Append takes a reference of its own; the one that is taken besides is
 * nobody's. The object that is referred to finds its weak references by a pointer, too, but does not own them. */
#include <recount/recount.h>
#include <stddef.h>
#include <stdio.h>

typedef struct {
    RcObject_HEAD
    int degrees;
    RcObject *weaklist;
} Thermometer;

static void thermometer_dealloc(RcObject *op)
{
    RcObject_ClearWeakRefs(op);
    RcObject_Free(op);
}

static RcTypeObject Thermometer_Type = {
    RcVarObject_HEAD_INIT(NULL, 0).tp_name = "weather.Thermometer",
    .tp_basicsize = sizeof(Thermometer),
    .tp_dealloc = thermometer_dealloc,
    .tp_weaklistoffset = offsetof(Thermometer, weaklist),
};

static Thermometer *thermometer_new(int degrees)
{
    Thermometer *t = RcObject_New(Thermometer, &Thermometer_Type);
    if (t != NULL) {
        t->degrees = degrees;
        t->weaklist = NULL;
    }
    return t;
}

static int watch(RcObject *watched, Thermometer *t)
{
    RcObject *ref = RcWeakref_NewRef((RcObject *)t, NULL);
    int status;
    if (ref == NULL)
        return -1;
#ifndef FIXED
    Rc_INCREF(ref); /* GUILTY */
#endif
    status = RcList_Append(watched, ref);
    Rc_DECREF(ref);
    return status;
}

static int count_alive(RcObject *watched)
{
    int alive = 0;
    for (Rc_ssize_t i = 0; i < RcList_Size(watched); i++) {
        RcObject *t = NULL;
        if (RcWeakref_GetRef(RcList_GetItem(watched, i), &t) > 0) {
            alive++;
            Rc_DECREF(t);
        }
    }
    return alive;
}

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Thermometer_Type) < 0)
        return 1;
    RcObject *watched = RcList_New(0);
    Thermometer *roof = thermometer_new(21), *cellar = thermometer_new(12);
    if (watched == NULL || roof == NULL || cellar == NULL || watch(watched, roof) < 0 ||
        watch(watched, cellar) < 0)
        Rc_FatalError("out of memory");
    printf("%d of 2\n", count_alive(watched));
    Rc_DECREF(cellar);
    printf("%d of 2\n", count_alive(watched));
    Rc_DECREF(watched);
    Rc_DECREF(roof);
    return Rc_Finalize() == 0 ? 0 : 1;
}
