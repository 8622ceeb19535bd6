/* TITLE: a lamp that asks who shines
 * KIND: use-after-free
 * SEES: plain
 * MASKED: no
 * STORY: The stage releases its spot and puts the new one there afterwards. The old spot's dealloc calls a function that
 * takes what it finds on the stage: the dying spot. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct {
    RcObject *spot; /* owned */
    int changes;
} Stage;

typedef struct {
    RcObject_HEAD
    Stage *stage; /* the other way round */
    int watts;
} Spot;

static RcObject *stage_spot(const Stage *stage)
{
    return Rc_XNewRef(stage->spot);
}

static void say_who_shines(const Stage *stage)
{
    RcObject *spot = stage_spot(stage);
    printf("now %d W\n", spot != NULL ? ((Spot *)spot)->watts : 0);
    Rc_XDECREF(spot);
}

static void spot_dealloc(RcObject *op)
{
    say_who_shines(((Spot *)op)->stage);
    RcObject_Del(op);
}

static RcTypeObject Spot_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "theatre.Spot",
    .tp_basicsize = sizeof(Spot),
    .tp_dealloc = spot_dealloc,
};

static int stage_light(Stage *stage, int watts)
{
    Spot *spot = RcObject_New(Spot, &Spot_Type);
    if (spot == NULL)
        return -1;
    spot->stage = stage;
    spot->watts = watts;
    stage->changes++;
#ifdef FIXED
    Rc_XSETREF(stage->spot, (RcObject *)spot);
#else
    Rc_XDECREF(stage->spot); /* GUILTY */
    stage->spot = (RcObject *)spot;
#endif
    return 0;
}

int main(void)
{
    Stage stage = {NULL, 0};
    if (Rc_Initialize() < 0 || RcType_Ready(&Spot_Type) < 0)
        return 1;
    if (stage_light(&stage, 500) < 0 || stage_light(&stage, 2000) < 0)
        return 1;
    Rc_CLEAR(stage.spot);
    printf("%d changes, objects left: %d\n", stage.changes, Rc_Finalize());
    return 0;
}
