/* TITLE: a lane that tells of the swimmer who has left it
 * KIND: use-after-free
 * SEES: plain
 * MASKED: no
 * STORY: lane_leave takes the swimmer out of the lane, and so has that reference to give back.  It gives it back one
 * line too early. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct Swimmer {
    RcObject_HEAD
    RcObject *name;
    int lengths;
} Swimmer;

static void swimmer_dealloc(RcObject *op)
{
    Rc_XDECREF(((Swimmer *)op)->name);
    RcObject_Del(op);
}

static RcTypeObject Swimmer_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "pool.Swimmer",
    .tp_basicsize = sizeof(Swimmer),
    .tp_dealloc = swimmer_dealloc,
};

static Swimmer *swimmer_new(const char *name)
{
    Swimmer *swimmer = RcObject_New(Swimmer, &Swimmer_Type);
    swimmer->lengths = 0;
    swimmer->name = RcStr_FromString(name);
    return swimmer;
}

static void lane_leave(Swimmer **lane)
{
    Swimmer *leaving = *lane;
    *lane = NULL;
#ifdef FIXED
    printf("%d lengths\n", leaving->lengths);
    Rc_DECREF(leaving);
#else
    Rc_DECREF(leaving);
    printf("%d lengths\n", leaving->lengths); /* GUILTY */
#endif
}

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Swimmer_Type) < 0) {
        return 1;
    }
    Swimmer *fast = swimmer_new("Kathleen"), *slow = swimmer_new("Eric");
    fast->lengths = 16;
    lane_leave(&fast);
    printf("%s is still swimming\n", RcStr_AsUTF8(slow->name));
    Rc_DECREF(slow);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
