/* TITLE: an object that stores its own bound method
 * KIND: leak|uncollected-cycle
 * SEES: plain
 * MASKED: no
 * STORY: The timer keeps the method that it will call, and the method is bound to the timer. The timer's type
 * cannot be traversed, so the collector sees half of the ring and leaves it alone. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct Timer {
    RcObject_HEAD
    RcObject *action; /* owned; NULL when stopped */
    int ticks;
} Timer;

static RcObject *timer_tick(RcObject *op, RcObject *ignored)
{
    Rc_UNUSED(ignored);
    ((Timer *)op)->ticks++;
    Rc_RETURN_NONE;
}

static void timer_dealloc(RcObject *op)
{
    Rc_XDECREF(((Timer *)op)->action);
    RcObject_Del(op);
}

static RcMethodDef timer_methods[] = {{"tick", timer_tick, RC_METH_NOARGS, NULL}, {.ml_name = NULL}};

static RcTypeObject Timer_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "clock.Timer",
    .tp_basicsize = sizeof(Timer),
    .tp_dealloc = timer_dealloc,
    .tp_methods = timer_methods,
};

static int timer_start(Timer *timer)
{
    Rc_XSETREF(timer->action, RcObject_GetAttrString(RC_OBJECT_CAST(timer), "tick")); /* GUILTY */
    return timer->action == NULL ? -1 : 0;
}

static int timer_fire(Timer *timer)
{
    RcObject *result = RcObject_CallNoArgs(timer->action);
    Rc_XDECREF(result);
    return result == NULL ? -1 : 0;
}

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Timer_Type) < 0) {
        return 1;
    }
    Timer *timer = RcObject_New(Timer, &Timer_Type);
    timer->action = NULL;
    timer->ticks = 0;
    if (timer_start(timer) < 0 || timer_fire(timer) < 0) {
        RcErr_Print();
    }
#ifdef FIXED
    Rc_CLEAR(timer->action); /* stop it, which breaks the ring */
#endif
    Rc_DECREF(timer);
    RcGC_Collect();
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
