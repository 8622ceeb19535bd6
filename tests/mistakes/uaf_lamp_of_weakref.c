/* TITLE: a dimmer that finds its lamp by a weak reference
 * KIND: use-after-free
 * SEES: plain
 * MASKED: yes
 * STORY: RcWeakref_GetRef gives a new reference to the lamp. It is given back before the lamp is dimmed; the
 * room that has the lamp in a variable keeps it alive. */
#include <recount/recount.h>
#include <stddef.h>
#include <stdio.h>

typedef struct Lamp {
    RcObject_HEAD
    RcObject *weakrefs;
    RcObject *level;
} Lamp;

static void lamp_dealloc(RcObject *op)
{
    RcObject_ClearWeakRefs(op);
    Rc_XDECREF(((Lamp *)op)->level);
    RcObject_Del(op);
}

static RcTypeObject Lamp_Type = {
    RcVarObject_HEAD_INIT(NULL, 0).tp_name = "home.Lamp",
    .tp_basicsize = sizeof(Lamp),
    .tp_dealloc = lamp_dealloc,
    .tp_weaklistoffset = offsetof(Lamp, weakrefs),
};

static RcObject *lamp_new(void)
{
    Lamp *self = RcObject_New(Lamp, &Lamp_Type);
    if (self == NULL) {
        return NULL;
    }
    self->weakrefs = NULL;
    self->level = RcInt_FromLong(1000);
    return (RcObject *)self;
}

static RcObject *switches; /* a list of weak references */

static int lamp_dim(RcObject *op, long percent)
{
    Lamp *self = (Lamp *)op;
    RcObject *level = RcInt_FromLong(RcInt_AsLong(self->level) * percent / 100);
    if (level == NULL) {
        return -1;
    }
    Rc_XSETREF(self->level, level);
    printf("%ld lumen\n", RcInt_AsLong(self->level));
    return 0;
}

static int dim_all(long percent)
{
    for (Rc_ssize_t i = 0; i < RcList_GET_SIZE(switches); i++) {
        RcObject *lamp = NULL;
        if (RcWeakref_GetRef(RcList_GET_ITEM(switches, i), &lamp) < 0) {
            return -1;
        }
        if (lamp == NULL) {
            continue;
        }
#ifdef FIXED
        int status = lamp_dim(lamp, percent);
        Rc_DECREF(lamp);
#else
        Rc_DECREF(lamp);                      /* ALSO */
        int status = lamp_dim(lamp, percent); /* GUILTY */
#endif
        if (status < 0) {
            return -1;
        }
    }
    return 0;
}

static int attach(RcObject *lamp)
{
    RcObject *ref = RcWeakref_NewRef(lamp, NULL);
    int status = ref != NULL ? RcList_Append(switches, ref) : -1;
    Rc_XDECREF(ref);
    return status;
}

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Lamp_Type) < 0) {
        return 1;
    }
    switches = RcList_New(0);
    RcObject *ceiling = lamp_new();
    if (ceiling == NULL || attach(ceiling) < 0 || dim_all(80) < 0 || dim_all(50) < 0) {
        Rc_FatalError("out of memory");
    }
    Rc_DECREF(ceiling);
    dim_all(10);
    Rc_CLEAR(switches);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
