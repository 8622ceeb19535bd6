/* TITLE: a small int stored without a reference
 * KIND: missing-incref
 * SEES: deep
 * MASKED: yes
 * STORY: The counter keeps its step as it was given, without a reference, and its dealloc gives one back.
 * With 1, which is immortal, the tests pass. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct Ticker {
    RcObject_HEAD
    RcObject *step; /* owned */
    long now;
} Ticker;

static int ticker_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Rc_VISIT(((Ticker *)op)->step);
    return 0;
}

static void ticker_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    Rc_DECREF(((Ticker *)op)->step);
    RcObject_GC_Del(op);
}

static RcTypeObject Ticker_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "clock.Ticker",
    .tp_basicsize = sizeof(Ticker),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = ticker_dealloc,
    .tp_traverse = ticker_traverse,
};

static RcObject *make_ticker(RcObject *step)
{
    Ticker *ticker = RcObject_GC_New(Ticker, &Ticker_Type);
    if (ticker == NULL) {
        return NULL;
    }
    ticker->now = 0;
#ifdef FIXED
    ticker->step = Rc_NewRef(step);
#else
    ticker->step = step; /* GUILTY */
#endif
    RcObject_GC_Track(ticker); /* ALSO */
    return RC_OBJECT_CAST(ticker);
}

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Ticker_Type) < 0) {
        return 1;
    }
    RcObject *one = RcInt_FromLong(1);
    RcObject *ticker = make_ticker(one);
    RcGC_Collect();
    Rc_XDECREF(ticker);
    Rc_DECREF(one);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
