/* TITLE: a wagon is taken out of a train
 * KIND: missing-incref|use-after-free
 * SEES: plain
 * MASKED: no
 * STORY: The coupling before the wagon gets the wagon behind it, whose reference is the wagon's own and goes with it. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct Wagon {
    RcObject_HEAD
    struct Wagon *behind; /* owned */
    int tons;
} Wagon;

static void wagon_dealloc(RcObject *op)
{
    Rc_XDECREF(((Wagon *)op)->behind);
    RcObject_Del(op);
}

static RcTypeObject Wagon_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "rail.Wagon",
    .tp_basicsize = sizeof(Wagon),
    .tp_dealloc = wagon_dealloc,
};

/* Takes over the wagons behind it. */
static Wagon *couple(int tons, Wagon *rest)
{
    Wagon *wagon = RcObject_New(Wagon, &Wagon_Type);
    if (wagon == NULL) {
        Rc_XDECREF(rest);
        return NULL;
    }
    wagon->tons = tons;
    wagon->behind = rest;
    return wagon;
}

static void take_out(Wagon **coupling, int tons)
{
    while (*coupling != NULL && (*coupling)->tons != tons)
        coupling = &(*coupling)->behind;
    if (*coupling != NULL) {
        Wagon *wagon = *coupling;
#ifdef FIXED
        *coupling = (Wagon *)Rc_XNewRef(wagon->behind);
#else
        *coupling = wagon->behind; /* GUILTY */
#endif
        Rc_DECREF(wagon); /* ALSO */
    }
}

static int weight_of(const Wagon *wagon)
{
    int tons = 0;
    for (; wagon != NULL; wagon = wagon->behind)
        tons += wagon->tons;
    return tons;
}

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Wagon_Type) < 0)
        return 1;
    Wagon *train = couple(80, couple(35, couple(20, NULL)));
    if (train == NULL)
        return 1;
    take_out(&train, 35);
    printf("%d t\n", weight_of(train));
    Rc_XDECREF(train);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
